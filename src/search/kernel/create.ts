import { halfToFloat } from '../vectors/half'
import type { Int8Block, Kernel } from './kernel'

/** What assembly/index.ts exports. Pointers are bytes into its memory. */
interface Exports {
  scoreHalves(query: number, rowsAt: number, rows: number, stride: number, out: number): void
  quantise(rowsAt: number, rows: number, stride: number, bytesAt: number, scalesAt: number): void
  scoreInt8(query: number, queryScale: number, bytesAt: number, scalesAt: number, rows: number, stride: number, out: number): void
}

/** Bytes of rows copied in at a time: the copy and the scores then stay in the processor's cache. */
const WINDOW = 256 * 1024
const PAGE = 65_536
/** Numbers to which rows are padded. */
const LANES = 16
/** Of the query in int16: sums over 4,096 numbers still fit in 32 bits. */
const QUERY_PEAK = 4095

/** A kernel for vectors of 1 to 4,096 numbers; `module` is the compiled kernel.wasm. */
export function createKernel(module: WebAssembly.Module, width: number): Kernel {
  const stride = Math.ceil(width / LANES) * LANES
  const windowRows = Math.max(1, Math.floor(WINDOW / (stride * 2)))
  const place = layOut({ queryFloats: stride * 4, queryInts: stride * 2, rows: windowRows * stride * 2, bytes: windowRows * stride, scales: windowRows * 4, scores: windowRows * 4 })
  const memory = new WebAssembly.Memory({ initial: Math.ceil(place.end / PAGE) })
  const wasm = new WebAssembly.Instance(module, { env: { memory, abort: () => undefined } }).exports as unknown as Exports
  const { buffer } = memory
  const queryFloats = new Float32Array(buffer, place.queryFloats, stride)
  const queryInts = new Int16Array(buffer, place.queryInts, stride)
  const rowsIn = new Uint16Array(buffer, place.rows, windowRows * stride)
  const bytesIn = new Int8Array(buffer, place.bytes, windowRows * stride)
  const scales = new Float32Array(buffer, place.scales, windowRows)
  const scores = new Float32Array(buffer, place.scores, windowRows)
  let exact = new Float64Array(width)
  let queryScale = 0

  /** Calls back for each window of rows, once they are in. */
  const eachWindow = <T extends Uint16Array | Int8Array>(source: T, into: T, rows: number, work: (from: number, count: number) => void) => {
    for (let from = 0; from < rows; from += windowRows) {
      const count = Math.min(windowRows, rows - from)
      if (stride === width) into.set(source.subarray(from * width, (from + count) * width))
      else for (let row = 0; row < count; row++) into.set(source.subarray((from + row) * width, (from + row + 1) * width), row * stride)
      work(from, count)
    }
  }

  return {
    width,
    setQuery(vector) {
      const norm = Math.hypot(...vector)
      exact = Float64Array.from(vector, (value) => value / norm)
      queryFloats.set(exact)
      const peak = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      queryInts.set(exact.map((value) => Math.round((value * QUERY_PEAK) / peak)))
      queryScale = peak / QUERY_PEAK
    },
    scoreHalves(halves, rows, out) {
      eachWindow(halves, rowsIn, rows, (from, count) => {
        wasm.scoreHalves(place.queryFloats, place.rows, count, stride, place.scores)
        out.set(scores.subarray(0, count), from)
      })
    },
    exactHalves(halves, row) {
      let dot = 0
      let norm = 0
      for (let i = 0, at = row * width; i < width; i++, at++) {
        const value = halfToFloat(halves[at] ?? 0)
        dot += value * (exact[i] ?? 0)
        norm += value * value
      }
      return dot / Math.sqrt(norm)
    },
    quantise(halves, rows) {
      const block: Int8Block = { rows, bytes: new Int8Array(rows * width), scales: new Float32Array(rows) }
      eachWindow(halves, rowsIn, rows, (from, count) => {
        wasm.quantise(place.rows, count, stride, place.bytes, place.scales)
        block.scales.set(scales.subarray(0, count), from)
        if (stride === width) block.bytes.set(bytesIn.subarray(0, count * width), from * width)
        else for (let row = 0; row < count; row++) block.bytes.set(bytesIn.subarray(row * stride, row * stride + width), (from + row) * width)
      })
      return block
    },
    scoreInt8(block, out) {
      eachWindow(block.bytes, bytesIn, block.rows, (from, count) => {
        scales.set(block.scales.subarray(from, from + count))
        wasm.scoreInt8(place.queryInts, queryScale, place.bytes, place.scales, count, stride, place.scores)
        out.set(scores.subarray(0, count), from)
      })
    },
  }
}

/** Where each part lies, 16-byte aligned, above the first page, which is the module's own. */
function layOut<K extends string>(sizes: { readonly [P in K]: number }): { readonly [P in K | 'end']: number } {
  const places: Record<string, number> = {}
  let at = PAGE
  for (const [name, size] of Object.entries<number>(sizes)) {
    places[name] = at
    at = Math.ceil((at + size) / 16) * 16
  }
  places.end = at
  return places as { readonly [P in K | 'end']: number }
}

import { exactCosine } from './exact-cosine'
import type { Kernel } from './kernel'

/** What assembly/index.ts exports. Pointers are bytes into its memory. */
interface Exports {
  scoreHalves(query: number, rowsAt: number, rows: number, stride: number, out: number): void
  quantise(rowsAt: number, rows: number, stride: number, bytesAt: number, scalesAt: number, errorsAt: number): void
  scoreInt8(query: number, queryScale: number, bytesAt: number, scalesAt: number, rows: number, stride: number, out: number): void
}

/** Bytes of rows copied in at a time: the copy and the scores then stay in the processor's cache. */
const WINDOW = 256 * 1024
const PAGE = 65_536
/** Of float32 arithmetic in scales and errors. */
const ROUNDING = 1e-5
/** Numbers to which rows are padded. */
const LANES = 16
/** Sums of products fit in 32 bits: each of four lanes takes a quarter of them. */
function queryPeak(stride: number): number {
  return Math.min(32_767, Math.floor(2 ** 31 / (127 * (stride / 4))) - 1)
}

/** Where the kernel takes the number `i` of a query: of each eight, the even ones come first. */
function placeOf(i: number): number {
  return (i & ~7) | ((i & 1) << 2) | ((i & 7) >> 1)
}

/** A kernel for vectors of 1 to 4,096 numbers; `module` is the compiled kernel.wasm. */
export function createKernel(module: WebAssembly.Module, width: number): Kernel {
  const stride = Math.ceil(width / LANES) * LANES
  const windowRows = Math.max(1, Math.floor(WINDOW / (stride * 2)))
  const place = layOut({
    queryFloats: stride * 4,
    queryInts: stride * 2,
    rows: windowRows * stride * 2,
    errors: windowRows * 4,
    scores: windowRows * 4,
  })
  const memory = new WebAssembly.Memory({ initial: Math.ceil(place.end / PAGE) })
  const wasm = new WebAssembly.Instance(module, { env: { memory, abort: () => undefined } }).exports as unknown as Exports
  const most = queryPeak(stride)
  let exact = new Float64Array(width)
  let queryScale = 0
  let queryError = 0
  /** Where the next block of 8-bit vectors goes. */
  let free = place.end

  // Growing the memory makes views of it void, so they are made anew each time.
  const floats = (at: number, length: number) => new Float32Array(memory.buffer, at, length)
  const windowsOf = (rows: number) =>
    Array.from({ length: Math.ceil(rows / windowRows) }, (_, i) => ({
      from: i * windowRows,
      count: Math.min(windowRows, rows - i * windowRows),
    }))
  const copyIn = (halves: Uint16Array, from: number, count: number) => {
    const into = new Uint16Array(memory.buffer, place.rows, count * stride)
    if (stride === width) into.set(halves.subarray(from * width, (from + count) * width))
    else for (let row = 0; row < count; row++) into.set(halves.subarray((from + row) * width, (from + row + 1) * width), row * stride)
  }
  const reserve = (bytes: number): number => {
    const at = free
    free = Math.ceil((at + bytes) / 16) * 16
    const missing = Math.ceil(free / PAGE) - memory.buffer.byteLength / PAGE
    if (missing > 0) memory.grow(missing)
    return at
  }

  return {
    width,
    get queryError() {
      return queryError
    },
    setQuery(vector) {
      const norm = Math.hypot(...vector)
      exact = Float64Array.from(vector, (value) => value / norm)
      queryScale = exact.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0) / most
      const ints = exact.map((value) => Math.round(value / queryScale))
      const inFloats = floats(place.queryFloats, stride)
      const inInts = new Int16Array(memory.buffer, place.queryInts, stride)
      for (let i = 0; i < width; i++) {
        inFloats[placeOf(i)] = exact[i] ?? 0
        inInts[placeOf(i)] = ints[i] ?? 0
      }
      // Twice: the other vector may be a little longer than 1, and sums are rounded.
      queryError = 2 * Math.hypot(...exact.map((value, i) => value - (ints[i] ?? 0) * queryScale)) + ROUNDING
    },
    scoreHalves(halves, rows, out) {
      for (const { from, count } of windowsOf(rows)) {
        copyIn(halves, from, count)
        wasm.scoreHalves(place.queryFloats, place.rows, count, stride, place.scores)
        out.set(floats(place.scores, count), from)
      }
    },
    exactHalves: (halves, row) => exactCosine(halves, row, exact),
    quantise(halves, rows) {
      const errors = new Float32Array(rows)
      const at = reserve(rows * stride + rows * 4)
      for (const { from, count } of windowsOf(rows)) {
        copyIn(halves, from, count)
        wasm.quantise(place.rows, count, stride, at + from * stride, at + rows * stride + from * 4, place.errors)
        errors.set(floats(place.errors, count), from)
      }
      return { rows, at, errors }
    },
    scoreInt8({ rows, at }, out) {
      for (const { from, count } of windowsOf(rows)) {
        wasm.scoreInt8(place.queryInts, queryScale, at + from * stride, at + rows * stride + from * 4, count, stride, place.scores)
        out.set(floats(place.scores, count), from)
      }
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

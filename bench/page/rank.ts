import { halfToFloat, floatToHalf } from '../../src/search/vectors/half'
import { Int8Resident } from '../../src/search/kernel/int8-resident'
import { FLOAT32_ERROR } from '../../src/search/kernel/kernel'
import { loadKernel } from '../../src/search/kernel/load'
import { TopK } from '../../src/search/kernel/top-k'
import { candidatesOf, type Rough } from '../../src/search/ranker/candidates'
import { connect } from './connect'

export interface RankRun {
  /** Exact top 100 with copies in memory: all rows weighed in 8 bits, what may be among the best scored in float64. */
  readonly oursMs: number
  /** The same without copies, all rows scored from float16, as when they arrive. */
  readonly arrivingMs: number
  /** Making the copies, once. */
  readonly copiesMs: number
  /** The same top 100 by a plain loop over numbers decoded by a table. */
  readonly plainMs: number
  /** `list_cosine_similarity` and a sort, over `duckdbRows` of the rows. */
  readonly duckdbMs: number
  readonly duckdbRows: number
  /** Reading as many bytes in WASM SIMD and doing nothing with them. */
  readonly readMs: number
  readonly bytes: number
}

const WIDTH = 512
const BEST = 100
const PATTERN_ROWS = 4096
const BLOCK = 8192
const DUCKDB_ROWS = 20_000
const PAGE = 65_536

/** Rows that differ, made quickly: a block of random ones, each time with another row disturbed. */
function manyRows(rows: number): Uint16Array {
  let state = 1
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 - 0.5
  const block = Uint16Array.from({ length: PATTERN_ROWS * WIDTH }, () => floatToHalf((next() + next()) / 10))
  const halves = new Uint16Array(rows * WIDTH)
  for (let from = 0; from < rows; from += PATTERN_ROWS) {
    halves.set(block.subarray(0, Math.min(PATTERN_ROWS, rows - from) * WIDTH), from * WIDTH)
    for (let row = from; row < Math.min(rows, from + PATTERN_ROWS); row++) halves[row * WIDTH + (row % WIDTH)] = floatToHalf(next() / 4)
  }
  return halves
}

function timed<T>(work: () => T): { readonly ms: number; readonly value: T } {
  const before = performance.now()
  const value = work()
  return { ms: performance.now() - before, value }
}

export async function measureRanking(rows: number, readWasm: string): Promise<RankRun> {
  const halves = manyRows(rows)
  const query = Float32Array.from({ length: WIDTH }, (_, i) => Math.sin(i * 0.7))
  const kernel = await loadKernel(WIDTH)
  const scores = new Float32Array(8192)

  const arriving = timed(() => {
    kernel.setQuery(query)
    const top = new TopK(BEST)
    for (let from = 0; from < rows; from += scores.length) {
      const count = Math.min(scores.length, rows - from)
      const block = halves.subarray(from * WIDTH, (from + count) * WIDTH)
      kernel.scoreHalves(block, count, scores)
      for (let row = 0; row < count; row++)
        if ((scores[row] ?? NaN) >= top.threshold - FLOAT32_ERROR) top.push(kernel.exactHalves(block, row), from + row)
    }
    return top.sorted().keys
  })

  const resident = new Int8Resident(await loadKernel(WIDTH), Infinity)
  const blocks = Array.from({ length: Math.ceil(rows / BLOCK) }, (_, i) => ({
    id: String(i),
    halves: halves.subarray(i * BLOCK * WIDTH, Math.min(rows, (i + 1) * BLOCK) * WIDTH),
  }))
  const copies = timed(() => {
    for (const block of blocks) resident.add(block.id, block.halves, block.halves.length / WIDTH)
  })
  const weigh = async () => {
    kernel.setQuery(query)
    resident.setQuery(query)
    const weighed: Rough[] = []
    for (const block of blocks) {
      const rough: Rough = { scores: new Float32Array(block.halves.length / WIDTH), errors: new Float32Array(block.halves.length / WIDTH) }
      await resident.score(block.id, rough.scores, rough.errors)
      weighed.push(rough)
    }
    const top = new TopK(BEST)
    for (const [i, candidates] of candidatesOf(weighed, BEST).entries())
      for (const row of candidates) top.push(kernel.exactHalves(blocks[i]?.halves ?? new Uint16Array(), row), i * BLOCK + row)
    return top.sorted().keys
  }
  const began = performance.now()
  const ranked = await weigh()
  const oursMs = performance.now() - began
  if (ranked.join() !== arriving.value.join()) throw new Error('The two ways do not rank alike.')

  const table = Float32Array.from({ length: 65_536 }, (_, half) => halfToFloat(half))
  const plain = timed(() => {
    const top = new TopK(BEST)
    const norm = Math.hypot(...query)
    for (let row = 0, at = 0; row < rows; row++) {
      let dot = 0
      let square = 0
      for (let i = 0; i < WIDTH; i++, at++) {
        const value = table[halves[at] as number] as number
        dot += value * (query[i] as number)
        square += value * value
      }
      const score = dot / (norm * Math.sqrt(square))
      if (score > top.threshold) top.push(score, row)
    }
    return top.sorted().keys
  })
  const missing = [...ranked].filter((row) => !plain.value.includes(row))
  if (missing.length > 1) throw new Error(`The two rank differently: ${missing.length} of ${BEST} rows.`)

  const readMs = await pureRead(readWasm, halves.byteLength)
  const duckdbMs = await byDuckDB(query)
  return {
    oursMs,
    arrivingMs: arriving.ms,
    copiesMs: copies.ms,
    plainMs: plain.ms,
    duckdbMs,
    duckdbRows: DUCKDB_ROWS,
    readMs,
    bytes: halves.byteLength,
  }
}

async function pureRead(url: string, bytes: number): Promise<number> {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) + 1 })
  const { instance } = await WebAssembly.instantiate(await (await fetch(url)).arrayBuffer(), { env: { memory, abort: () => undefined } })
  const { read } = instance.exports as unknown as { readonly read: (at: number, bytes: number) => number }
  // Pages that were never written are not there to be read.
  new Uint32Array(memory.buffer).fill(1)
  read(PAGE, bytes)
  return timed(() => read(PAGE, Math.floor(bytes / 64) * 64)).ms
}

/** Of vectors that DuckDB makes itself: as SQL text a thousand of them are more than it can parse. */
async function byDuckDB(query: Float32Array): Promise<number> {
  const connection = await connect()
  await connection.query(
    `CREATE TABLE vectors AS SELECT i::INTEGER AS row, list_transform(range(${WIDTH}), x -> (random() - 0.5)::FLOAT) AS v ` +
      `FROM range(${DUCKDB_ROWS}) t(i)`,
  )
  const asked = `SELECT row FROM vectors ORDER BY list_cosine_similarity(v, [${query.join(',')}]::FLOAT[]) DESC, row LIMIT ${BEST}`
  await connection.query(asked)
  const before = performance.now()
  await connection.query(asked)
  return performance.now() - before
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { floatToHalf, halfToFloat } from '../vectors/half'
import { createKernel } from './create'
import { Int8Resident } from './int8-resident'
import { FLOAT32_ERROR } from './kernel'
import { TopK } from './top-k'

const module = new WebAssembly.Module(readFileSync(join(import.meta.dirname, 'kernel.wasm')))

/** Mulberry32: the same numbers every time. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Vectors around a shared direction and a hundred others, as CLIP's are: their cosines bunch. */
function clipLike(rows: number, width: number, seed: number): Uint16Array {
  const next = random(seed)
  const spread = () => next() + next() + next() - 1.5
  const centres = Array.from({ length: 100 }, () => Float32Array.from({ length: width }, spread))
  const shared = Float32Array.from({ length: width }, spread)
  const halves = new Uint16Array(rows * width)
  for (let row = 0; row < rows; row++) {
    const centre = centres[Math.floor(next() * centres.length)] ?? shared
    const noise = 0.5 + next()
    for (let i = 0; i < width; i++) halves[row * width + i] = floatToHalf(((shared[i] ?? 0) * 2 + (centre[i] ?? 0) + noise * spread()) / 40)
  }
  return halves
}

/** Cosines of all rows in float64, computed plainly. */
function bruteForce(halves: Uint16Array, width: number, query: Float32Array): Float64Array {
  const scores = new Float64Array(halves.length / width)
  const length = Math.sqrt(query.reduce((sum, value) => sum + value * value, 0))
  for (let row = 0; row < scores.length; row++) {
    let dot = 0
    let norm = 0
    for (let i = 0; i < width; i++) {
      const value = halfToFloat(halves[row * width + i] ?? 0)
      dot += value * ((query[i] ?? 0) / length)
      norm += value * value
    }
    scores[row] = dot / Math.sqrt(norm)
  }
  return scores
}

function best(scores: Float64Array, count: number): number[] {
  const rows = [...scores.keys()].filter((row) => !Number.isNaN(scores[row]))
  return rows.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b).slice(0, count)
}

describe('the kernel', () => {
  it('finds the very 100 best of 100,000 that float64 brute force finds, ties by row', () => {
    const [rows, width] = [100_000, 512]
    const halves = clipLike(rows, width, 7)
    // Twins tie; rows of zeros and damaged ones have no place.
    for (let row = 0; row < 5000; row++) halves.copyWithin((rows - 1 - row) * width, row * width, (row + 1) * width)
    halves.fill(0, 300 * width, 310 * width)
    halves[400 * width] = 0x7c00
    halves[401 * width + 511] = 0xfe00
    const query = Float32Array.from({ length: width }, (_, i) => halfToFloat(halves[77 * width + i] ?? 0) + Math.sin(i) / 60)
    const kernel = createKernel(module, width)
    kernel.setQuery(query)
    const scores = new Float32Array(rows)
    kernel.scoreHalves(halves, rows, scores)
    const top = new TopK(100)
    for (let row = 0; row < rows; row++) {
      if ((scores[row] ?? NaN) >= top.threshold - FLOAT32_ERROR) top.push(kernel.exactHalves(halves, row), row)
    }
    const expected = bruteForce(halves, width, query)
    for (const row of [400, 401]) expected[row] = NaN
    expect([...top.sorted().keys]).toEqual(best(expected, 100))
    let worst = 0
    for (let row = 0; row < rows; row++) {
      expect(Number.isNaN(scores[row])).toBe(Number.isNaN(expected[row]))
      worst = Math.max(worst, Math.abs((scores[row] ?? 0) - (expected[row] ?? 0)) || 0)
    }
    expect(worst).toBeLessThan(FLOAT32_ERROR)
  })

  it('in 8 bits, the best scored anew, misses at most one of the 100 best', () => {
    const [rows, width] = [50_000, 512]
    const halves = clipLike(rows, width, 11)
    const kernel = createKernel(module, width)
    const resident = new Int8Resident(kernel, 1e9)
    resident.add('a', halves, rows)
    let found = 0
    for (const seed of [1, 2, 3, 4]) {
      const next = random(seed)
      const query = Float32Array.from({ length: width }, (_, i) => halfToFloat(halves[seed * 999 * width + i] ?? 0) + (next() - 0.5) / 20)
      resident.setQuery(query)
      const scores = new Float32Array(rows)
      const errors = new Float32Array(rows)
      void resident.score('a', scores, errors)
      const expected = bruteForce(halves, width, query)
      const rough = best(Float64Array.from(scores), 1000)
      const again = rough.sort((a, b) => (expected[b] ?? 0) - (expected[a] ?? 0) || a - b).slice(0, 100)
      const right = new Set(best(expected, 100))
      found += again.filter((row) => right.has(row)).length
      let beyond = 0
      for (let row = 0; row < rows; row++) if (Math.abs((scores[row] ?? 0) - (expected[row] ?? 0)) > (errors[row] ?? 0)) beyond += 1
      expect(beyond).toBe(0)
      expect(Math.max(...errors.subarray(0, 1000))).toBeLessThan(0.02)
    }
    expect(found / 400).toBeGreaterThanOrEqual(0.99)
  })

  it('reads every float16 there is, subnormal ones too', () => {
    const kernel = createKernel(module, 2)
    kernel.setQuery(Float32Array.of(1, 0))
    const scores = new Float32Array(1)
    for (let half = 0; half < 65_536; half += 1) {
      const value = halfToFloat(half)
      kernel.scoreHalves(Uint16Array.of(half, 0x0400), 1, scores)
      if (!Number.isFinite(value)) expect(scores[0]).toBeNaN()
      else expect(Math.abs((scores[0] ?? NaN) - value / Math.hypot(value, 2 ** -14))).toBeLessThan(1e-5)
    }
  })

  it('gives no score to a row with a number that is not finite, wherever it stands, and one to numbers however large', () => {
    const width = 19
    const kernel = createKernel(module, width)
    kernel.setQuery(new Float32Array(width).fill(1))
    const halves = new Uint16Array(width * (width + 1)).fill(0x7bff)
    for (let row = 0; row < width; row++) halves[row * width + row] = [0x7c00, 0xfc00, 0x7e01, 0xfdff][row % 4] ?? 0
    const scores = new Float32Array(width + 1)
    const expected = [...new Array<number>(width).fill(NaN), 1]
    kernel.scoreHalves(halves, width + 1, scores)
    expect([...scores].map((score) => Math.round(score * 1e4) / 1e4)).toEqual(expected)
    kernel.scoreInt8(kernel.quantise(halves, width + 1), scores)
    expect([...scores].map((score) => Math.round(score * 1e4) / 1e4)).toEqual(expected)
  })

  it('stays within its bounds for the widest vectors, and for those all of whose numbers are equal in size', () => {
    const next = random(3)
    for (const width of [512, 528, 768, 1024, 4096]) {
      const kernel = createKernel(module, width)
      const sources: (() => number)[] = [
        () => 1 / 3,
        () => (next() < 0.5 ? 0.03 : -0.03),
        () => next() - 0.5,
        () => 2 ** (-14 * next()),
        () => (next() < 0.01 ? 1 : 0.001),
      ]
      for (const source of sources) {
        const query = Float32Array.from({ length: width }, source)
        const halves = Uint16Array.from([...query, ...Float32Array.from(query, (value) => -value), ...query.toReversed()], floatToHalf)
        const [exact, rough, weighed] = [bruteForce(halves, width, query), new Float32Array(3), new Float32Array(3)]
        kernel.setQuery(query)
        kernel.scoreHalves(halves, 3, rough)
        const block = kernel.quantise(halves, 3)
        kernel.scoreInt8(block, weighed)
        for (const [row, score] of exact.entries()) {
          expect(Math.abs((rough[row] ?? NaN) - score)).toBeLessThan(FLOAT32_ERROR)
          expect(Math.abs((weighed[row] ?? NaN) - score)).toBeLessThanOrEqual((block.errors[row] ?? NaN) + kernel.queryError)
        }
      }
    }
  })

  it('is right for vectors of any width', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 9 }), fc.integer(), (width, rows, seed) => {
        const next = random(seed)
        const halves = Uint16Array.from({ length: rows * width }, () => floatToHalf(next() - 0.5))
        const query = Float32Array.from({ length: width }, () => next() - 0.5)
        const kernel = createKernel(module, width)
        kernel.setQuery(query)
        const scores = new Float32Array(rows)
        kernel.scoreHalves(halves, rows, scores)
        const expected = bruteForce(halves, width, query)
        for (let row = 0; row < rows; row++) {
          expect(scores[row]).toBeCloseTo(expected[row] ?? NaN, 5)
          expect(kernel.exactHalves(halves, row)).toBeCloseTo(expected[row] ?? NaN, 12)
        }
        const block = kernel.quantise(halves, rows)
        kernel.scoreInt8(block, scores)
        for (let row = 0; row < rows; row++)
          expect(Math.abs((scores[row] ?? NaN) - (expected[row] ?? NaN))).toBeLessThanOrEqual(
            (block.errors[row] ?? NaN) + kernel.queryError,
          )
      }),
    )
  })
})

describe('the best k', () => {
  it('are those a sort would put first, ties by key', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat(1000))), fc.nat(8), (pairs, k) => {
        const top = new TopK(k)
        for (const [score, key] of pairs) top.push(score, key)
        top.push(NaN, 5)
        const expected = [...pairs].sort((a, b) => b[0] - a[0] || a[1] - b[1]).slice(0, k)
        const { keys, scores } = top.sorted()
        expect([...scores].map((score, i) => [score, keys[i]])).toEqual(expected)
        expect(top.threshold).toBe(expected.length < k || k === 0 ? -Infinity : expected.at(-1)?.[0])
      }),
    )
  })
})

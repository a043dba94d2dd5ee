import { describe, expect, it } from 'vitest'
import { floatsToHalves } from '../vectors/half'
import { exactCosine } from './exact-cosine'
import { checkScores, packRows, sampleOf } from './gpu-resident'

describe('rows for the GPU', () => {
  it('are two float16 a word, the first in the low bits', () => {
    expect([...packRows(Uint16Array.of(0x1111, 0x2222, 0x3333, 0x4444), 2, 2)]).toEqual([0x22221111, 0x44443333])
  })

  it('are padded with a zero where the width is odd', () => {
    expect([...packRows(Uint16Array.of(1, 2, 3, 4, 5, 6), 2, 3)]).toEqual([0x20001, 3, 0x50004, 6])
  })
})

describe('the scores of a GPU', () => {
  const [rows, width] = [1000, 4]
  const halves = floatsToHalves(Float32Array.from({ length: rows * width }, (_, i) => Math.sin(i * i)))
  halves.fill(0, 0, width)
  const query = Float64Array.of(0.5, 0.5, -0.5, 0.5)
  const right = () => Float32Array.from({ length: rows }, (_, row) => exactCosine(halves, row, query))
  const sample = sampleOf(halves, rows, width)

  it('are compared at 64 rows from the first to the last', () => {
    expect(sample.rows).toHaveLength(64)
    expect([sample.rows[0], sample.rows.at(-1)]).toEqual([0, 999])
    expect(new Set(sample.rows).size).toBe(64)
    expect(sampleOf(halves, 3, width).rows).toEqual([0, 1, 2])
  })

  it('pass when they are right, rows without a direction too', () => {
    checkScores(right(), sample, query)
  })

  it('are refused when one is off, missing, or there for a row without a direction', () => {
    const spoilt = (row: number, score: number) => () => checkScores(right().fill(score, row, row + 1), sample, query)
    expect(spoilt(999, (right()[999] ?? 0) + 0.001)).toThrow('The GPU gave a cosine of')
    expect(spoilt(999, NaN)).toThrow('The GPU gave a cosine of NaN')
    expect(spoilt(0, 0)).toThrow('The GPU gave a cosine of 0 that is NaN.')
    expect(() => checkScores(new Float32Array(rows), sample, query)).toThrow('The GPU gave a cosine of 0')
  })
})

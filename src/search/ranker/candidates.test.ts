import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidatesOf, type Rough } from './candidates'

const rough = (scores: readonly number[], error = 0): Rough => ({
  scores: Float32Array.from(scores),
  errors: new Float32Array(scores.length).fill(error),
})

describe('candidates', () => {
  it('are the highest scores over all lists, by list and ascending', () => {
    const lists = [rough([0.1, NaN, 0.9]), rough([]), rough([0.8, -0.5, 0.2])]
    expect(candidatesOf(lists, 2).map((rows) => [...rows])).toEqual([[2], [], [0]])
    expect(candidatesOf(lists, 100).map((rows) => [...rows])).toEqual([[0, 2], [], [0, 1, 2]])
  })

  it('are more where scores are less sure', () => {
    expect(candidatesOf([rough([0.5, 0.45, 0.3], 0.03)], 1).map((rows) => [...rows])).toEqual([[0, 1]])
  })

  it('never leave out one of the best, whatever the true scores are within their errors', () => {
    const row = fc.record({
      score: fc.float({ min: -1, max: 1, noNaN: true }),
      error: fc.float({ min: 0, max: Math.fround(0.05), noNaN: true }),
      off: fc.float({ min: -1, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (rows, limit) => {
        const [chosen = new Uint32Array()] = candidatesOf(
          [{ scores: Float32Array.from(rows, ({ score }) => score), errors: Float32Array.from(rows, ({ error }) => error) }],
          limit,
        )
        const truth = rows
          .map(({ score, error, off }, index) => ({ index, score: score + error * off * 0.999 }))
          .sort((a, b) => b.score - a.score)
        for (const { index } of truth.slice(0, limit)) expect(chosen).toContain(index)
      }),
    )
  })
})

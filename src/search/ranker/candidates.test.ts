import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidatesOf } from './candidates'

describe('candidates', () => {
  it('are the highest scores over all lists, by list and ascending', () => {
    const lists = [new Float32Array([0.1, NaN, 0.9]), new Float32Array([]), new Float32Array([0.8, -0.5, 0.2])]
    expect(candidatesOf(lists, 2).map((rows) => [...rows])).toEqual([[2], [], [0]])
    expect(candidatesOf(lists, 100).map((rows) => [...rows])).toEqual([[0, 2], [], [0, 1, 2]])
  })

  it('never leave out a score that is clearly higher than one among them', () => {
    fc.assert(
      fc.property(fc.array(fc.float32Array({ min: -1, max: 1, noNaN: true, maxLength: 50 }), { maxLength: 4 }), fc.nat(60), (lists, limit) => {
        const chosen = candidatesOf(lists, limit)
        const inside = lists.flatMap((scores, i) => [...(chosen[i] ?? [])].map((row) => scores[row] ?? NaN))
        const outside = lists.flatMap((scores, i) => [...scores].filter((_, row) => !chosen[i]?.includes(row)))
        expect(inside.length).toBeGreaterThanOrEqual(Math.min(limit, inside.length + outside.length))
        if (inside.length > 0 && outside.length > 0) expect(Math.min(...inside)).toBeGreaterThanOrEqual(Math.max(...outside) - 1e-4)
      }),
    )
  })
})

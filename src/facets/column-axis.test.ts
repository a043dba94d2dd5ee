import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binsOf } from '../engine/bins'
import { columnAxis } from './column-axis'

const axisOf = (low: number, high: number, integer: boolean) => {
  const bins = binsOf(low, high, integer)
  return columnAxis({ low, high }, { ...bins, counts: [] }, integer)
}

describe('the axis of a column', () => {
  it('has a place for each whole number where they are few', () => {
    expect(axisOf(2, 5, true)).toEqual({ axis: [2, 6], step: 1, reach: 1 })
  })

  it('goes in round steps elsewhere, with round ends', () => {
    expect(axisOf(2.999, 6.98, false)).toEqual({ axis: [2.99, 6.98], step: 0.01, reach: 0 })
    expect(axisOf(0.1, 0.3, false)).toEqual({ axis: [0.1, 0.3], step: 0.001, reach: 0 })
    expect(axisOf(0, 9999, true)).toEqual({ axis: [0, 10_000], step: 50, reach: 0 })
  })

  it('is there where all numbers lie beyond its ends', () => {
    for (const far of [9.99e302, -9.99e302]) {
      const [from, to] = axisOf(far, far, false).axis
      expect(Number.isFinite(to - from) && to > from).toBe(true)
    }
  })

  it('is long enough to hold every number, and no longer than a number can say', () => {
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, min: -1e6, max: 1e6 }))
    fc.assert(
      fc.property(value, value, fc.boolean(), (a, b, whole) => {
        // No whole number of a column is beyond 64 bits.
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((bound) =>
          whole ? Math.round(Math.max(Math.min(bound, 2e19), -2e19)) : bound,
        ) as [number, number]
        const { axis, step } = axisOf(low, high, whole)
        const [from, to] = axis
        expect(Number.isFinite(to - from) && to > from && step > 0).toBe(true)
        if (Math.abs(low) < 1e299 && Math.abs(high) < 1e299) expect(from <= low + step / 1000 && to >= high - step / 1000).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

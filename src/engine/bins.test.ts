import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binsOf } from './bins'

describe('bins', () => {
  it('give every whole number a bar of its own where there are few, and as many to each where there are not', () => {
    expect(binsOf(2, 5, true)).toEqual({ start: 2, width: 1, count: 4 })
    expect(binsOf(7, 7, true)).toEqual({ start: 7, width: 1, count: 1 })
    expect(binsOf(1, 100, true)).toEqual({ start: 1, width: 2, count: 50 })
  })

  it('stand around a single number', () => {
    expect(binsOf(3.5, 3.5, false)).toEqual({ start: 3, width: 1, count: 1 })
  })

  it('hold whatever numbers there are', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, noDefaultInfinity: true }), (a, b) => {
        const { width, count } = binsOf(Math.min(a, b), Math.max(a, b), false)
        expect(width).toBeGreaterThan(0)
        expect(Number.isFinite(width)).toBe(true)
        expect(count).toBeLessThanOrEqual(50)
      }),
    )
  })
})

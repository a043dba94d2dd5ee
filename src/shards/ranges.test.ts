import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coalesce, contains, length, type ByteRange } from './ranges'

const range = fc.tuple(fc.nat(5000), fc.nat(300)).map(([start, size]): ByteRange => ({ start, end: start + size }))

describe('coalesce', () => {
  it('joins near ranges and leaves far ones alone', () => {
    const ranges = [
      { start: 100, end: 110 },
      { start: 0, end: 10 },
      { start: 15, end: 20 },
    ]
    expect(coalesce(ranges, { gap: 5, max: 1000 })).toEqual([
      { start: 0, end: 20, members: [1, 2] },
      { start: 100, end: 110, members: [0] },
    ])
  })

  it('does not grow beyond max, but keeps a long range in one', () => {
    const ranges = [
      { start: 0, end: 50 },
      { start: 50, end: 60 },
      { start: 60, end: 70 },
    ]
    expect(coalesce(ranges, { gap: 0, max: 20 }).map(length)).toEqual([50, 20])
  })

  it('brings every range in exactly one request, in order, without overlap or needless bytes', () => {
    fc.assert(
      fc.property(fc.array(range), fc.nat(200), fc.nat(2000), (ranges, gap, max) => {
        const fetches = coalesce(ranges, { gap, max })
        const members = fetches.flatMap((fetch) => fetch.members)
        expect([...members].sort((a, b) => a - b)).toEqual(ranges.flatMap((wanted, index) => (length(wanted) > 0 ? [index] : [])))
        fetches.forEach((fetch, index) => {
          const wanted = fetch.members.flatMap((member) => ranges[member] ?? [])
          expect(wanted.every((inner) => contains(fetch, inner))).toBe(true)
          expect(fetch.start).toBe(Math.min(...wanted.map((inner) => inner.start)))
          expect(fetch.end).toBe(Math.max(...wanted.map((inner) => inner.end)))
          expect(fetch.start).toBeGreaterThanOrEqual(fetches[index - 1]?.end ?? 0)
        })
      }),
    )
  })
})

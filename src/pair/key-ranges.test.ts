import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countKeys, hasKey, intersect, NO_KEYS, partOf, rangesOf, sameKeys, unite, without, type KeyRanges } from './key-ranges'

const ranges = (...bounds: number[]): KeyRanges => new Float64Array(bounds)
const SHARD = 2 ** 32

describe('a set of keys', () => {
  it('keeps keys that follow each other as one range', () => {
    expect(rangesOf([3, 4, 5, 9, SHARD, SHARD + 1])).toEqual(ranges(3, 5, 9, 9, SHARD, SHARD + 1))
  })

  it('takes keys in the order of a search, and twice', () => {
    expect(rangesOf([9, 4, 3, 5, 4])).toEqual(ranges(3, 5, 9, 9))
  })

  it('keeps millions as one', () => {
    const all = ranges(0, 12_999_999)
    expect(countKeys(all)).toBe(13_000_000)
    expect(without(all, ranges(5, 5))).toEqual(ranges(0, 4, 6, 12_999_999))
  })

  it('is empty of nothing', () => {
    expect(rangesOf([])).toEqual(NO_KEYS)
    expect(hasKey(NO_KEYS, 0)).toBe(false)
    expect(countKeys(NO_KEYS)).toBe(0)
  })

  it('does what sets of numbers do', () => {
    const keys = fc.uniqueArray(fc.integer({ min: 0, max: 40 }))
    fc.assert(
      fc.property(keys, keys, (listA, listB) => {
        const [a, b] = [new Set(listA), new Set(listB)]
        const [ra, rb] = [rangesOf(listA), rangesOf(listB)]
        expect(countKeys(ra)).toBe(a.size)
        expect([...Array(42).keys()].filter((key) => hasKey(ra, key))).toEqual([...a].sort((x, y) => x - y))
        expect(unite(ra, rb)).toEqual(rangesOf([...a, ...b]))
        expect(intersect(ra, rb)).toEqual(rangesOf([...a].filter((key) => b.has(key))))
        expect(without(ra, rb)).toEqual(rangesOf([...a].filter((key) => !b.has(key))))
        expect(partOf(ra, 7, 21)).toEqual(rangesOf([...a].filter((key) => key >= 7 && key <= 21)))
        expect(sameKeys(ra, rangesOf([...a].reverse()))).toBe(true)
      }),
    )
  })
})

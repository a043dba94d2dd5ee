import { describe, expect, it } from 'vitest'
import { countKeys, NO_KEYS, rangesOf } from '../pair/key-ranges'
import { keysBetween } from './between'

const list = (keyOf: (index: number) => number, count: number) => ({
  keyAt: (index: number) => (index < count ? keyOf(index) : undefined),
})

describe('the pairs between two places of a list', () => {
  it('are those of every place, both ends included', async () => {
    const sorted = [9, 3, 4, 11, 1]
    expect(
      await keysBetween(
        list((index) => sorted[index] ?? -1, 5),
        1,
        3,
      ),
    ).toEqual(rangesOf([3, 4, 11]))
    expect(
      await keysBetween(
        list((index) => index, 5),
        2,
        2,
      ),
    ).toEqual(rangesOf([2]))
    // What is not loaded yet is not there.
    expect(
      await keysBetween(
        list((index) => index, 5),
        3,
        20,
      ),
    ).toEqual(rangesOf([3, 4]))
    expect(
      await keysBetween(
        list((index) => index, 0),
        0,
        -1,
      ),
    ).toEqual(NO_KEYS)
  })

  it('of a long list in dataset order are one range', async () => {
    expect(
      await keysBetween(
        list((index) => 5 + index, 1e6),
        0,
        199_999,
      ),
    ).toEqual(new Float64Array([5, 200_004]))
  })

  it('of a long list in any other order are the same as of all its keys at once', async () => {
    const count = 200_000
    const keyOf = (index: number) => (index * 7919) % 1_000_003
    const between = await keysBetween(list(keyOf, count), 10, count - 1)
    expect(between).toEqual(rangesOf(Array.from({ length: count - 10 }, (_, i) => keyOf(i + 10))))
    expect(countKeys(between)).toBe(count - 10)
  })
})

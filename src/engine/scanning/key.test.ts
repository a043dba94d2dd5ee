import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyAtPlace, pairKey, placeOf, rowOf, shardOf } from './key'

const shards = fc.integer({ min: 0, max: 2 ** 21 - 1 })
const rows = fc.integer({ min: 0, max: 2 ** 32 - 1 })

describe('pair key', () => {
  it('holds shard and row exactly', () => {
    fc.assert(
      fc.property(shards, rows, (shard, row) => {
        const key = pairKey(shard, row)
        expect([shardOf(key), rowOf(key)]).toEqual([shard, row])
      }),
    )
  })

  it('orders as the dataset does: by shard, then by row', () => {
    expect(pairKey(1, 0)).toBeGreaterThan(pairKey(0, 2 ** 32 - 1))
    expect(pairKey(3, 11)).toBeGreaterThan(pairKey(3, 10))
  })

  it('prints as the TFDS example key and reads back', () => {
    expect(placeOf(pairKey(3, 1024))).toEqual({ words: 'shard 3, row 1,024', text: '3_1024' })
    fc.assert(
      fc.property(shards, rows, (shard, row) => {
        expect(keyAtPlace(placeOf(pairKey(shard, row)).text)).toBe(pairKey(shard, row))
      }),
    )
  })

  it.each(['', '3', '3_', '_3', '-1_3', '3_1.5', '3_1x', '9999999999_1', '1_99999999999'])('refuses %j', (text) => {
    expect(keyAtPlace(text)).toBeNull()
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_QUERY } from '../../query/query'
import { isOfVersion, keyAtPlace, keysOfShard, pairKey, placeOf, queryOfShard, rowOf, shardOf, VERSIONS } from './key'

const shards = fc.integer({ min: 0, max: 2 ** 21 - 1 })
const rows = fc.integer({ min: 0, max: 2 ** 30 - 1 })
const versions = fc.integer({ min: 0, max: VERSIONS - 1 })

describe('pair key', () => {
  it('holds shard, row and version exactly', () => {
    fc.assert(
      fc.property(shards, rows, versions, versions, (shard, row, version, other) => {
        const key = pairKey(shard, row, version)
        expect([shardOf(key), rowOf(key), isOfVersion(key, other)]).toEqual([shard, row, version === other])
        const [first, last] = keysOfShard(shard)
        expect(first <= key && key <= last).toBe(true)
      }),
    )
  })

  it('says what a query within a set of pairs needs of one shard', () => {
    const keys = new Float64Array([5, 9, pairKey(1, 3), pairKey(3, 7, 2)])
    const part = (shard: number) => queryOfShard({ ...EMPTY_QUERY, within: { id: 'some', keys } }, shard).within
    expect(part(0)?.keys).toEqual(new Float64Array([5, 9]))
    expect(part(2)).toEqual({ id: 'some in 2', keys: new Float64Array(keysOfShard(2)) })
    expect(part(4)?.keys).toHaveLength(0)
    expect(queryOfShard(EMPTY_QUERY, 1)).toBe(EMPTY_QUERY)
  })

  it('orders as the dataset does: by shard, then by row', () => {
    expect(pairKey(1, 0)).toBeGreaterThan(pairKey(0, 2 ** 30 - 1, VERSIONS - 1))
    expect(pairKey(3, 11)).toBeGreaterThan(pairKey(3, 10))
  })

  it('prints as the TFDS example key and reads back', () => {
    expect(placeOf(pairKey(3, 1024))).toEqual({ words: 'shard 3, row 1,024', text: '3_1024' })
    fc.assert(
      fc.property(shards, rows, versions, (shard, row, version) => {
        const key = pairKey(shard, row, version)
        expect(keyAtPlace(placeOf(key).text, () => version)).toBe(key)
      }),
    )
  })

  it.each(['', '3', '3_', '_3', '-1_3', '3_1.5', '3_1x', '9999999999_1', '1_1073741824', '1_99999999999'])('refuses %j', (text) => {
    expect(keyAtPlace(text)).toBeNull()
  })
})

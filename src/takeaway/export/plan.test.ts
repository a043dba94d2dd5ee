import { describe, expect, it } from 'vitest'
import type { StoredColumn } from '../../engine/rows'
import { pairKey } from '../../engine/scanning/key'
import { rangesOf } from '../../pair/key-ranges'
import { BATCH_ROWS, batchesInOrder, batchesOf, costOf, rowsAtOnce } from './plan'

const column = (bytes: number): StoredColumn => ({ name: 'c', type: { physical: 'INT32' }, shape: 'value', bytes })
const rows = (shard: number, count: number) => Array.from({ length: count }, (_, row) => pairKey(shard, row))

describe('what an export costs', () => {
  const extent = { rowsTotal: 1_000_000, groupRows: 100_000 }

  it('is all of the columns for all of the rows, a request for each column of each row group', () => {
    const cost = costOf(rangesOf(rows(0, 1000)), [column(5000), column(70)], { rowsTotal: 1000, groupRows: 100 })
    expect(cost).toEqual({ rows: 1000, bytes: 5070, requests: 20 })
  })

  it('is the row groups that hold any of the rows, each once', () => {
    const spread = rangesOf([pairKey(0, 0), pairKey(0, 50), pairKey(0, 250_000), pairKey(0, 299_999), pairKey(1, 0)])
    expect(costOf(spread, [column(80e6)], extent)).toEqual({ rows: 5, bytes: 24e6, requests: 3 })
    const across = new Float64Array([pairKey(0, 50_000), pairKey(0, 250_000)])
    expect(costOf(across, [column(80e6)], extent)).toMatchObject({ bytes: 24e6, requests: 3 })
  })

  it('is never more than there is', () => {
    expect(costOf(rangesOf([1]), [column(800)], { rowsTotal: 10, groupRows: 100_000 }).bytes).toBe(800)
  })

  it('is nothing where nothing is read', () => {
    expect(costOf(rangesOf([]), [column(80e6)], extent)).toEqual({ rows: 0, bytes: 0, requests: 0 })
    expect(costOf(rangesOf([1]), [], extent)).toEqual({ rows: 1, bytes: 0, requests: 0 })
  })
})

describe('how many rows are read at a time', () => {
  it('is many of narrow columns, and few of wide ones', () => {
    expect(rowsAtOnce([column(8e6)], 1_000_000)).toBe(BATCH_ROWS)
    expect(rowsAtOnce([column(10e9)], 1_000_000)).toBe(400)
    expect(rowsAtOnce([column(1e15)], 10)).toBe(50)
  })
})

describe('batches', () => {
  it('hold every key once, in order, and one shard each', () => {
    const keys = rangesOf([...rows(0, 5), pairKey(0, 9), ...rows(1, 4)])
    const batches = [...batchesOf(keys, 4)]
    expect(batches.map((batch) => [...batch])).toEqual([rows(0, 4), [pairKey(0, 4), pairKey(0, 9)], rows(1, 4)])
  })

  it('keep an order of their own, without what is not admitted', () => {
    const batches = [...batchesInOrder([7, 2, 5, 9, 1], rangesOf([1, 2, 7, 9]), 3)]
    expect(batches.map((batch) => [...batch])).toEqual([[7, 2, 9], [1]])
  })
})

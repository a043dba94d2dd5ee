import { describe, expect, it } from 'vitest'
import type { OpenedShard } from '../../shards/kinds/open'
import { runsOf } from './scan'

describe('runs of row groups', () => {
  const shard = (rows: number[]) => {
    let firstRow = 0
    const groups = rows.map((count, index) => {
      const group = { index, firstRow, rows: count }
      firstRow += count
      return group
    })
    return { index: 2, footer: { groups } } as unknown as OpenedShard
  }
  const shape = (opened: OpenedShard, from = 0) =>
    runsOf(opened, from).map((run) => [run.from, run.to, run.firstKey - 2 * 2 ** 32, run.rows])

  it('scans small groups together and large ones alone', () => {
    expect(shape(shard(Array<number>(2000).fill(100)))).toEqual([
      [0, 1310, 0, 131_000],
      [1310, 2000, 131_000, 69_000],
    ])
    expect(shape(shard([1_000_000, 1_000_000, 5]))).toEqual([
      [0, 1, 0, 1_000_000],
      [1, 2, 1_000_000, 1_000_000],
      [2, 3, 2_000_000, 5],
    ])
  })

  it('goes on from a group', () => {
    expect(shape(shard([100_000, 100_000, 10]), 1)).toEqual([[1, 3, 100_000, 100_010]])
  })
})

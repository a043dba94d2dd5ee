import { describe, expect, it } from 'vitest'
import type { OpenedShard } from '../../shards/kinds/open'
import { recogniseRoles } from '../../dataset/roles'
import { readFooter } from '../../shards/footer'
import { parquet, SpyFile } from '../../shards/testing'
import { fetchNarrow, planRuns, runsOf, trafficOfAll } from './scan'

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

describe('planned runs', () => {
  const ROWS = 60_000
  async function opened(remote: boolean) {
    const columnData = [
      {
        name: 'URL',
        type: 'STRING' as const,
        data: Array.from({ length: ROWS }, (_, row) => `https://a.example/${row}-${row * 7919}.jpg`),
      },
      { name: 'similarity', type: 'DOUBLE' as const, data: Array.from({ length: ROWS }, (_, row) => row / ROWS) },
    ]
    const file = new SpyFile(parquet({ codec: 'UNCOMPRESSED', columnData, rowGroupSize: 20_000 }))
    const footer = await readFooter(file)
    file.reads.length = 0
    return { file, shard: { index: 0, file, footer, roles: recogniseRoles(footer.columns), remote } as unknown as OpenedShard }
  }

  it('say what their fetches take, those that the end of the file already answers left out', async () => {
    const { file, shard } = await opened(true)
    const planned = planRuns(shard, 0)
    for (const each of planned) await fetchNarrow(each, new AbortController().signal)
    expect(planned.reduce((rows, { run }) => rows + run.rows, 0)).toBe(ROWS)
    expect(trafficOfAll(planned)).toEqual({ bytes: file.bytesRead, requests: file.reads.length })
    expect(file.reads.length).toBeGreaterThan(0)
  })

  it('take nothing where the file is at hand', async () => {
    expect(trafficOfAll(planRuns((await opened(false)).shard, 0))).toEqual({ bytes: 0, requests: 0 })
  })
})

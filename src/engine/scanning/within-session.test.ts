import { describe, expect, it, vi } from 'vitest'
import { rangesOf, type KeyRanges } from '../../pair/key-ranges'
import type { PairKey } from '../../pair/pair'
import { EMPTY_QUERY, setOfKeys, withFilter, type Query } from '../../query/query'
import { fakeHost, parquet } from '../../shards/testing'
import { pairKey } from './key'
import type { DatasetSession } from './session'
import { sessionsForTest } from './testing'

const { open } = sessionsForTest()

/** A shard whose odd rows speak of boats; similarity row / 1000, score row. */
function shard(rows = 400, rowGroupSize = 100): Uint8Array<ArrayBuffer> {
  const of = <T>(value: (row: number) => T) => Array.from({ length: rows }, (_, row) => value(row))
  return parquet({
    columnData: [
      { name: 'url', type: 'STRING', data: of((row) => `https://example.com/${rows}/${row}.jpg`) },
      // Words that do not compress, so that a look at a caption asks the host again.
      { name: 'caption', type: 'STRING', data: of((row) => `${row % 2 ? 'boat' : 'tree'} ${noise(row)}`) },
      { name: 'similarity', type: 'DOUBLE', data: of((row) => row / 1000) },
      { name: 'score', type: 'DOUBLE', data: of((row) => row) },
    ],
    rowGroupSize,
  })
}

const noise = (row: number) => Array.from({ length: 900 }, (_, i) => ((i * (row + 3) * 7919) % 46_656).toString(36)).join(' ')
const until = (done: () => boolean | Promise<boolean>) =>
  vi.waitFor(async () => expect(await done()).toBe(true), { timeout: 5000, interval: 10 })
const complete = (session: DatasetSession) => until(() => session.status().phase === 'complete')
const within = (keys: KeyRanges): Query => ({ ...EMPTY_QUERY, within: setOfKeys(keys) })
const keysOf = async (session: DatasetSession, query: Query): Promise<PairKey[]> => [...(await session.page(query, null, 10_000)).keys]

/** Every third row of both shards: more ranges than are asked for one by one. */
const thirds = rangesOf([0, 1].flatMap((index) => Array.from({ length: 134 }, (_, i) => pairKey(index, 3 * i))))
const boats = { kind: 'caption', contains: 'boat' } as const
const low = { kind: 'similarity', min: 0, max: 0.1, missing: false } as const
const lowScore = { kind: 'range', column: 'score', min: null, max: 59, missing: false } as const

describe('a session asked within a set of pairs', () => {
  it('answers over these alone, with filters by captions and by columns too', async () => {
    const { session } = open({ a: { bytes: shard() }, b: { bytes: shard() } })
    await complete(session)
    const query = within(thirds)
    expect(await keysOf(session, query)).toHaveLength(268)
    expect(await session.facets(query)).toMatchObject({ matching: 268, rowsScanned: 800 })
    const oddLow = [boats, low].reduce(withFilter, query)
    await session.facets(oddLow)
    await until(() => session.status().captionScan === null)
    // 3, 9, … 99 of each shard.
    const expected = [0, 1].flatMap((index) => Array.from({ length: 17 }, (_, i) => pairKey(index, 3 + 6 * i)))
    expect(await keysOf(session, oddLow)).toEqual(expected)
    expect(await session.count({ ...oddLow, within: null }, thirds)).toBe(34)
    expect(await session.count(oddLow, new Float64Array([0, 50]))).toBe(8)
    await session.facets(withFilter(query, lowScore))
    await until(async () => (await session.facets(withFilter(query, lowScore))).rowsScanned === 800)
    expect(await session.facets(withFilter(query, lowScore))).toMatchObject({ matching: 40 })
    expect(await session.count(withFilter(EMPTY_QUERY, lowScore), thirds)).toBe(40)
    const column = await session.columnFacet(query, 'score')
    expect(column?.kind === 'range' && column.bins.counts.reduce((sum, count) => sum + count)).toBe(268)
  })

  it('answers over more of them as they are scanned', async () => {
    const { session } = open({ a: { bytes: shard() }, b: { bytes: shard() } })
    session.pause()
    await until(() => session.status().phase === 'paused')
    expect(await session.count(EMPTY_QUERY, thirds)).toBe(0)
    expect(await keysOf(session, within(thirds))).toEqual([])
    session.resume()
    await complete(session)
    expect(await session.count(EMPTY_QUERY, thirds)).toBe(268)
    expect(await keysOf(session, within(thirds))).toHaveLength(268)
  })

  it('tells the rows that pass of a shard without waiting for one that holds none of the set', async () => {
    const { session } = open({ a: { bytes: shard() }, b: { bytes: shard() } })
    const query = within(rangesOf([pairKey(0, 9), pairKey(0, 11)]))
    const bits = await session.passing(query, 0)
    expect(Array.from({ length: 400 }, (_, row) => row).filter((row) => ((bits[row >> 3] ?? 0) >> (row & 7)) & 1)).toEqual([9, 11])
    session.pause()
    await until(() => session.status().phase !== 'scanning')
    expect((await session.passing(query, 1)).every((byte) => byte === 0)).toBe(true)
  })

  it('finds no row of a file that has changed by the keys of its old one', async () => {
    const { session, hosts } = open({ a: { bytes: shard() }, b: { bytes: shard() } })
    await complete(session)
    const few = within(new Float64Array([pairKey(0, 390), pairKey(0, 399), pairKey(1, 0), pairKey(1, 99)]))
    const many = within(thirds)
    expect([await keysOf(session, few), await keysOf(session, many)].map(({ length }) => length)).toEqual([110, 268])
    hosts.set('b', fakeHost({ bytes: shard(300) }))
    await session.pairs([pairKey(1, 10)])
    await until(() => session.status().shards[1]?.changes === 1)
    await complete(session)
    expect(session.status().rowsScanned).toBe(700)
    expect(await keysOf(session, few)).toEqual(Array.from({ length: 10 }, (_, row) => 390 + row))
    expect(await keysOf(session, many)).toHaveLength(134)
    expect((await session.facets(many)).matching).toBe(134)
    expect(await session.count(EMPTY_QUERY, thirds)).toBe(134)
    expect((await session.passing(many, 1)).every((byte) => byte === 0)).toBe(true)
    expect(await session.count(EMPTY_QUERY, new Float64Array([pairKey(1, 0, 1), pairKey(1, 9, 1)]))).toBe(10)
  })
})

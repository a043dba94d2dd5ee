import { describe, expect, it, vi } from 'vitest'
import type { PairKey } from '../../pair/pair'
import { EMPTY_QUERY, withFilter, type Query } from '../../query/query'
import { fakeHost, parquet } from '../../shards/testing'
import { keyAtPlace, pairKey, rowOf } from './key'
import type { DatasetSession } from './session'
import { sessionsForTest } from './testing'

const { open } = sessionsForTest()

/** Words that do not compress, so that captions lie outside of the footer's tail. */
const noise = (row: number) => Array.from({ length: 900 }, (_, i) => ((i * (row + 3) * 7919) % 46_656).toString(36)).join(' ')

/** A shard whose every value names its version: captions, similarity, class and a column without a role. */
function shard(version: string, rows: number, rowGroupSize = 100): Uint8Array<ArrayBuffer> {
  const of = <T>(value: (row: number) => T) => Array.from({ length: rows }, (_, row) => value(row))
  const isOld = version === 'old'
  return parquet({
    columnData: [
      { name: 'url', type: 'STRING', data: of((row) => `https://example.com/${version}/${row}.jpg`) },
      { name: 'caption', type: 'STRING', data: of((row) => `${version}: ${row} ${rows > 10_000 ? '' : noise(row)}`) },
      { name: 'similarity', type: 'DOUBLE', data: of(() => (isOld ? 0.25 : 0.75)) },
      { name: 'nsfw', type: 'STRING', data: of(() => (isOld ? 'UNLIKELY' : 'UNSURE')) },
      { name: 'score', type: 'DOUBLE', data: of((row) => (isOld ? row : 1e6 + row)) },
    ],
    rowGroupSize,
  })
}

const until = (done: () => boolean | Promise<boolean>) =>
  vi.waitFor(async () => expect(await done()).toBe(true), { timeout: 4000, interval: 10 })
const complete = (session: DatasetSession) => until(() => session.status().phase === 'complete')
const keysOf = async (session: DatasetSession, query: Query = EMPTY_QUERY): Promise<PairKey[]> => [
  ...(await session.page(query, null, 1e6)).keys,
]
const low = withFilter(EMPTY_QUERY, { kind: 'similarity', min: 0, max: 0.5, missing: false })
const byScore = withFilter(EMPTY_QUERY, { kind: 'range', column: 'score', min: 1e6, max: null, missing: false })
const bitsOf = (bits: Uint8Array) => bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)

/** That nothing of the old file of the second shard is in any answer, and all of the new one is. */
async function expectNew(session: DatasetSession, rows: number): Promise<void> {
  expect(session.status()).toMatchObject({ phase: 'complete', rowsScanned: 200 + rows, rowsTotal: 200 + rows })
  expect(session.status().shards[1]).toMatchObject({ state: 'done', rows, rowsScanned: rows, problem: null })
  const keys = await keysOf(session)
  expect(keys).toHaveLength(200 + rows)
  expect(keys.slice(0, 200)).toEqual(Array.from({ length: 200 }, (_, row) => row))
  expect(keys.slice(200).map(rowOf)).toEqual(Array.from({ length: rows }, (_, row) => row))
  const facets = await session.facets(EMPTY_QUERY)
  expect([facets.matching, facets.rowsScanned, facets.nsfw]).toEqual([200 + rows, 200 + rows, [200, rows, 0, 0]])
  expect(await keysOf(session, low)).toHaveLength(200)
  expect(bitsOf(await session.passing(low, 1))).toBe(0)
  expect(bitsOf(await session.passing(EMPTY_QUERY, 1))).toBe(rows)
  await session.facets(byScore)
  await until(async () => (await session.facets(byScore)).rowsScanned === 200 + rows)
  expect(await session.facets(byScore)).toMatchObject({ matching: rows })
  const column = await session.columnFacet(EMPTY_QUERY, 'score')
  expect(column).toMatchObject({ rowsRead: 200 + rows, extent: { low: 0, high: 1e6 + rows - 1 } })
  const of = (contains: string) => withFilter(EMPTY_QUERY, { kind: 'caption', contains })
  for (const [text, count] of [
    ['old', 200],
    ['new', rows],
  ] as const) {
    await session.facets(of(`${text}:`))
    await until(() => session.status().captionScan === null)
    expect(await session.facets(of(`${text}:`))).toMatchObject({ matching: count, rowsScanned: 200 + rows })
  }
  const pairs = await session.pairs([keys[200] ?? 0, keys[200 + rows - 1] ?? 0])
  expect(pairs.map((pair) => pair?.caption.split(' ').slice(0, 2))).toEqual([
    ['new:', '0'],
    ['new:', `${rows - 1}`],
  ])
}

describe('a shard whose file changes', () => {
  it('is read anew when a row of it is looked at, and nothing of the old file is in any answer', async () => {
    const { session, hosts } = open({ a: { bytes: shard('old', 200) }, b: { bytes: shard('old', 400) } })
    await complete(session)
    // A column and captions of the old file are read.
    session.readColumns(['score'])
    await until(async () => (await session.columnFacet(EMPTY_QUERY, 'score'))?.rowsRead === 600)
    const before = session.status()
    hosts.set('b', fakeHost({ bytes: shard('new', 300) }))
    const old = pairKey(1, 10)
    expect(await session.pairs([old])).toEqual([null])
    await until(() => session.status().shards[1]?.changes === 1)
    await complete(session)
    await expectNew(session, 300)
    expect(session.status().reorders).toBeGreaterThan(before.reorders)
    // What the page kept of the old rows is of no row any more; a link leads to the new one.
    expect(await session.pairs([old])).toEqual([null])
    await expect(session.row(old)).rejects.toMatchObject({ problem: { code: 'changed' } })
    await expect(session.picture(old)).rejects.toMatchObject({ problem: { code: 'changed' } })
    expect(await session.columnValues([old], ['score'])).toEqual([[undefined]])
    const now = keyAtPlace('1_10', (index) => session.status().shards[index]?.changes ?? 0)
    expect((await session.pairs([now ?? 0]))[0]?.caption).toMatch(/^new: 10 /)
    expect((await session.row(now ?? 0)).columns.find(({ name }) => name === 'score')?.value).toBe('1000010')
  })

  it('is read anew when a text is looked for in its captions', async () => {
    const { session, hosts } = open({ a: { bytes: shard('old', 200) }, b: { bytes: shard('old', 400) } })
    await complete(session)
    hosts.set('b', fakeHost({ bytes: shard('new', 500) }))
    await session.facets(withFilter(EMPTY_QUERY, { kind: 'caption', contains: 'old' }))
    await until(() => session.status().shards[1]?.changes === 1)
    await complete(session)
    await expectNew(session, 500)
  })

  it('is read anew in mid-scan, when some rows of it are in the table already', async () => {
    const old = shard('old', 140_000, 70_000)
    const { session, hosts } = open({ a: { bytes: shard('old', 200) }, b: { bytes: old } })
    const host = hosts.get('b')
    if (!host) throw new Error('no host')
    // The file changes once the first half of it has been asked for.
    hosts.set('b', {
      requests: host.requests,
      fetch: async (input, init) => {
        const from = Number(/=(\d+)/.exec(new Headers(init?.headers).get('Range') ?? '')?.[1] ?? 0)
        // What is asked of the second half comes once the first is in the table.
        if (from > old.length / 2 && session.status().shards[1]?.rows != null) {
          await until(() => session.status().shards[1]?.rowsScanned === 70_000)
          const changed = fakeHost({ bytes: shard('new', 300) })
          hosts.set('b', changed)
          return await changed.fetch(input, init)
        }
        return host.fetch(input, init)
      },
    })
    await until(() => session.status().shards[1]?.changes === 1)
    await complete(session)
    await expectNew(session, 300)
  })

  it('counts on where the reader before this one died: what was kept of an old row is of none now', async () => {
    const { session, hosts } = open({ a: { bytes: shard('old', 200) }, b: { bytes: shard('old', 400) } }, { versions: new Map([[1, 1]]) })
    expect(session.status().shards.map(({ changes }) => changes)).toEqual([0, 1])
    await complete(session)
    expect((await keysOf(session)).slice(199, 201)).toEqual([pairKey(0, 199), pairKey(1, 0, 1)])
    expect(await session.pairs([pairKey(1, 10)])).toEqual([null])
    await expect(session.row(pairKey(1, 10))).rejects.toMatchObject({ problem: { code: 'changed' } })
    hosts.set('b', fakeHost({ bytes: shard('new', 300) }))
    expect(await session.pairs([pairKey(1, 10, 1)])).toEqual([null])
    await until(() => session.status().shards[1]?.changes === 2)
    await complete(session)
    expect((await keysOf(session))[200]).toBe(pairKey(1, 0, 2))
    await expectNew(session, 300)
  })

  it('gives its first rows no more, which were read before the scan', async () => {
    const { session, hosts } = open({ b: { bytes: shard('old', 400) } })
    await complete(session)
    expect((await session.head(60))[0]?.caption).toMatch(/^old: 0 /)
    hosts.set('b', fakeHost({ bytes: shard('new', 300) }))
    await session.pairs([pairKey(0, 100)])
    await until(() => session.status().shards[0]?.changes === 1)
    await complete(session)
    expect(await session.head(60)).toEqual([])
  })

  it('is given up when it changes again and again, with no row of it left', async () => {
    const { session, hosts } = open({ a: { bytes: shard('old', 200) }, b: { bytes: shard('old', 400) } })
    for (const rows of [410, 420, 430]) {
      await complete(session)
      hosts.set('b', fakeHost({ bytes: shard('new', rows) }))
      const keys = await keysOf(session)
      await session.pairs([keys[210] ?? 0])
      await until(async () => !(await keysOf(session)).includes(keys[210] ?? 0))
    }
    await complete(session)
    expect(session.status().shards[1]).toMatchObject({ state: 'failed', rowsScanned: 0, problem: { code: 'changed' } })
    expect(await keysOf(session)).toHaveLength(200)
    session.retryShards([1], false)
    await complete(session)
    expect((await session.facets(EMPTY_QUERY)).nsfw).toEqual([200, 430, 0, 0])
  })
})

import { parquetMetadata } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import { describe, expect, it, vi } from 'vitest'
import { pairKey } from './key'
import { EMPTY_QUERY, withFilter, type Query } from '../../query/query'
import { parquet, type HostRules } from '../../shards/testing'
import { BYTES_PER_ROW } from '../duckdb/sql'
import type { DatasetSession } from './session'
import { sessionsForTest } from './testing'

const { open } = sessionsForTest()

const ROWS = 400

/** A shard of 400 rows in groups of 100: similarity row / 1000, captions of the shard's name and the row. */
function shard(name: string, rowGroupSize = 100): Uint8Array<ArrayBuffer> {
  const rows = Array.from({ length: ROWS }, (_, row) => row)
  return parquet({
    columnData: [
      { name: 'url', type: 'STRING', data: rows.map((row) => `https://example.com/${name}/${row}.jpg`) },
      { name: 'caption', type: 'STRING', data: rows.map((row) => `${name} ${row % 2 ? 'odd' : 'even'} ${row}`) },
      { name: 'similarity', type: 'DOUBLE', data: rows.map((row) => row / 1000) },
      { name: 'nsfw', type: 'STRING', data: rows.map((row) => (row % 4 === 0 ? 'NSFW' : 'UNLIKELY')) },
    ],
    rowGroupSize,
  })
}

/** With bytes of one column that no decoder takes. */
function damaged(bytes: Uint8Array<ArrayBuffer>, column: string): Uint8Array {
  const broken = bytes.slice()
  for (const { columns } of metadataOf(bytes).row_groups)
    for (const { meta_data: meta } of columns)
      if (meta?.path_in_schema[0] === column) {
        const start = Number(meta.dictionary_page_offset ?? meta.data_page_offset)
        broken.fill(0xff, start, start + Number(meta.total_compressed_size))
      }
  return broken
}

/** With a footer that says its one row group has so many rows. */
function claiming(bytes: Uint8Array<ArrayBuffer>, rows: number): Uint8Array {
  const metadata = metadataOf(bytes)
  const [group] = metadata.row_groups
  if (group) Object.assign(group, { num_rows: BigInt(rows) })
  const writer = new ByteWriter()
  writeMetadata(writer, { ...metadata, num_rows: BigInt(rows) })
  return Uint8Array.of(...bytes.subarray(0, bytes.length - 8 - metadata.metadata_length), ...writer.getBytes(), ...bytes.subarray(-4))
}

function metadataOf(bytes: Uint8Array<ArrayBuffer>) {
  return parquetMetadata(bytes.buffer)
}

async function until(done: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(done()).toBe(true), { timeout: 5000, interval: 10 })
}

const complete = (opened: DatasetSession) => until(() => opened.status().phase === 'complete')
const keysOf = async (opened: DatasetSession, query: Query) => [...(await opened.page(query, null, 10_000)).keys]

describe('a dataset session', () => {
  it('gives the first rows, then scans every shard in order', async () => {
    const { session } = open({ a: { bytes: shard('a') }, b: { bytes: shard('b') } })
    const head = await session.head(60)
    expect(head).toHaveLength(60)
    expect(head[3]).toMatchObject({ key: 3, caption: 'a odd 3', url: 'https://example.com/a/3.jpg', similarity: 0.003, nsfw: 0, width: 0 })
    await complete(session)
    expect(session.status()).toMatchObject({
      rowsScanned: 800,
      rowsTotal: 800,
      rowsKnown: true,
      roles: expect.arrayContaining(['caption', 'url', 'similarity', 'nsfw']) as unknown,
    })
    const keys = await keysOf(session, EMPTY_QUERY)
    expect(keys.slice(398, 402)).toEqual([398, 399, pairKey(1, 0), pairKey(1, 1)])
  })

  it('scans small row groups together: few requests for many groups', async () => {
    const { session, hosts } = open({ a: { bytes: shard('a') } })
    await complete(session)
    expect(hosts.get('a')?.requests.length).toBeLessThanOrEqual(2)
  })

  it('reads pairs in the order asked, each by its key', async () => {
    const { session } = open({ a: { bytes: shard('a') }, b: { bytes: shard('b') } })
    await complete(session)
    const pairs = await session.pairs([pairKey(1, 399), 5, pairKey(9, 9), 250])
    expect(pairs.map((pair) => pair?.caption ?? null)).toEqual(['b odd 399', 'a odd 5', null, 'a even 250'])
  })

  it('sets a failing shard aside, names its problem, and goes on', async () => {
    const { session } = open({
      a: { bytes: new TextEncoder().encode('<!doctype html><title>Sign in</title>'), contentType: 'text/html' },
      b: { bytes: shard('b') },
    })
    await complete(session)
    const status = session.status()
    expect(status.shards[0]).toMatchObject({ state: 'failed', problem: { code: 'other-kind', detail: 'page' } })
    expect(status.shards[1]?.state).toBe('done')
    expect((await session.head(60))[0]?.caption).toBe('b even 0')
    expect((await session.facets(EMPTY_QUERY)).matching).toBe(400)
  })

  it('tries a failed shard again, and its rows take their place in dataset order', async () => {
    const { session } = open({ a: { bytes: shard('a'), head: 403, failures: [403] }, b: { bytes: shard('b') } })
    await complete(session)
    expect(session.status().shards[0]?.problem?.code).toBe('forbidden')
    session.retryShards([0], false)
    await until(() => session.status().shards[0]?.state === 'done')
    expect(session.status().reorders).toBeGreaterThan(0)
    expect((await keysOf(session, EMPTY_QUERY)).slice(0, 2)).toEqual([0, 1])
  })

  it('asks before it downloads a shard whole, and then does', async () => {
    const { session } = open({ a: { bytes: shard('a'), noRange: true, head: 405 } })
    await complete(session)
    expect(session.status().shards[0]?.problem?.code).toBe('no-range')
    session.retryShards([0], true)
    await until(() => session.status().shards[0]?.state === 'done')
    expect((await session.pairs([7]))[0]?.caption).toBe('a odd 7')
  })

  it('stops at the memory budget, says so, and goes on when there is room', async () => {
    const { session } = open({ a: { bytes: shard('a') }, b: { bytes: shard('b') } }, { budgetBytes: 500 * BYTES_PER_ROW })
    await until(() => session.status().phase === 'budget')
    expect(session.status().rowsScanned).toBe(400)
    expect((await session.facets(EMPTY_QUERY)).rowsScanned).toBe(400)
    expect(session.status().shards.map((shard) => shard.state)).toEqual(['done', 'waiting'])
    session.setBudget(10_000 * BYTES_PER_ROW)
    await complete(session)
    expect(session.status().rowsScanned).toBe(800)
  })

  it('knows how many rows there are before it has scanned them', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `s${i}`)
    const { session } = open(
      {
        ...Object.fromEntries(names.map((name): [string, HostRules] => [name, { bytes: shard(name) }])),
        bad: { head: 404, failures: [404, 404] },
        't.csv': { bytes: new TextEncoder().encode('url\nhttp://a/1') },
      },
      { budgetBytes: 500 * BYTES_PER_ROW },
    )
    await until(() => session.status().phase === 'budget' && session.status().rowsTotal === 4800)
    expect(session.status()).toMatchObject({ rowsScanned: 400, rowsKnown: false })
    expect(session.status().shards.map(({ rows }) => rows)).toEqual([...names.map(() => 400), null, null])
    expect(session.status().shards.filter(({ state }) => state === 'failed')).toEqual([])
  })

  it('pauses and resumes', async () => {
    const { session } = open({ a: { bytes: shard('a') } })
    session.pause()
    await session.head(60)
    await until(() => session.status().phase === 'paused')
    expect(session.status().rowsScanned).toBe(0)
    session.resume()
    await complete(session)
    expect(session.status().rowsScanned).toBe(400)
  })

  it('searches captions over every scanned row, and drops a search for the next', async () => {
    const { session } = open({ a: { bytes: shard('a') }, b: { bytes: shard('b') } })
    const containing = (contains: string) => withFilter(EMPTY_QUERY, { kind: 'caption', contains })
    await complete(session)
    const settled = async (contains: string) => {
      await session.facets(containing(contains))
      await until(() => session.status().captionScan === null)
      return await session.facets(containing(contains))
    }
    expect(await settled('B ODD')).toMatchObject({ matching: 200, rowsScanned: 800 })
    expect((await keysOf(session, containing('B ODD')))[0]).toBe(pairKey(1, 1))
    expect(await settled('even 39')).toMatchObject({ matching: 10, rowsScanned: 800 })
  })

  it('says which rows of a shard pass, once they are scanned', async () => {
    const { session } = open({ a: { bytes: shard('a') }, b: { bytes: shard('b') } })
    const odd = withFilter(EMPTY_QUERY, { kind: 'caption', contains: 'odd' })
    const bits = await session.passing(odd, 1)
    expect(Array.from({ length: 400 }, (_, row) => ((bits[row >> 3] ?? 0) >> (row & 7)) & 1)).toEqual(
      Array.from({ length: 400 }, (_, row) => row % 2),
    )
    expect(session.status().shards[1]?.state).toBe('done')
    expect((await session.passing(EMPTY_QUERY, 0)).every((byte) => byte === 255)).toBe(true)
    const controller = new AbortController()
    controller.abort()
    await expect(session.passing(odd, 0, { signal: controller.signal })).rejects.toThrow()
  })

  describe('asked which rows pass while nobody reads on', () => {
    const low = withFilter(EMPTY_QUERY, { kind: 'similarity', min: 0, max: 0.2, missing: false })
    const passingOf = async (session: DatasetSession, index: number, query = low) =>
      (await session.passing(query, index, { signal: AbortSignal.timeout(5000) })).reduce((sum, byte) => {
        for (let bits = byte; bits > 0; bits &= bits - 1) sum += 1
        return sum
      }, 0)

    it('answers with what is scanned while the scan is paused, and with the rest once it goes on', async () => {
      const { session } = open({ a: { bytes: shard('a') }, b: { bytes: shard('b') } })
      session.pause()
      await until(() => session.status().phase === 'paused')
      expect([await passingOf(session, 0), await passingOf(session, 1)]).toEqual([0, 0])
      session.resume()
      expect([await passingOf(session, 0), await passingOf(session, 1)]).toEqual([201, 201])
    })

    it('answers a question that waits when the scan is paused under it', async () => {
      const { session } = open({ a: { bytes: shard('a') }, b: { bytes: shard('b') } }, { budgetBytes: 500 * BYTES_PER_ROW })
      const waiting = passingOf(session, 1)
      await until(() => session.status().phase === 'budget')
      session.pause()
      session.setBudget(10_000 * BYTES_PER_ROW)
      expect(await waiting).toBe(0)
      await until(() => session.status().phase === 'paused')
      expect([await passingOf(session, 0), await passingOf(session, 1)]).toEqual([201, 0])
    })

    it('answers where memory or the allowance ended the scan', async () => {
      const full = open({ a: { bytes: shard('a') }, b: { bytes: shard('b') } }, { budgetBytes: 500 * BYTES_PER_ROW }).session
      await until(() => full.status().phase === 'budget')
      expect([await passingOf(full, 0), await passingOf(full, 1)]).toEqual([201, 0])
      full.close()
      const spent = open(
        { a: { bytes: shard('a') }, b: { bytes: shard('b') }, c: { bytes: shard('c') } },
        { allowance: { bytes: 1e9, requests: 1 } },
      ).session
      await until(() => spent.status().phase === 'fetch-limit')
      expect(await passingOf(spent, 2)).toBe(0)
      spent.close()
    })

    it('does not wait for captions that could not be read', async () => {
      const { session } = open({ a: { bytes: damaged(shard('a'), 'caption') } })
      await complete(session)
      expect(await passingOf(session, 0, withFilter(EMPTY_QUERY, { kind: 'caption', contains: 'odd' }))).toBe(0)
      expect(session.status().captionScan).toBeNull()
      expect(session.status().shards[0]?.state).toBe('failed')
    })
  })

  describe('given memory back', () => {
    it('reads the next shard when the one that had claimed the memory fails', async () => {
      const { session } = open(
        { a: { bytes: damaged(shard('a'), 'similarity') }, b: { bytes: shard('b') } },
        { budgetBytes: 500 * BYTES_PER_ROW },
      )
      await complete(session)
      expect(session.status().shards.map(({ state, rowsScanned }) => [state, rowsScanned])).toEqual([
        ['failed', 0],
        ['done', 400],
      ])
    })

    it('reads a good shard though the one before it claims 300,000,000 rows', async () => {
      const { session } = open(
        { liar: { bytes: claiming(shard('liar', ROWS), 300_000_000) }, b: { bytes: shard('b') } },
        { budgetBytes: 2 ** 29 },
      )
      await until(() => session.status().shards[1]?.state === 'done')
      await until(() => ['budget', 'complete'].includes(session.status().phase))
      expect((await session.facets(EMPTY_QUERY)).matching).toBe(400)
    })
  })

  it('tells the shapes of scanned pairs, in the order asked', async () => {
    const { session } = open({ a: { bytes: shard('a') } })
    await complete(session)
    const pairs = await session.pairs([5, 2])
    expect([...(await session.aspects([5, 2, pairKey(9, 9)]))]).toEqual([
      ...pairs.map((pair) => (pair && pair.height > 0 ? Math.fround(pair.width / pair.height) : 0)),
      0,
    ])
  })

  it('opens every row of a shard without usable narrow columns', async () => {
    const bytes = parquet({
      columnData: [
        { name: 'URL', type: 'STRING', data: ['https://a.example/1.jpg', null] },
        { name: 'TEXT', type: 'STRING', data: ['one', 'two'] },
      ],
    })
    const { session } = open({ a: { bytes } })
    await complete(session)
    expect(await session.facets(EMPTY_QUERY)).toMatchObject({ matching: 2, nsfw: [0, 0, 0, 2] })
    expect((await session.pairs([1]))[0]).toMatchObject({
      caption: 'two',
      url: null,
      nsfw: 3,
      similarity: null,
      width: 0,
      height: 0,
      hasPicture: false,
    })
  })

  it('judges a row by its own caption where that speaks of minors, whatever column was chosen for it', async () => {
    const bytes = parquet({
      columnData: [
        { name: 'url', type: 'STRING', data: ['https://a.example/1.jpg', 'https://a.example/2.jpg'] },
        { name: 'caption', type: 'STRING', data: ['a schoolgirl', 'a boat'] },
        { name: 'title', type: 'STRING', data: ['one', 'two'] },
        { name: 'nsfw', type: 'STRING', data: ['NSFW', 'NSFW'] },
      ],
    })
    const { session } = open({ a: { bytes } }, { roles: { caption: 'title' } })
    await complete(session)
    expect((await session.pairs([0, 1])).map((pair) => pair?.caption)).toEqual(['a schoolgirl', 'two'])
  })

  it('says of a file without a picture column which columns it has', async () => {
    const { session } = open({ a: { bytes: parquet({ columnData: [{ name: 'price', type: 'DOUBLE', data: [1, 2] }] }) } })
    await complete(session)
    expect(session.status().shards[0]?.problem).toMatchObject({ code: 'no-columns', detail: 'price' })
  })
})

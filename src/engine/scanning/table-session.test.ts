import { gzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { EMPTY_QUERY } from '../../query/query'
import { tarOf } from '../../shards/tar/testing'
import type { DatasetSession } from './session'
import { sessionsForTest } from './testing'

const sessions = sessionsForTest()
const open = (...given: Parameters<typeof sessions.open>): DatasetSession => sessions.open(...given).session

async function complete(opened: DatasetSession): Promise<void> {
  await vi.waitFor(() => expect(opened.status().phase).toBe('complete'), { timeout: 25_000, interval: 10 })
}

const encode = (text: string) => new TextEncoder().encode(text)
const line = (i: number) => `https://a.example/${i}.jpg,"row ${i}, quoted",${i % 3 ? 'UNLIKELY' : 'NSFW'},0.${300 + i}`
const csv = `url,caption,NSFW,similarity\n${Array.from({ length: 300 }, (_, i) => line(i)).join('\n')}`

describe('a dataset of text tables', () => {
  it('opens as one of Parquet shards does', async () => {
    const session = open({
      'a.csv': { bytes: encode(csv), contentType: 'text/csv' },
      'b.tsv.gz': { bytes: gzipSync('https://a.example/x.jpg\tan x\nhttps://a.example/y.jpg\ta y') },
      'c.jsonl': { bytes: encode('{"URL":"https://a.example/z.jpg","TEXT":"a z","WIDTH":3,"HEIGHT":4}\njunk') },
    })
    expect((await session.head(60))[3]).toMatchObject({
      caption: 'row 3, quoted',
      url: 'https://a.example/3.jpg',
      nsfw: 2,
      similarity: 0.303,
    })
    await complete(session)
    const { shards, rowsTotal, rowsKnown } = session.status()
    expect(shards.map(({ rows, junkRows, state }) => [rows, junkRows, state])).toEqual([
      [300, 0, 'done'],
      [2, 0, 'done'],
      [2, 1, 'done'],
    ])
    expect([rowsTotal, rowsKnown]).toEqual([304, true])
    expect((await session.facets(EMPTY_QUERY)).nsfw).toEqual([200, 0, 100, 4])
    const { keys } = await session.page(EMPTY_QUERY, null, 1000)
    const last = await session.pairs([...keys].slice(-4))
    expect(last.map((pair) => [pair?.caption, pair?.url, pair?.width])).toEqual([
      ['an x', 'https://a.example/x.jpg', 0],
      ['a y', 'https://a.example/y.jpg', 0],
      ['a z', 'https://a.example/z.jpg', 3],
      ['', null, 0],
    ])
    expect((await session.row(keys.at(-1) ?? 0)).columns.at(-1)).toMatchObject({ name: 'extra', value: 'junk' })
  })

  it('opens what no name tells by its first bytes, and no prose', async () => {
    const session = open({
      table: { bytes: encode(csv) },
      lines: { bytes: encode('{"URL":"https://a.example/z.jpg"}\n{"URL":"https://a.example/y.jpg"}') },
      list: { bytes: encode('[{"url": "https://a.example/x.jpg"}]') },
      samples: {
        bytes: tarOf([
          ['0.jpg', new Uint8Array(9)],
          ['0.txt', 'a cat'],
        ]),
      },
      LICENSE: { bytes: encode('Permission is hereby granted, free of charge,\nto any person.') },
    })
    await complete(session)
    expect(session.status().shards.map(({ rows, state, problem }) => [rows, state, problem?.code, problem?.detail])).toEqual([
      [300, 'done', undefined, undefined],
      [2, 'done', undefined, undefined],
      [1, 'done', undefined, undefined],
      [1, 'done', undefined, undefined],
      [null, 'failed', 'other-kind', 'text'],
    ])
  })

  it('reads a large one in pieces: the first rows when the first is there, each byte once, and says what the rest takes', async () => {
    const lines = Array.from(
      { length: 150_000 },
      (_, i) => `https://a.example/${i}.jpg\ta caption, number ${i} ${'x'.repeat(300)}\t0.${300 + (i % 100)}`,
    )
    const bytes = encode(lines.join('\n'))
    const session = open({ 'a.tsv': { bytes, contentType: 'text/plain' } }, { allowance: { bytes: 10e6, requests: 100 } })
    expect((await session.head(60))[59]).toMatchObject({ url: 'https://a.example/59.jpg' })
    expect((await session.pairs([30_000]))[0]).toMatchObject({ url: 'https://a.example/30000.jpg' })
    await vi.waitFor(() => expect(session.status().phase).toBe('fetch-limit'), { timeout: 25_000, interval: 10 })
    const { rowsScanned, rowsKnown, bytesFetched, costLeft, shards } = session.status()
    expect(rowsScanned).toBeGreaterThan(20_000)
    expect(rowsScanned).toBeLessThan(150_000)
    expect(rowsKnown).toBe(false)
    expect(shards[0]?.shareFound).toBeCloseTo(bytesFetched / bytes.length)
    expect(costLeft).toEqual({
      bytes: bytes.length - bytesFetched,
      requests: Math.ceil((bytes.length - bytesFetched) / 8e6),
      atLeast: false,
    })
    session.resume()
    await complete(session)
    expect(session.status()).toMatchObject({
      bytesFetched: bytes.length,
      rowsScanned: 150_000,
      rowsTotal: 150_000,
      rowsKnown: true,
      costLeft: null,
      shards: [{ state: 'done', shareFound: 1, junkRows: 0 }],
    })
    const { keys } = await session.page(EMPTY_QUERY, null, 150_000)
    expect(keys).toHaveLength(150_000)
    expect((await session.pairs([149_999]))[0]).toMatchObject({
      url: 'https://a.example/149999.jpg',
      caption: expect.stringContaining('number 149999') as string,
    })
  })

  it('keeps the rows before a failure, and goes on from there when told to', async () => {
    const bytes = encode(
      Array.from({ length: 60_000 }, (_, i) => `https://a.example/${i}.jpg\ta caption, number ${i} ${'x'.repeat(300)}`).join('\n'),
    )
    // The first GET brings the first piece; of the second, the host gives up.
    const session = open({ 'a.tsv': { bytes, failures: [null, 403] } })
    await complete(session)
    const { rowsScanned, shards } = session.status()
    expect(shards[0]).toMatchObject({ state: 'failed', problem: { code: 'forbidden' } })
    expect(rowsScanned).toBeGreaterThan(20_000)
    session.retryShards([0], false)
    await complete(session)
    expect(session.status()).toMatchObject({
      rowsScanned: 60_000,
      rowsKnown: true,
      bytesFetched: bytes.length,
      shards: [{ state: 'done', problem: null }],
    })
  })

  it('takes a JSON list of records as a table, however it is laid out', async () => {
    const records = Array.from({ length: 300 }, (_, n) => ({ url: `https://a.example/${n}.jpg`, caption: `row "${n}", ]}`, tags: ['a'] }))
    const session = open({
      'list.json': { bytes: encode(JSON.stringify(records)) },
      'pretty.json': { bytes: encode(JSON.stringify(records, null, 2)) },
      'packed.json.gz': { bytes: gzipSync(JSON.stringify(records)) },
    })
    await complete(session)
    expect(session.status().shards.map(({ rows, junkRows, problem }) => [rows, junkRows, problem])).toEqual(
      [0, 1, 2].map(() => [300, 0, null]),
    )
    expect((await session.pairs([299]))[0]).toMatchObject({ caption: 'row "299", ]}', url: 'https://a.example/299.jpg' })
  })

  it('says what is no table', async () => {
    const session = open({
      'a.csv': { bytes: encode('<!doctype html><title>Sign in</title>') },
      'b.jsonl': { bytes: encode('[1,\n2]') },
      'c.csv': { bytes: new Uint8Array(0) },
      'd.csv': { bytes: encode('station,temperature\nJeju,17') },
    })
    await complete(session)
    expect(session.status().shards.map(({ problem }) => problem?.code)).toEqual(['other-kind', 'bad-format', 'other-kind', 'no-columns'])
  })
})

import { gzipSync } from 'node:zlib'
import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { datasetFromUrls } from '../dataset/source'
import { EMPTY_QUERY } from '../query/query'
import { fakeHost, type HostRules } from '../shards/testing'
import { PairTable } from './duckdb/table'
import { openForTest } from './duckdb/testing'
import { DatasetSession } from './session'

let db: AsyncDuckDB
let session: DatasetSession | null = null
beforeAll(async () => {
  db = await openForTest()
})
afterEach(() => {
  session?.close()
  vi.unstubAllGlobals()
})

function open(hosts: Readonly<Record<string, HostRules>>): DatasetSession {
  const served = new Map(Object.entries(hosts).map(([name, rules]) => [name, fakeHost(rules)]))
  vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) => {
    const host = served.get(new URL(input as string).pathname.slice(1))
    return host ? host.fetch(input, init) : Promise.reject(new TypeError('no such host'))
  })
  session = new DatasetSession(datasetFromUrls([...served.keys()].map((name) => `https://host.example/${name}`)), PairTable.create(db), Infinity, 60, () => undefined)
  return session
}

async function complete(opened: DatasetSession): Promise<void> {
  await vi.waitFor(() => expect(opened.status().phase).toBe('complete'), { timeout: 10_000, interval: 10 })
}

const encode = (text: string) => new TextEncoder().encode(text)
const csv = `url,caption,NSFW,similarity\n${Array.from({ length: 300 }, (_, i) => `https://a.example/${i}.jpg,"row ${i}, quoted",${i % 3 ? 'UNLIKELY' : 'NSFW'},0.${300 + i}`).join('\n')}`

describe('a dataset of text tables', () => {
  it('opens as one of Parquet shards does', async () => {
    const session = open({
      'a.csv': { bytes: encode(csv), contentType: 'text/csv' },
      'b.tsv.gz': { bytes: gzipSync('https://a.example/x.jpg\tan x\nhttps://a.example/y.jpg\ta y') },
      'c.jsonl': { bytes: encode('{"URL":"https://a.example/z.jpg","TEXT":"a z","WIDTH":3,"HEIGHT":4}\njunk') },
    })
    expect((await session.head(60))[3]).toMatchObject({ caption: 'row 3, quoted', url: 'https://a.example/3.jpg', nsfw: 2, similarity: 0.303 })
    await complete(session)
    const { shards, rowsTotal, rowsKnown } = session.status()
    expect(shards.map(({ rows, junkRows, state }) => [rows, junkRows, state])).toEqual([[300, 0, 'done'], [2, 0, 'done'], [2, 1, 'done']])
    expect([rowsTotal, rowsKnown]).toEqual([304, true])
    expect((await session.facets(EMPTY_QUERY)).nsfw).toEqual([200, 0, 100, 4])
    const { keys } = await session.page(EMPTY_QUERY, null, 1000)
    const last = await session.pairs([...keys].slice(-4))
    expect(last.map((pair) => [pair?.caption, pair?.url, pair?.width])).toEqual([['an x', 'https://a.example/x.jpg', 0], ['a y', 'https://a.example/y.jpg', 0], ['a z', 'https://a.example/z.jpg', 3], ['', null, 0]])
    expect((await session.row(keys.at(-1) ?? 0)).columns.at(-1)).toMatchObject({ name: 'extra', value: 'junk' })
  })

  it('asks before it downloads a large one', async () => {
    const session = open({ 'a.csv': { bytes: encode(`${csv}\n${'x'.repeat(65e6)}`) } })
    await complete(session)
    expect(session.status().shards[0]).toMatchObject({ state: 'failed', problem: { code: 'whole-file', detail: '65.0 MB' } })
    expect(session.status().bytesFetched).toBe(0)
  })

  it('says what is no table', async () => {
    const session = open({ 'a.csv': { bytes: encode('<!doctype html><title>Sign in</title>') }, 'b.jsonl': { bytes: encode('[1,\n2]') }, 'c.csv': { bytes: new Uint8Array(0) }, 'd.csv': { bytes: encode('station,temperature\nJeju,17') } })
    await complete(session)
    expect(session.status().shards.map(({ problem }) => problem?.code)).toEqual(['bad-format', 'bad-format', 'empty', 'no-columns'])
  })
})

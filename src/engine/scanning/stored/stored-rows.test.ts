import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { ColumnValues, RowBatch, StoredColumn } from '../../rows'
import { EMPTY_QUERY } from '../../../query/query'
import { pairKey } from '../key'
import type { DatasetSession } from '../session'
import type { Request } from '../../../shards/testing'
import { sessionsForTest } from '../testing'

const { open } = sessionsForTest()
const folder = mkdtempSync(join(tmpdir(), 'pairscope-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ROWS = 30_000

/** Of many types, some values missing; native DuckDB writes them, in several row groups. */
const COLUMNS = `
  'https://example.com/' || i || '.jpg' AS url,
  CASE WHEN i % 7 > 0 THEN repeat('caption ' || hash(i) || ' ', 1 + i % 5) END AS caption,
  CASE WHEN i % 11 > 0 THEN i * 1.5::DOUBLE END AS similarity,
  (i * 3)::INTEGER AS width,
  (i::BIGINT << 40) AS long,
  (i % 100)::FLOAT / 8 AS score,
  i % 3 = 0 AS flag,
  CASE WHEN i % 5 > 0 THEN encode('b' || i) END AS bytes,
  CASE WHEN i % 9 = 0 THEN NULL WHEN i % 9 = 1 THEN [] ELSE [i::FLOAT, NULL, i / 2] END AS vector,
  CASE WHEN i % 4 > 0 THEN ['w' || i, ''] END AS words,
  {'a': i, 'b': CASE WHEN i % 2 = 0 THEN 'x"y' END} AS struct,
  TIMESTAMP '2020-01-01' + INTERVAL (i) SECOND AS "at",
  (i / 100)::DECIMAL(18, 2) AS price`

async function write(name: string, sql: string, options = 'ROW_GROUP_SIZE 8192'): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(folder, name)
  await query(`COPY (${sql}) TO '${path}' (FORMAT parquet, ${options})`)
  return new Uint8Array(readFileSync(path))
}

async function query(sql: string): Promise<readonly (readonly unknown[])[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowsJS()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const scanned = (session: DatasetSession) => vi.waitFor(() => expect(session.status().phase).toBe('complete'), { timeout: 10_000 })

const decoder = new TextDecoder()

/** A batch's values as plain ones, row by row: texts and JSON decoded, bytes as texts too. */
function plain({ columns: values }: RowBatch, columns: readonly StoredColumn[], row: number): unknown[] {
  return columns.map((column, i) => cell(values[i] as ColumnValues, column, row))
}

function cell({ values, present, starts, elements }: ColumnValues, { shape }: StoredColumn, row: number): unknown {
  const at = (index: number): unknown =>
    values.kind === 'numbers'
      ? values.numbers[index]
      : decoder.decode(values.bytes.subarray(values.offsets[index], values.offsets[index + 1]))
  if (present && present[row] === 0) return null
  if (!starts) return shape === 'json' ? JSON.parse(String(at(row))) : at(row)
  const [from = 0, to = 0] = [starts[row], starts[row + 1]]
  return Array.from({ length: to - from }, (_, i) => (elements && elements[from + i] === 0 ? null : at(from + i)))
}

/** What native DuckDB reads, in the same terms. */
const EXPECTED = `url, caption, similarity, width, long, score, flag::INTEGER, decode(bytes), vector, words, to_json(struct)::VARCHAR,
  epoch_us("at"), (price * 100)::BIGINT`

const keysOf = (rows: readonly number[], shard = 0) => Float64Array.from(rows, (row) => pairKey(shard, row))

describe('rows as they are stored', () => {
  it('are those that native DuckDB reads, of every type, whichever rows are asked for and in whatever batches', async () => {
    const bytes = await write('types.parquet', `SELECT ${COLUMNS} FROM range(${ROWS}) t(i)`)
    const { session } = open({ 'types.parquet': { bytes } })
    await scanned(session)
    const columns = await session.storedColumns()
    expect(columns.map(({ name }) => name)).toEqual([
      'url',
      'caption',
      'similarity',
      'width',
      'long',
      'score',
      'flag',
      'bytes',
      'vector',
      'words',
      'struct',
      'at',
      'price',
    ])
    expect(columns.map(({ shape }) => shape).slice(7)).toEqual(['value', 'list', 'list', 'json', 'value', 'value'])
    expect(columns.map(({ type }) => type.physical).slice(0, 8)).toEqual([
      'BYTE_ARRAY',
      'BYTE_ARRAY',
      'DOUBLE',
      'INT32',
      'INT64',
      'FLOAT',
      'BOOLEAN',
      'BYTE_ARRAY',
    ])
    expect(columns.find(({ name }) => name === 'price')?.type).toMatchObject({ precision: 18, scale: 2 })
    const expected = await query(`SELECT ${EXPECTED} FROM read_parquet('${join(folder, 'types.parquet')}')`)
    const batches = [
      Array.from({ length: 10_000 }, (_, i) => i),
      Array.from({ length: 10_000 }, (_, i) => 10_000 + i),
      // Back again, a few of each group, and the last.
      Array.from({ length: 60 }, (_, i) => i * 499),
      [ROWS - 1],
    ]
    for (const rows of batches) {
      const batch = await session.storedRows(keysOf(rows), columns)
      expect([...batch.keys]).toEqual([...keysOf(rows)])
      for (const [i, row] of rows.entries()) {
        const [found, wanted] = [plain(batch, columns, i), [...(expected[row] ?? [])]]
        wanted[10] = JSON.parse(String(wanted[10]))
        expect(found.map(comparable)).toEqual(wanted.map(comparable))
      }
    }
  })

  it('of a few rows fetch the pages that hold them, and of many rows each byte once', async () => {
    const bytes = await write(
      'wide.parquet',
      `SELECT 'https://example.com/' || i AS url, repeat(hash(i)::VARCHAR, 20) || i AS caption FROM range(40000) t(i)`,
      'ROW_GROUP_SIZE 40000, COMPRESSION uncompressed',
    )
    const { session, hosts } = open({ 'wide.parquet': { bytes } })
    await scanned(session)
    const columns = (await session.storedColumns()).filter(({ name }) => name === 'caption')
    const fetched = () => hosts.get('wide.parquet')?.requests.reduce((sum, request) => sum + rangeOf(request), 0) ?? 0
    const before = fetched()
    await session.storedRows(keysOf([200]), columns)
    expect(fetched() - before).toBeLessThan(bytes.length / 3)
    const between = fetched()
    for (let from = 0; from < 40_000; from += 10_000)
      await session.storedRows(keysOf(Array.from({ length: 10_000 }, (_, i) => from + i)), columns)
    expect(fetched() - between).toBeLessThan(bytes.length * 1.05)
  })

  it('of several shards come in one type, missing where a shard has no such column', async () => {
    const a = await write('a.parquet', `SELECT 'https://a/' || i AS url, i::INTEGER AS n, 1::FLOAT AS f FROM range(50) t(i)`)
    const b = await write('b.parquet', `SELECT 'https://b/' || i AS url, i::BIGINT AS n, 'x' AS extra, 2::DOUBLE AS f FROM range(50) t(i)`)
    const { session } = open({ 'a.parquet': { bytes: a }, 'b.parquet': { bytes: b } })
    await scanned(session)
    const columns = await session.storedColumns()
    expect(columns.map(({ name, type }) => [name, type.physical])).toEqual([
      ['url', 'BYTE_ARRAY'],
      ['n', 'INT64'],
      ['f', 'DOUBLE'],
      ['extra', 'BYTE_ARRAY'],
    ])
    const batch = await session.storedRows(Float64Array.of(pairKey(0, 7), pairKey(1, 9)), columns)
    expect([plain(batch, columns, 0), plain(batch, columns, 1)]).toEqual([
      ['https://a/7', 7n, 1, null],
      ['https://b/9', 9n, 2, 'x'],
    ])
  })

  it('of a shard with another type end in a sentence that names it', async () => {
    const a = await write('first.parquet', `SELECT 'https://a/' || i AS url, i AS n FROM range(50) t(i)`)
    const b = await write('second.parquet', `SELECT 'https://b/' || i AS url, 'n' || i AS n FROM range(50) t(i)`)
    const { session } = open({ 'first.parquet': { bytes: a }, 'second.parquet': { bytes: b } })
    await scanned(session)
    const columns = await session.storedColumns()
    await expect(session.storedRows(keysOf([1], 1), columns)).rejects.toMatchObject({
      problem: { code: 'unsupported', where: 'https://host.example/second.parquet', detail: expect.stringContaining('“n”') as string },
    })
    // The others can be had all the same.
    const urls = columns.filter(({ name }) => name === 'url')
    expect(plain(await session.storedRows(keysOf([1], 1), urls), urls, 0)).toEqual(['https://b/1'])
  })

  it('begin with what they begin with, whichever way they are read', async () => {
    const bytes = await write(
      'bom.parquet',
      `SELECT 'https://a/' || i AS url, chr(65279) || repeat(hash(i)::VARCHAR, 3) AS caption FROM range(60000) t(i)`,
      'ROW_GROUP_SIZE 60000, COMPRESSION uncompressed',
    )
    const { session } = open({ 'bom.parquet': { bytes } })
    await scanned(session)
    const columns = (await session.storedColumns()).filter(({ name }) => name === 'caption')
    const bytesOf = ({ columns: [column] }: RowBatch) => (column?.values.kind === 'bytes' ? [...column.values.bytes.slice(0, 4)] : [])
    expect(bytesOf(await session.storedRows(keysOf([300]), columns)).slice(0, 3)).toEqual([0xef, 0xbb, 0xbf])
    const many = await session.storedRows(keysOf(Array.from({ length: 6000 }, (_, i) => i)), columns)
    expect(bytesOf(many).slice(0, 3)).toEqual([0xef, 0xbb, 0xbf])
  })

  it('of small whole numbers in one shard and plain ones in another are plain; times of two kinds are not mixed', async () => {
    const a = await write('i.parquet', `SELECT 'https://a/' || i AS url, i::INTEGER AS n, TIMESTAMP '2020-01-01' AS t FROM range(50) t(i)`)
    const b = await write(
      'j.parquet',
      `SELECT 'https://b/' || i AS url, i::TINYINT AS n, TIMESTAMPTZ '2020-01-01 00:00:00+00' AS t FROM range(50) t(i)`,
    )
    const { session } = open({ 'i.parquet': { bytes: a }, 'j.parquet': { bytes: b } })
    await scanned(session)
    const columns = await session.storedColumns()
    const numbers = columns.filter(({ name }) => name === 'n')
    expect(plain(await session.storedRows(keysOf([5], 1), numbers), numbers, 0)).toEqual([5])
    const times = columns.filter(({ name }) => name === 't')
    await expect(session.storedRows(keysOf([5], 1), times)).rejects.toMatchObject({ problem: { code: 'unsupported' } })
  })

  it('of a row group take one request for columns beside each other', async () => {
    const six = Array.from({ length: 6 }, (_, k) => `hash(i + ${k}) AS c${k}`).join(', ')
    const bytes = await write('beside.parquet', `SELECT 'https://a/' || i AS url, ${six} FROM range(60000) t(i)`, 'ROW_GROUP_SIZE 60000')
    const { session, hosts } = open({ 'beside.parquet': { bytes } })
    await scanned(session)
    const columns = (await session.storedColumns()).filter(({ name }) => name.startsWith('c'))
    const before = hosts.get('beside.parquet')?.requests.length ?? 0
    await session.storedRows(keysOf(Array.from({ length: 30_000 }, (_, i) => i)), columns)
    expect((hosts.get('beside.parquet')?.requests.length ?? 0) - before).toBe(1)
  })

  it('keep texts that are no UTF-8 as they are', async () => {
    const bytes = await write(
      'broken.parquet',
      `SELECT 'https://a/' || i AS url, encode('x' || repeat('y', 60) || hash(i)) AS b FROM range(60000) t(i)`,
      'ROW_GROUP_SIZE 60000, COMPRESSION uncompressed',
    )
    // The first letter of one value, far into the file.
    const at = bytes.lastIndexOf(0x78, bytes.length >> 1)
    bytes[at] = 0xff
    const { session } = open({ 'broken.parquet': { bytes } })
    await scanned(session)
    const columns = (await session.storedColumns()).filter(({ name }) => name === 'b')
    const all = await session.storedRows(keysOf(Array.from({ length: 60_000 }, (_, i) => i)), columns)
    const { values } = all.columns[0] as ColumnValues
    if (values.kind !== 'bytes') throw new Error('no bytes')
    const which = Array.from({ length: 60_000 }, (_, i) => i).find((i) => values.bytes[values.offsets[i] ?? 0] === 0xff) ?? -1
    expect(which).toBeGreaterThan(0)
    const one = await session.storedRows(keysOf([which]), columns)
    const alone = (one.columns[0] as ColumnValues).values
    expect(alone.kind === 'bytes' && alone.bytes[0]).toBe(0xff)
  })

  it('end with the signal, and tell a key of a file that is not there any more', async () => {
    const bytes = await write('gone.parquet', `SELECT 'https://a/' || i AS url FROM range(50) t(i)`)
    const { session } = open({ 'gone.parquet': { bytes } })
    await scanned(session)
    expect((await session.page(EMPTY_QUERY, null, 1)).keys[0]).toBe(pairKey(0, 0))
    const columns = await session.storedColumns()
    await expect(session.storedRows(keysOf([1]), columns, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
    await expect(session.storedRows(Float64Array.of(pairKey(0, 1, 1)), columns)).rejects.toMatchObject({ problem: { code: 'changed' } })
  })
})

function rangeOf({ range, method }: Request): number {
  const [, from = 0, to = -1] = /bytes=(\d+)-(\d+)/.exec(range ?? '')?.map(Number) ?? []
  return method === 'GET' ? to - from + 1 : 0
}

function comparable(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value === 'object' && value !== null && 'items' in value) return comparable(value.items)
  return value
}

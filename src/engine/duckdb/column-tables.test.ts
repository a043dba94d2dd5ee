import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LeafColumn } from '../../dataset/roles'
import { pairKey } from '../../pair/pair'
import { EMPTY_QUERY, withFilter, type ColumnFilter, type Query } from '../../query/query'
import { parquet } from '../../shards/testing'
import { PairTable } from './table'
import { columnsOf, openForTest } from './testing'

let db: AsyncDuckDB
beforeAll(async () => {
  db = await openForTest()
})

let table: PairTable
beforeEach(async () => {
  table = await PairTable.create(db)
})

const HOSTILE = `a"; DROP TABLE pairs; --'%<b>🦊`
const { signal } = new AbortController()

const columnOf = async (path: string, slice: Uint8Array) => (await columnsOf(slice)).get(path) ?? null

/** Rows of a shard whose values of one column are these. */
async function fill(
  path: string,
  type: LeafColumn['type'],
  stored: 'DOUBLE' | 'FLOAT' | 'STRING' | 'BOOLEAN' | 'INT64',
  data: readonly unknown[],
  firstKey = table.rows,
): Promise<void> {
  const at = table.rows
  await table.insert({}, new Map(), firstKey, data.length)
  await table.columns.create(path, type === 'string' || type === 'boolean' ? 'values' : 'range', type === 'integer')
  const slice = parquet({ columnData: [{ name: path, type: stored, data: [...data], nullable: true }] })
  await table.columns.write(path, { at, rows: data.length, firstKey }, await columnOf(path, slice), signal)
}

const asking = (...filters: readonly ColumnFilter[]): Query => filters.reduce<Query>(withFilter, EMPTY_QUERY)
const range = (column: string, min: number | null, max: number | null, missing = false): ColumnFilter => ({
  kind: 'range',
  column,
  min,
  max,
  missing,
})
const values = (column: string, ...chosen: readonly (string | null)[]): ColumnFilter => ({ kind: 'values', column, values: chosen })
const keys = async (...filters: readonly ColumnFilter[]) => [...(await table.page(asking(...filters), null, 1000)).keys]

describe('columns without a role', () => {
  it('pass by number, where NaN, infinities and nulls are missing', async () => {
    await fill('score', 'float', 'DOUBLE', [5, NaN, 7.5, null, Infinity, -Infinity, -3, 5.5])
    expect(await keys(range('score', 5, 6))).toEqual([0, 7])
    expect(await keys(range('score', null, 5))).toEqual([0, 6])
    expect(await keys(range('score', 6, null))).toEqual([2])
    expect(await keys(range('score', null, null))).toEqual([0, 2, 6, 7])
    expect(await keys(range('score', 6, null, true))).toEqual([1, 2, 3, 4, 5])
  })

  it('never take NaN for a number where every number passes', async () => {
    await fill('score', 'float', 'FLOAT', [0.25, NaN, 0.5])
    expect(await keys(range('score', 0, 1))).toEqual([0, 2])
    expect(await table.columns.counts(EMPTY_QUERY, 'score')).toMatchObject({ extent: { low: 0.25, high: 0.5 }, missing: 1 })
  })

  it('pass by value, trimmed, where blank is missing', async () => {
    await fill('status', 'string', 'STRING', ['success', ' success\n', 'failed', null, '', "it's", '  '])
    expect(await keys(values('status', 'success'))).toEqual([0, 1])
    expect(await keys(values('status', "it's", null))).toEqual([3, 4, 5, 6])
    expect(await keys(values('status', "'; DROP TABLE pairs; --"))).toEqual([])
    expect(await table.columns.counts(EMPTY_QUERY, 'status')).toEqual({
      kind: 'values',
      values: [
        { value: 'success', count: 2 },
        { value: 'failed', count: 1 },
        { value: "it's", count: 1 },
      ],
      missing: 3,
      other: 0,
      unknown: [],
    })
  })

  it('have two classes when they are booleans', async () => {
    await fill('watermark', 'boolean', 'BOOLEAN', [true, false, null, true])
    expect(await keys(values('watermark', 'true'))).toEqual([0, 3])
  })

  it('count texts of over 100 characters, and those beyond the first 1,000, as others', async () => {
    const texts = ['x'.repeat(100), '🦊'.repeat(100), 'x'.repeat(101), ...Array.from({ length: 1005 }, (_, i) => `text ${i}`)]
    await fill('title', 'string', 'STRING', texts)
    const counts = await table.columns.counts(EMPTY_QUERY, 'title')
    expect(counts).toMatchObject({ other: 1 + 7, missing: 0 })
    expect(counts?.kind === 'values' && counts.values.length).toBe(1000)
    expect(await keys(values('title', 'text 0', 'text 1004', '🦊'.repeat(100)))).toEqual([1, 3])
    expect(await table.columns.counts(asking(values('title', 'text 0', 'text 1004')), 'title')).toMatchObject({ unknown: ['text 1004'] })
    // A text known by then counts wherever it comes.
    await fill('title', 'string', 'STRING', ['text 3', 'new'])
    expect(await keys(values('title', 'text 3'))).toEqual([6, texts.length])
  })

  it('may be called anything', async () => {
    await fill(HOSTILE, 'integer', 'INT64', [1n, 2n, 3n])
    expect(await keys(range(HOSTILE, 2, 3))).toEqual([1, 2])
    expect(table.rows).toBe(3)
  })

  it('narrow every facet, each counted over every filter but its own', async () => {
    await fill('score', 'integer', 'INT64', [1n, 2n, 2n, 4n, null])
    await table.columns.create('status', 'values', false)
    const slice = parquet({ columnData: [{ name: 'status', type: 'STRING', data: ['a', 'a', 'b', 'b', 'a'] }] })
    await table.columns.write('status', { at: 0, rows: 5, firstKey: 0 }, await columnOf('status', slice), signal)
    const query = asking(range('score', 2, null), values('status', 'b'))
    expect(await table.facets(query)).toMatchObject({ matching: 2, nsfw: [0, 0, 0, 2], unknownSize: 2 })
    expect(await table.columns.counts(query, 'score')).toEqual({
      kind: 'range',
      extent: { low: 1, high: 4 },
      bins: { start: 1, width: 1, count: 4, counts: [0, 1, 0, 1] },
      missing: 0,
    })
    expect(await table.columns.counts(query, 'status')).toMatchObject({
      values: [
        { value: 'b', count: 2 },
        { value: 'a', count: 1 },
      ],
      missing: 0,
    })
    expect(await table.passing(query, 0, 5)).toEqual(Uint8Array.of(0b01100))
    expect(await keys(range('score', 2, null), values('status', 'b'))).toEqual([2, 3])
  })

  it('sort by similarity among what passes', async () => {
    await fill('score', 'integer', 'INT64', [1n, 2n, 3n])
    const page = await table.page({ ...asking(range('score', 2, 3)), sort: 'similarity-descending' }, null, 10)
    expect([...page.keys]).toEqual([1, 2])
  })

  it('pass nothing where they are not read, where the data lacks them, or has them of another kind', async () => {
    await fill('score', 'integer', 'INT64', [1n, 2n])
    await table.insert({}, new Map(), 2, 2)
    expect(await keys(range('score', null, null, true), range('score', 0, null, true))).toEqual([0, 1])
    expect(await keys(range('nothing', 0, 1, true))).toEqual([])
    expect(await keys(values('score', null))).toEqual([])
  })

  it('are missing in rows of a shard that lacks them', async () => {
    await fill('score', 'integer', 'INT64', [1n, 2n])
    await table.insert({}, new Map(), pairKey(1, 0), 2)
    await table.columns.write('score', { at: 2, rows: 2, firstKey: pairKey(1, 0) }, null, signal)
    expect(await keys(range('score', 2, null, true))).toEqual([1, pairKey(1, 0), pairKey(1, 1)])
  })

  it('are read later where they could not be read, in their place', async () => {
    await table.insert({}, new Map(), 0, 2)
    await table.columns.create('score', 'range', true)
    await table.columns.skip('score', { at: 0, rows: 2, firstKey: 0 })
    await fill('score', 'integer', 'INT64', [3n])
    expect(await keys(range('score', 0, 9, true))).toEqual([2])
    const { reorders } = table
    const slice = parquet({ columnData: [{ name: 'score', type: 'INT64', data: [1n, 2n] }] })
    await table.columns.write('score', { at: 0, rows: 2, firstKey: 0 }, await columnOf('score', slice), signal)
    expect(await keys(range('score', 2, null))).toEqual([1, 2])
    expect(table.reorders).toBe(reorders + 1)
  })

  it('tell their values by key', async () => {
    await fill('score', 'float', 'DOUBLE', [1.5, NaN])
    await fill('status', 'string', 'STRING', ['late'], 2)
    expect(await table.columns.values([1, 0, 99], ['score', 'nothing'])).toEqual([
      [null, undefined],
      [1.5, undefined],
      [undefined, undefined],
    ])
  })

  it('take memory while they are kept', async () => {
    const before = table.bytes
    await fill('score', 'integer', 'INT64', [1n, 2n])
    expect(table.columns.bytes).toBeGreaterThan(0)
    expect(table.bytes).toBeGreaterThan(before + table.columns.bytes)
    await table.columns.drop('score')
    expect(table.columns.bytes).toBe(0)
    expect(await keys(range('score', null, null))).toEqual([])
  })

  it('hold numbers as far apart as numbers can be', async () => {
    await fill('score', 'float', 'DOUBLE', [-Number.MAX_VALUE, 0, Number.MAX_VALUE])
    const counts = await table.columns.counts(EMPTY_QUERY, 'score')
    expect(counts?.kind === 'range' && counts.bins.counts.reduce((sum, count) => sum + count, 0)).toBe(3)
    expect(await keys(range('score', null, null))).toEqual([0, 1, 2])
  })
})

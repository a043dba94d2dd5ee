import { readFileSync } from 'node:fs'
import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { native } from '../../../e2e/native'
import { layoutShard } from '../../../e2e/shards/layout'
import { LAYOUTS } from '../../../e2e/shards/layouts'
import { laionShard, SHARDS } from '../../../e2e/shards/write'
import { recogniseRoles } from '../../dataset/roles'
import { PairTable } from '../../engine/duckdb/table'
import { openForTest } from '../../engine/duckdb/testing'
import { rowOf, shardOf } from '../../engine/scanning/key'
import { DatasetSession } from '../../engine/scanning/session'
import { LICENCE_FAMILIES } from '../../pair/licence'
import { EMPTY_QUERY, withFilter, type Filter, type Query, type Sort } from '../../query/query'
import { queryPython, querySql, type QueryText } from './sql'

let db: AsyncDuckDB
beforeAll(async () => {
  db = await openForTest()
})

let session: DatasetSession | null = null
afterEach(() => session?.close())

/** Shards from disk in the app's own engine, and what a text of a query has to know of them. */
async function open(paths: readonly string[]) {
  const files = paths.map((path, i) => new File([readFileSync(path)], `${i}.parquet`))
  const opened = new DatasetSession(
    {
      name: 'files',
      shards: files.map((file) => ({ kind: 'local', name: file.name, file })),
      attributions: [],
      licence: '',
      notes: [],
      embeddings: null,
      roles: null,
    },
    PairTable.create(db),
    Infinity,
    60,
    () => undefined,
  )
  session = opened
  await vi.waitFor(() => expect(opened.status().phase).toBe('complete'), { timeout: 15_000, interval: 10 })
  const { columns } = await opened.schema()
  const roles = recogniseRoles(columns)
  const textOf = async (query: Query, rows: QueryText['rows'] = null): Promise<QueryText> => {
    const { texts } = await opened.licenceTexts(query.filters.find((filter) => filter.kind === 'licence')?.families ?? [])
    return { query, columns: { roles, all: columns, licenceTexts: texts }, files: paths, rows }
  }
  return { session: opened, textOf }
}

const query = (...filters: Filter[]): Query => filters.reduce(withFilter, EMPTY_QUERY)

async function shown(of: DatasetSession, asked: Query): Promise<string[]> {
  // Captions and other columns are read when they are asked about first.
  await vi.waitFor(async () => expect((await of.facets(asked)).rowsScanned).toBe(of.status().rowsScanned), { timeout: 15_000, interval: 5 })
  const { keys } = await of.page(asked, null, 1_000_000)
  return [...keys].map((key) => `${shardOf(key)}_${rowOf(key)}`)
}

async function given(text: QueryText): Promise<string[]> {
  const rows = await native(`SELECT shard_file, file_row_number FROM (${querySql(text).replace(/;$/, '')})`)
  return rows.map(([file, row]) => `${text.files.indexOf(String(file))}_${String(row)}`)
}

function layoutOf(name: string) {
  const found = LAYOUTS.find((layout) => layout.name === name)
  if (!found) throw new RangeError(name)
  return found
}

const FILTERS: readonly fc.Arbitrary<Filter>[] = [
  fc.record({ kind: fc.constant('nsfw' as const), classes: fc.subarray([0, 1, 2, 3] as const) }),
  fc.record({ kind: fc.constant('licence' as const), families: fc.subarray([...LICENCE_FAMILIES]) }),
  fc
    .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), fc.boolean())
    .map(([a, b, missing]) => ({ kind: 'similarity' as const, min: Math.min(a, b) / 100, max: Math.max(a, b) / 100, missing })),
  fc.constantFrom('the', '"', "it's", 'café', 'A&B', '&quot;', 'ÄRMEL', 'москва', '100%', '<').map((contains) => ({
    kind: 'caption' as const,
    contains,
  })),
  fc.record({
    kind: fc.constant('size' as const),
    minWidth: fc.integer({ min: 0, max: 1500 }),
    minHeight: fc.integer({ min: 0, max: 1500 }),
  }),
]

describe('a query as SQL, run by native DuckDB', () => {
  it('gives the rows that the grid shows, in their order, whatever is asked', { timeout: 60_000 }, async () => {
    const { session, textOf } = await open([await laionShard(SHARDS.small)])
    const asked = fc
      .tuple(
        fc.constantFrom<Sort>('dataset', 'similarity-descending', 'similarity-ascending'),
        ...FILTERS.map((filter) => fc.option(filter)),
      )
      .map(([sort, ...filters]) => ({ ...query(...filters.filter((filter) => filter !== null)), sort }))
    await fc.assert(
      fc.asyncProperty(asked, async (one) => {
        expect(await given(await textOf(one))).toEqual(await shown(session, one))
      }),
      { numRuns: 40 },
    )
  })

  it('filters by columns without a role', async () => {
    const { session, textOf } = await open([await laionShard(SHARDS.small)])
    const [[middle] = []] = await native(`SELECT median(SAMPLE_ID)::DOUBLE FROM '${await laionShard(SHARDS.small)}'`)
    const half = query({ kind: 'range', column: 'SAMPLE_ID', min: Number(middle), max: null, missing: false })
    const rows = await shown(session, half)
    expect(rows).toHaveLength(SHARDS.small.rows / 2)
    expect(await given(await textOf(half))).toEqual(rows)
  })

  it('keeps the order of shards whose names do not ascend', async () => {
    const { session, textOf } = await open([await laionShard(SHARDS.small), await layoutShard(layoutOf('laion-400m-raw'))])
    expect(await given(await textOf(EMPTY_QUERY))).toEqual(await shown(session, EMPTY_QUERY))
  })

  it('gives chosen rows alone', async () => {
    const { textOf } = await open([await laionShard(SHARDS.small)])
    const rows = [
      { shard: 0, first: 5, last: 7 },
      { shard: 0, first: 100, last: 100 },
    ]
    expect(await given(await textOf(EMPTY_QUERY, rows))).toEqual(['0_5', '0_6', '0_7', '0_100'])
    expect(await given(await textOf(EMPTY_QUERY, []))).toEqual([])
  })

  it.each(LAYOUTS.map(({ name }) => name))('reads tags, scores, lists and structs as the app does: %s', async (name) => {
    const { session, textOf } = await open([await layoutShard(layoutOf(name))])
    for (const classes of [[0], [1], [2], [3], [0, 3]] as const)
      for (const filter of [{ kind: 'nsfw', classes } as const, { kind: 'size', minWidth: 1, minHeight: 1 } as const]) {
        const one = query(filter, { kind: 'similarity', min: 0, max: 0.5, missing: true })
        expect(await given(await textOf(one)), JSON.stringify(filter)).toEqual(await shown(session, one))
      }
    const one = query({ kind: 'caption', contains: 'a' })
    expect(await given(await textOf(one))).toEqual(await shown(session, one))
  })

  it('holds hostile texts', async () => {
    const { session, textOf } = await open([await laionShard(SHARDS.small)])
    const one = query({ kind: 'caption', contains: `'; DROP TABLE x; -- \\ """` })
    expect(await given(await textOf(one))).toEqual(await shown(session, one))
    const python = queryPython(await textOf(one))
    expect(python.match(/(?<!\\)"""/g)).toHaveLength(2)
  })
})

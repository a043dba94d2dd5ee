import { describe, expect, it, vi } from 'vitest'
import { pairKey } from './key'
import { EMPTY_QUERY, withFilter, type ColumnFilter, type Query } from '../../query/query'
import { fakeHost, parquet } from '../../shards/testing'
import { BYTES_PER_ROW } from '../duckdb/sql'
import type { DatasetSession } from './session'
import { sessionsForTest } from './testing'

const { open } = sessionsForTest()

const ROWS = 40_000

/**
 * 40,000 rows: `steps` is the row, `status` is success, failed or null by turns, unless the shard lacks them. Padded, so that columns lie
 * apart.
 */
function shard(lacking = false): Uint8Array {
  const rows = Array.from({ length: ROWS }, (_, row) => row)
  const columns = [
    { name: 'steps', type: 'INT32' as const, data: rows },
    { name: 'padding', type: 'DOUBLE' as const, data: rows.map((row) => Math.sin(row)) },
    { name: 'status', type: 'STRING' as const, data: rows.map((row) => ['success', 'failed', null][row % 3]), nullable: true },
  ]
  return parquet({
    columnData: [{ name: 'url', type: 'STRING', data: rows.map((row) => `https://example.com/${row}.jpg`) }, ...(lacking ? [] : columns)],
    rowGroupSize: 10_000,
    codec: 'UNCOMPRESSED',
  })
}

const until = (done: () => boolean) => vi.waitFor(() => expect(done()).toBe(true), { timeout: 8000, interval: 10 })
const complete = (opened: DatasetSession) => until(() => opened.status().phase === 'complete')
const idle = (opened: DatasetSession) => until(() => opened.status().columnReads.length === 0)
const asking = (...filters: readonly ColumnFilter[]): Query => filters.reduce<Query>(withFilter, EMPTY_QUERY)
const STEPS = { kind: 'range', column: 'steps', min: 10, max: 14, missing: false } as const
const STATUS = { kind: 'values', column: 'status', values: ['failed'] } as const

describe('columns without a role in a session', () => {
  it('are known from footers, with what reading each costs, and are not read before somebody wants them', async () => {
    const { session, hosts } = open({ a: { bytes: shard() } })
    await complete(session)
    const { columns, columnReads, bytesFetched } = session.status()
    expect(columns.map(({ path, kind, integer }) => [path, kind, integer])).toEqual([
      ['steps', 'range', true],
      ['padding', 'range', false],
      ['status', 'values', false],
    ])
    expect(columnReads).toEqual([])
    const steps = columns[0]?.bytes ?? 0
    expect(steps).toBeGreaterThan(ROWS * 4)
    const requests = hosts.get('a')?.requests.length ?? 0

    session.readColumns(['steps'])
    expect(session.status().columnReads).toEqual([{ path: 'steps', rowsRead: 0, rowsTotal: ROWS }])
    await idle(session)
    expect(hosts.get('a')?.requests.length).toBeGreaterThan(requests)
    // What lies between is not fetched with it.
    expect(session.status().bytesFetched - bytesFetched).toBeLessThanOrEqual(steps)
  })

  it('narrow the pairs, the facets and a ranking, and are missing where a shard lacks them', async () => {
    const { session } = open({ a: { bytes: shard() }, b: { bytes: shard(true) } })
    await complete(session)
    const query = asking(STEPS, STATUS)
    // Waits until the columns are read.
    expect([...(await session.passing(query, 0))].slice(0, 3)).toEqual([0, 0b100100, 0])
    await idle(session)
    expect([...(await session.page(query, null, 10)).keys]).toEqual([10, 13])
    expect(await session.facets(query)).toMatchObject({ matching: 2, nsfw: [0, 0, 0, 2], rowsScanned: 2 * ROWS })
    expect(await session.facets(asking({ kind: 'values', column: 'status', values: [null] }))).toMatchObject({
      matching: ROWS + Math.floor(ROWS / 3),
    })
    expect(await session.columnFacet(query, 'status')).toMatchObject({
      values: [
        { value: 'failed', count: 2 },
        { value: 'success', count: 1 },
      ],
      missing: 2,
      other: 0,
      rowsRead: 2 * ROWS,
    })
    expect(await session.columnFacet(query, 'steps')).toMatchObject({ extent: { low: 0, high: ROWS - 1 }, missing: 0 })
    expect(await session.columnValues([10, pairKey(1, 3)], ['steps', 'status'])).toEqual([
      [10, 'failed'],
      [null, null],
    ])
  })

  it('go on with rows that arrive, from the moment the link is opened', async () => {
    const { session } = open({ a: { bytes: shard() }, b: { bytes: shard() } })
    await session.page(asking(STEPS), null, 10)
    await complete(session)
    await idle(session)
    expect([...(await session.page(asking(STEPS), null, 100)).keys]).toEqual([
      10,
      11,
      12,
      13,
      14,
      ...[10, 11, 12, 13, 14].map((row) => pairKey(1, row)),
    ])
  })

  it('stop being read when nobody wants them, and go on where they stopped', async () => {
    const { session, hosts } = open({ a: { bytes: shard() } })
    await complete(session)
    session.readColumns(['status'])
    session.readColumns([])
    expect(session.status().columnReads).toEqual([])
    session.readColumns(['status'])
    await idle(session)
    const requests = hosts.get('a')?.requests.length
    session.readColumns([])
    session.readColumns(['status'])
    expect(await session.facets(asking(STATUS))).toMatchObject({ matching: Math.floor(ROWS / 3), rowsScanned: ROWS })
    expect(hosts.get('a')?.requests.length).toBe(requests)
  })

  it('say over how many rows they count when a shard fails, and read the rest when it is tried again', async () => {
    const failures: number[] = []
    const rules = { bytes: shard() }
    const broken = { ...rules, failures }
    const { session, hosts } = open({ a: rules, b: broken })
    await complete(session)
    hosts.set('b', fakeHost({ bytes: broken.bytes, failures: new Array<number>(9).fill(404) }))
    session.readColumns(['steps'])
    await idle(session)
    expect(session.status().shards[1]?.state).toBe('failed')
    expect(await session.facets(asking(STEPS))).toMatchObject({ matching: 5, rowsScanned: ROWS })
    hosts.set('b', fakeHost(rules))
    session.retryShards([1], false)
    await vi.waitFor(async () => expect(await session.facets(asking(STEPS))).toMatchObject({ matching: 10, rowsScanned: 2 * ROWS }), {
      timeout: 8000,
    })
    expect([...(await session.page(asking(STEPS), null, 100)).keys].slice(-1)).toEqual([pairKey(1, 14)])
  })

  it('pass nothing, with nothing read, where no shard has them', async () => {
    const { session } = open({ a: { bytes: shard() } })
    await complete(session)
    expect(await session.facets(asking({ kind: 'range', column: 'gone', min: 0, max: null, missing: true }))).toMatchObject({
      matching: 0,
      rowsScanned: 0,
    })
    expect(await session.columnFacet(EMPTY_QUERY, 'gone')).toBeNull()
  })

  it('are dropped one by one when many have been looked at', async () => {
    const rows = [1, 2, 3]
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const bytes = parquet({
      columnData: [
        { name: 'url', type: 'STRING', data: rows.map(String) },
        ...names.map((name) => ({ name, type: 'INT32' as const, data: rows })),
      ],
    })
    const { session } = open({ a: { bytes } })
    await complete(session)
    const { tableBytes } = session.status()
    for (const name of names) {
      session.readColumns([name])
      await idle(session)
    }
    session.readColumns([])
    await until(() => session.status().tableBytes === tableBytes + 4 * rows.length * 11)
  })

  it('are read when asked for though memory is full, and are then not kept for later', async () => {
    const { session } = open({ a: { bytes: shard() } }, { budgetBytes: ROWS * BYTES_PER_ROW })
    await complete(session)
    const { tableBytes } = session.status()
    session.readColumns(['steps'])
    await until(() => session.status().tableBytes === tableBytes + ROWS * 11 && session.status().columnReads.length === 0)
    session.readColumns([])
    await until(() => session.status().tableBytes === tableBytes)
  })
})

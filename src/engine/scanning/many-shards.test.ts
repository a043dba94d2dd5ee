import { describe, expect, it, vi } from 'vitest'
import { datasetFromUrls } from '../../dataset/source'
import { EMPTY_QUERY } from '../../query/query'
import { fakeHost, parquet, type HostRules } from '../../shards/testing'
import type { DatasetSession } from './session'
import { sessionsForTest, type OpenOptions } from './testing'

const ROWS = 10
/** Larger than the footer's tail, so that its narrow columns are fetched for themselves. */
const SHARD = parquet({
  columnData: [
    { name: 'similarity', type: 'DOUBLE', data: Array.from({ length: ROWS }, (_, row) => row / 100) },
    { name: 'url', type: 'STRING', data: Array.from({ length: ROWS }, (_, row) => `https://a.example/${row}.jpg`) },
    {
      name: 'caption',
      type: 'STRING',
      data: Array.from({ length: ROWS }, (_, row) =>
        Array.from({ length: 4000 }, (_, i) => ((i * (row + 3) * 7919) % 46_656).toString(36)).join(' '),
      ),
    },
  ],
})
const NOT_FOUND: HostRules = { head: 404, failures: Array<number>(99).fill(404) }

const sessions = sessionsForTest()
const open = (count: number, rules: (index: number) => HostRules | null, options?: OpenOptions): DatasetSession =>
  sessions.open(
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.parquet`, rules(index) ?? { bytes: SHARD }])),
    options,
  ).session

const until = (done: () => boolean) => vi.waitFor(() => expect(done()).toBe(true), { timeout: 25_000, interval: 10 })
const complete = (opened: DatasetSession) => until(() => opened.status().phase === 'complete')
const statesOf = (opened: DatasetSession) => opened.status().shards.map(({ state }) => state)

describe('a dataset of many shards', () => {
  it('sets the failing ones aside, each with its reason, and has the rows of all others in order', async () => {
    const opened = open(120, (index) => (index % 10 === 3 ? NOT_FOUND : index % 10 === 7 ? { bytes: SHARD.slice(0, 100_000) } : null))
    await complete(opened)
    const { rowsScanned, rowsKnown, shards, costLeft } = opened.status()
    expect([rowsScanned, rowsKnown, costLeft]).toEqual([96 * ROWS, true, null])
    expect(shards[13]).toMatchObject({ state: 'failed', problem: { code: 'not-found', where: 'https://host.example/13.parquet' } })
    expect(shards[17]).toMatchObject({ state: 'failed', problem: { code: 'truncated' } })
    expect(
      [...(await opened.page(EMPTY_QUERY, null, 5000)).keys]
        .map((key) => Math.floor(key / 2 ** 32))
        .filter((shard, i) => i % ROWS === 0 && shard > 112),
    ).toEqual([114, 115, 116, 118, 119])
  })

  it('tries all failing ones again at once, before it goes on with the rest', async () => {
    // One that fails while the allowance has not let the scan reach the end.
    const opened = open(40, (index) => (index < 3 ? { bytes: SHARD, head: 403, failures: [403] } : null), {
      allowance: { bytes: 1e9, requests: 40 },
    })
    await until(() => opened.status().phase === 'fetch-limit')
    expect(statesOf(opened).slice(0, 4)).toEqual(['failed', 'failed', 'failed', 'done'])
    expect(statesOf(opened).at(-1)).toBe('waiting')
    opened.retryShards([0, 1, 2, 5, 9999], false)
    opened.resume()
    await until(() =>
      opened
        .status()
        .shards.slice(0, 3)
        .every(({ state }) => state === 'done'),
    )
    expect(statesOf(opened).at(-1)).toBe('waiting')
    opened.resume()
    await until(() => ['complete', 'fetch-limit'].includes(opened.status().phase) && opened.status().rowsScanned > 30)
    expect([...(await opened.page(EMPTY_QUERY, null, 3)).keys]).toEqual([0, 1, 2])
  })

  it('holds those that are tried again when their host fails on, says so, and reads them when told to go on', async () => {
    const { session, hosts } = sessions.open(Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${index}.parquet`, NOT_FOUND])))
    const stopped = () => until(() => session.status().phase === 'many-failures')
    await stopped()
    session.resume()
    await complete(session)
    expect(statesOf(session)).toEqual(Array<string>(30).fill('failed'))
    session.retryShards([...Array(30).keys()], false)
    await stopped()
    const untried = statesOf(session).filter((state) => state === 'waiting').length
    expect(untried).toBeGreaterThan(0)
    expect(session.status().stops).toEqual([{ host: 'host.example', untried }])
    for (const name of hosts.keys()) hosts.set(name, fakeHost({ bytes: SHARD }))
    session.resume()
    await complete(session)
    expect(statesOf(session).filter((state) => state === 'done')).toHaveLength(untried)
    expect(session.status()).toMatchObject({ rowsScanned: untried * ROWS, stops: [] })
  })

  it('stops at the bytes it may fetch, says what the rest takes, keeps what it has, and reads on when told to', async () => {
    const opened = open(30, () => null, { allowance: { bytes: 1_500_000, requests: 1e6 } })
    await until(() => opened.status().phase === 'fetch-limit')
    const { rowsScanned, costLeft, bytesFetched } = opened.status()
    expect(rowsScanned).toBeGreaterThan(0)
    expect(rowsScanned).toBeLessThan(30 * ROWS)
    expect((await opened.facets(EMPTY_QUERY)).matching).toBe(rowsScanned)
    expect(costLeft).toMatchObject({ atLeast: false })
    const before = bytesFetched
    const foretold = costLeft?.bytes ?? 0
    for (let turn = 0; opened.status().phase !== 'complete' && turn < 30; turn++) {
      opened.resume()
      await until(() => opened.status().phase !== 'scanning')
    }
    expect(opened.status()).toMatchObject({ phase: 'complete', rowsScanned: 30 * ROWS, costLeft: null })
    const fetched = opened.status().bytesFetched - before
    // What was ahead of the limit, and footers read early for the row counts, is not in what was foretold.
    expect(Math.abs(fetched - foretold) / foretold).toBeLessThan(0.35)
  })

  it('foretells the cost of shards in memory as nothing', async () => {
    const dataset = {
      ...datasetFromUrls([]),
      shards: [{ kind: 'local' as const, name: 'a.parquet', file: new File([new Uint8Array(SHARD)], 'a.parquet') }],
    }
    const { session } = sessions.openDataset(dataset, { allowance: { bytes: 1, requests: 1 } })
    await complete(session)
    expect(session.status()).toMatchObject({ rowsScanned: ROWS, costLeft: null, requests: 0 })
  })
})

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Dataset } from '../../dataset/dataset'
import { ProblemError } from '../../dataset/problem'
import { datasetFromUrls } from '../../dataset/source'
import type { OpenedShard } from '../../shards/kinds/open'
import { Meter } from '../../shards/meter'
import { ioOf } from '../../shards/testing'
import { Allowance, SCAN_ALLOWANCE } from '../../shards/traffic'
import type { PairTable } from '../duckdb/table'
import { DatasetScan } from './dataset-scan'
import { HostFailures } from './host-failures'
import { pairKey, rowOf, shardOf } from './key'
import { Memory } from './memory'
import type { SessionContext } from './open-shards'
import type { PlannedRun } from './scan'
import { ScanCosts } from './scan-cost'
import { StatusBoard } from './status'

/** How a shard answers: milliseconds until it is open and until each run comes, Infinity for never. */
interface Host {
  readonly opens: number
  readonly runs: readonly { readonly after: number; readonly fails: boolean }[]
  readonly fails: boolean
}

const ROWS = 10
/** What lies below gives up after so long. */
const LIMIT_MS = 30_000

const problem = new ProblemError({ code: 'unreachable', where: 'x' })

/** Answers after so long, and not at all once it is aborted. */
function answer<T>(after: number, value: T | ProblemError, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () =>
      after > LIMIT_MS || value instanceof ProblemError ? reject(value instanceof ProblemError ? value : problem) : resolve(value)
    const timer = setTimeout(end, Math.min(after, LIMIT_MS))
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    })
  })
}

/** A scan over shards that answer as told, with a table that only remembers. */
function scanOf(hosts: readonly Host[], budgetRows = Infinity) {
  const closing = new AbortController()
  const dataset: Dataset = {
    ...datasetFromUrls([]),
    shards: hosts.map((_, index) => ({ kind: 'remote', name: `${index}.tar`, url: `https://h${index}.example/${index}.tar` })),
  }
  const inserts: { readonly key: number; readonly rows: number; readonly at: number }[] = []
  const costs = new ScanCosts()
  const counters = { bytesFetched: 0, requests: 0, tableBytes: 0, budgetBytes: 0, revision: 0, reorders: 0 }
  const board = new StatusBoard(
    dataset.shards.map(({ name }) => name),
    () => counters,
    costs,
    () => undefined,
  )
  const memory = new Memory(budgetRows, 1, () => 0)
  const insert = async (_roles: unknown, _columns: unknown, key: number, rows: number) => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    inserts.push({ key, rows, at: Date.now() })
  }
  const context: SessionContext = {
    dataset,
    table: Promise.resolve({ insert } as unknown as PairTable),
    board,
    http: ioOf(),
    allowance: new Allowance(SCAN_ALLOWANCE),
    memory,
    costs,
    leftOut: new Map(),
    failures: new HostFailures(dataset.shards),
    signal: closing.signal,
  }
  const asked = new Map<number, { since: number; meter: Meter; controller: AbortController; opened: Promise<OpenedShard> }>()
  const under = { now: 0, most: 0 }
  const shards = {
    get(index: number) {
      const host = hosts[index]
      const known = asked.get(index)
      if (!host || known) return known?.opened ?? Promise.reject(problem)
      const controller = new AbortController()
      const groups = host.runs.map((_, at) => ({ index: at, firstRow: at * ROWS, rows: ROWS }))
      const opened = {
        index,
        version: 0,
        roles: {},
        footer: { rows: groups.length * ROWS, groups },
        growth: null,
      } as unknown as OpenedShard
      const opening = answer(host.opens, host.fails ? problem : opened, controller.signal).then((of) => {
        board.shard(index).rows = of.footer.rows
        return of
      })
      opening.catch((error: unknown) => {
        if (!controller.signal.aborted) board.fail(index, error)
      })
      asked.set(index, { since: Date.now(), meter: new Meter(), controller, opened: opening })
      return opening
    },
    takePlan: (opened: OpenedShard, from: number): readonly PlannedRun[] =>
      opened.footer.groups.slice(from).map(({ index, firstRow, rows }) => ({
        run: { opened, from: index, to: index + 1, firstKey: pairKey(opened.index, firstRow), rows },
        plan: { fetches: [] } as unknown as PlannedRun['plan'],
        traffic: { bytes: 1, requests: 1 },
      })),
    askedFor: (index: number) => asked.get(index) ?? null,
    versionOf: () => 0,
    renew: () => undefined,
    abandon(index: number) {
      asked.get(index)?.controller.abort()
      asked.delete(index)
    },
  }
  const fetch = async ({ run }: PlannedRun, signal: AbortSignal) => {
    const told = hosts[run.opened.index]?.runs[run.from]
    under.now += 1
    under.most = Math.max(under.most, under.now)
    return answer(told?.after ?? 0, told?.fails ? problem : new Map(), signal).finally(() => (under.now -= 1))
  }
  const scan = new DatasetScan(
    context,
    shards,
    Promise.resolve(),
    () => undefined,
    () => undefined,
    fetch,
  )
  return { scan, board, memory, inserts, under, reopen: (index: number) => asked.delete(index), close: () => closing.abort() }
}

/** Rows of a shard that can be read: those before its first failure. */
function readable({ opens, runs, fails }: Host): number {
  if (fails || opens > LIMIT_MS) return 0
  const bad = runs.findIndex((run) => run.fails || run.after > LIMIT_MS)
  return (bad < 0 ? runs.length : bad) * ROWS
}

const well = (runs = 1, after = 50): Host => ({
  opens: 50,
  fails: false,
  runs: Array.from({ length: runs }, () => ({ after, fails: false })),
})
const mute: Host = { ...well(), opens: Infinity }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('shards that overtake each other', () => {
  it('keep dataset order as long as all answer', async () => {
    const { inserts, close } = scanOf([well(3, 900), well(5, 20), well(1, 10), well(2, 300)])
    await vi.advanceTimersByTimeAsync(20_000)
    close()
    const keys = inserts.map(({ key }) => key)
    expect(keys).toHaveLength(11)
    expect(keys).toEqual([...keys].sort((a, b) => a - b))
  })

  it('are read though the first does not answer, which is told, and set aside when it fails', async () => {
    const { board, inserts, close } = scanOf([mute, ...Array.from({ length: 49 }, () => well(2))])
    await vi.advanceTimersByTimeAsync(12_400)
    expect(inserts).toHaveLength(98)
    expect(inserts[0]?.at).toBeLessThan(Date.now() - 8000)
    expect(board.waits).toEqual([{ shard: 0, host: 'h0.example', seconds: 12 }])
    expect(board.phase).toBe('scanning')
    await vi.advanceTimersByTimeAsync(20_000)
    close()
    expect([board.phase, board.shard(0).state, board.waits]).toEqual(['complete', 'failed', []])
  })

  it('are read though one drips: the rows of those behind it wait some seconds for it, not to its end', async () => {
    const { inserts, close } = scanOf([well(2, 25_000), well(3), well(3)])
    await vi.advanceTimersByTimeAsync(8000)
    expect(inserts).toHaveLength(6)
    await vi.advanceTimersByTimeAsync(60_000)
    close()
    expect(inserts).toHaveLength(8)
  })

  it('are all read though many more do not answer than may be waited for', async () => {
    const hosts = Array.from({ length: 30 }, (_, index) => (index % 2 ? well() : mute))
    const { board, inserts, under, close } = scanOf(hosts)
    await vi.advanceTimersByTimeAsync(40_000)
    expect(inserts.length).toBe(15)
    await vi.advanceTimersByTimeAsync(400_000)
    close()
    expect(board.phase).toBe('complete')
    expect(board.shards.filter(({ state }) => state === 'failed')).toHaveLength(15)
    expect(under.most).toBeLessThanOrEqual(5)
  })

  it('end at once when paused, and are asked for again', async () => {
    const { scan, board, memory, inserts, under, close } = scanOf([well(4, 2000)], 1000)
    await vi.advanceTimersByTimeAsync(500)
    expect(under.now).toBeGreaterThan(0)
    scan.pause()
    await vi.advanceTimersByTimeAsync(1)
    expect([under.now, board.phase, memory.holds(1000)]).toEqual([0, 'paused', true])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(inserts).toHaveLength(0)
    scan.resume()
    await vi.advanceTimersByTimeAsync(10_000)
    close()
    expect([inserts.length, board.phase]).toEqual([4, 'complete'])
  })

  it('that are tried again while rows of them go into the table have those in it once', async () => {
    const { scan, board, memory, inserts, close } = scanOf([well(3, 20)], 1000)
    // The first run comes after 70 ms, and takes 5 to go in.
    await vi.advanceTimersByTimeAsync(72)
    expect([inserts.length, board.shard(0).rowsScanned]).toEqual([0, 0])
    scan.retry([0])
    await vi.advanceTimersByTimeAsync(10_000)
    close()
    expect(inserts.map(({ key }) => rowOf(key))).toEqual([0, ROWS, 2 * ROWS])
    expect(board.shard(0)).toMatchObject({ state: 'done', rowsScanned: 3 * ROWS })
    expect([memory.holds(1000 - 3 * ROWS), memory.holds(1001 - 3 * ROWS)]).toEqual([true, false])
  })

  it('have every readable row in the table once, those of a shard in order, whatever happens', async () => {
    const after = fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 20_000 }), fc.constant(Infinity))
    const run = fc.record({ after, fails: fc.boolean() })
    const fine = fc.record({ after, fails: fc.constant(false) })
    const host = fc.record({
      opens: after,
      fails: fc.constantFrom(false, false, false, true),
      runs: fc.oneof(fc.array(fine, { maxLength: 6 }), fc.array(run, { maxLength: 4 })),
    })
    const event = fc.record({ at: fc.integer({ min: 0, max: 20_000 }), kind: fc.constantFrom('pause', 'resume', 'retry') })
    await fc.assert(
      fc.asyncProperty(
        fc.array(host, { minLength: 1, maxLength: 9 }),
        fc.array(event, { maxLength: 4 }),
        fc.boolean(),
        async (hosts, events, tight) => {
          const all = hosts.reduce((sum, { runs }) => sum + runs.length * ROWS, 0)
          const { scan, board, memory, inserts, under, reopen, close } = scanOf(hosts, tight ? all : Infinity)
          let now = 0
          for (const { at, kind } of [...events].sort((a, b) => a.at - b.at)) {
            await vi.advanceTimersByTimeAsync(at - now)
            now = at
            if (kind === 'retry') {
              const failed = board.shards.flatMap(({ state }, index) => (state === 'failed' ? [index] : []))
              for (const index of failed) {
                reopen(index)
                board.shard(index).state = 'waiting'
              }
              scan.retry(failed)
            } else scan[kind]()
          }
          scan.resume()
          await vi.advanceTimersByTimeAsync(1_500_000)
          close()
          expect(board.phase).toBe('complete')
          expect(under.now).toBe(0)
          hosts.forEach((host, index) => {
            const rows = inserts.filter(({ key }) => shardOf(key) === index).map(({ key }) => rowOf(key))
            expect(rows).toEqual(Array.from({ length: readable(host) / ROWS }, (_, run) => run * ROWS))
            expect(board.shard(index).state).toBe(
              readable(host) === host.runs.length * ROWS && !host.fails && host.opens <= LIMIT_MS ? 'done' : 'failed',
            )
          })
          // What was claimed for rows that did not come is given back.
          const inTable = inserts.reduce((sum, { rows }) => sum + rows, 0)
          expect(tight ? memory.holds(all - inTable) && !memory.holds(all - inTable + 1) : true).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)
})

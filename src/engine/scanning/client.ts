import type { Dataset } from '../../dataset/dataset'
import type { HubToken } from '../../dataset/hub-token'
import { ProblemError, type Problem } from '../../dataset/problem'
import { OPEN_NET, type Reach } from '../../dataset/reach'
import type { ShardRef } from '../../dataset/shard-ref'
import { callWorker, type Calls } from '../../flow/calls'
import { LastingLine, RESTARTS, RESTARTS_WITHIN_MS } from '../../flow/lasting'
import { deathSentence, type Death } from '../../flow/life'
import { Store } from '../../flow/store'
import type { Engine } from '../engine'
import type { Rankers } from '../ranking'
import { keyAtPlace, PLACE_SQL, placeOf, queryOfShard } from './key'
import { DATA_ERRORS, type DataPage, type DataWorker } from './protocol'
import { followed, readAgain, revive, toldRevision, toldStatus, type Revival } from './revival'
import type { Scanning } from './scanning'
import { changesOf, UNREAD, type DatasetStatus } from './status'

/** 512 MiB hold about 15,000,000 rows; a device that says it has little memory gets less. */
const DEFAULT_BUDGET_BYTES = 512 * 2 ** 20

function defaultBudget(): number {
  const gigabytes = (navigator as { deviceMemory?: number }).deviceMemory ?? 8
  return gigabytes >= 4 ? DEFAULT_BUDGET_BYTES : DEFAULT_BUDGET_BYTES / 4
}

function emptyStatus(dataset: Dataset, budgetBytes: number): DatasetStatus {
  return {
    phase: 'opening',
    more: 'coming',
    shards: dataset.shards.map(({ name }) => ({ name, ...UNREAD })),
    hostWait: null,
    waits: [],
    arriving: null,
    stops: [],
    rowsScanned: 0,
    rowsTotal: 0,
    rowsKnown: false,
    bytesFetched: 0,
    requests: 0,
    costLeft: null,
    tableBytes: 0,
    budgetBytes,
    revision: 0,
    reorders: 0,
    roles: [],
    captionScan: null,
    columns: [],
    columnReads: [],
  }
}

export interface EngineOptions {
  /** The person's own, for shards that lie on the Hub. */
  readonly token?: HubToken | null
  /** Into the person's own network; none where nothing is said. */
  readonly reach?: Reach
  /** Of memory, for the table; null: what suits the device. */
  readonly budgetBytes?: number | null
  /** What ranks pairs by vectors that lie in files. */
  readonly rankers?: (dataset: Dataset, scanning: Scanning) => Rankers
}

/** How the reader is: its worker, with DuckDB's below it. */
export type Health =
  | { readonly kind: 'well' }
  /** It died and was started anew. `leftOut`: the shard that it did not come back from. */
  | { readonly kind: 'restarted'; readonly death: Death; readonly shardsAgain: number; readonly leftOut: string | null }
  /** It did not start, or died again and again: nothing can be asked any more. */
  | { readonly kind: 'stopped'; readonly problem: Problem; readonly budgetBytes: number }

/** A worker in which DuckDB boots, for the one dataset that it will be given. One that dies is replaced, and the dataset opened again. */
export interface BootedEngine {
  readonly health: Store<Health>
  open(dataset: Dataset, options?: EngineOptions): Engine
  close(): void
}

/** Unpacking the largest page takes a second or two, twenty million rows at once three: what takes longer has no end. */
const SILENCE_MS = 20_000

/** What a new worker has to be told. */
interface Opened {
  readonly dataset: Dataset
  readonly token: HubToken | null
  readonly reach: Reach
  budgetBytes: number
  columns: readonly string[]
  paused: boolean
  /** How often the person agreed to fetch as much again, and how often this worker was told so. */
  agreed: number
  agreedHere: number
  readonly leftOut: Map<number, Problem>
}

/** Starts the worker of an engine that scans shards, before it is known what is opened: DuckDB takes a while to boot. */
export function bootScanningEngine(): BootedEngine {
  const health = new Store<Health>({ kind: 'well' })
  const listeners = new Set<(status: DatasetStatus) => void>()
  let opened: Opened | null = null
  let status: DatasetStatus | null = null
  let revival: Revival | null = null
  let decoding: number | null = null

  const publish = (next: DatasetStatus) => {
    status = next
    for (const listener of listeners) listener(next)
  }
  const hear = (now: DatasetStatus): void => {
    if (revival && opened && !revival.caughtUp) {
      if (now.phase === 'fetch-limit' && opened.agreedHere < opened.agreed) {
        opened.agreedHere += 1
        line.calls.tell('resume')
        return
      }
      revival = followed(revival, now)
      if (revival.caughtUp && opened.paused) line.calls.tell('pause')
    }
    publish(toldStatus(revival, now))
  }
  /** The shard that the worker did not come back from is left out from now on. */
  const leaveOut = (death: Death): number | null => {
    const shard = death.kind === 'silent' && decoding !== null ? decoding : null
    const ref = shard === null ? undefined : opened?.dataset.shards[shard]
    if (shard !== null && ref) opened?.leftOut.set(shard, { code: 'busy', where: whereOf(ref), detail: `${SILENCE_MS / 1000} s` })
    return shard
  }
  const open = (calls: Calls<DataWorker, DataPage>, { dataset, budgetBytes, token, reach, leftOut, columns }: Opened): void => {
    calls.tell('open', dataset, budgetBytes, { token, reach, leftOut, versions: changesOf(status?.shards ?? []) })
    if (columns.length > 0) calls.tell('readColumns', columns)
  }

  const line: LastingLine<DataWorker, DataPage> = new LastingLine({
    connect: (onDeath) =>
      callWorker<DataWorker, DataPage>(
        new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pairscope-data' }),
        { status: hear, decoding: (shard) => void (decoding = shard), died: (death) => line.giveUp(death) },
        DATA_ERRORS,
        { limitMs: SILENCE_MS, isWorking: () => status?.more === 'coming', onDeath },
      ),
    restarted(calls, death) {
      const shard = leaveOut(death)
      decoding = null
      if (opened) {
        opened.agreedHere = 0
        open(calls, opened)
      }
      if (status) revival = revive(revival, status)
      health.set({
        kind: 'restarted',
        death,
        shardsAgain: revival ? readAgain(revival) : 0,
        leftOut: shard === null ? null : (opened?.dataset.shards[shard]?.name ?? null),
      })
      return { excused: shard !== null }
    },
    stopped(death) {
      const problem = stoppedProblem(death)
      if (status)
        publish({
          ...status,
          phase: 'complete',
          more: 'none',
          shards: status.shards.map((shard) => (shard.state === 'done' ? shard : { ...shard, state: 'failed', problem })),
        })
      health.set({ kind: 'stopped', problem, budgetBytes: status?.budgetBytes ?? defaultBudget() })
      return new ProblemError(problem)
    },
  })

  const subscribe = (listener: (status: DatasetStatus) => void) => {
    listeners.add(listener)
    if (status) listener(status)
    return () => listeners.delete(listener)
  }
  const close = () => line.end(new ProblemError({ code: 'engine', where: 'data worker', detail: 'The dataset is closed.' }))
  const dated = <T extends { readonly revision: number }>(answer: T): T => ({ ...answer, revision: toldRevision(revival, answer.revision) })

  return {
    health,
    open(dataset, { token = null, reach = OPEN_NET, budgetBytes = null, rankers } = {}) {
      const remembered: Opened = {
        dataset,
        token,
        reach,
        budgetBytes: budgetBytes ?? defaultBudget(),
        columns: [],
        paused: false,
        agreed: 0,
        agreedHere: 0,
        leftOut: new Map(),
      }
      opened = remembered
      publish(emptyStatus(dataset, remembered.budgetBytes))
      open(line.calls, remembered)
      const scanning: Scanning = {
        subscribe,
        head: (limit, options) => line.ask('head', [limit], options?.signal),
        readColumns(columns) {
          remembered.columns = columns
          line.calls.tell('readColumns', columns)
        },
        passing: (query, shard, options) => line.ask('passing', [queryOfShard(query, shard), shard], options?.signal),
        columns: (shard, options) => line.ask('columns', [shard], options?.signal),
        footer: (shard, columns, options) => line.ask('footer', [shard, columns], options?.signal),
        pause() {
          remembered.paused = true
          line.calls.tell('pause')
        },
        resume() {
          remembered.paused = false
          if (status?.phase === 'fetch-limit') {
            remembered.agreed += 1
            remembered.agreedHere += 1
          }
          line.calls.tell('resume')
        },
        retryShards(shards, wholeFile) {
          for (const shard of shards) remembered.leftOut.delete(shard)
          line.calls.tell('retryShards', shards, wholeFile)
        },
        setBudget(bytes) {
          remembered.budgetBytes = bytes
          line.calls.tell('setBudget', bytes)
        },
      }
      return {
        subscribe,
        schema: (options) => line.ask('schema', [], options?.signal),
        page: async (query, after, limit, options) => dated(await line.ask('page', [query, after, limit], options?.signal)),
        facets: async (query, options) => dated(await line.ask('facets', [query], options?.signal)),
        count: (query, keys, options) => line.ask('count', [query, keys], options?.signal),
        keys: (query, options) => line.ask('keys', [query], options?.signal),
        async columnFacet(query, column, options) {
          const facet = await line.ask('columnFacet', [query, column], options?.signal)
          return facet && dated(facet)
        },
        columnValues: (keys, columns, options) => line.ask('columnValues', [keys, columns], options?.signal),
        aspects: (keys, options) => line.ask('aspects', [keys], options?.signal),
        licenceTexts: (families, options) => line.ask('licenceTexts', [families], options?.signal),
        pairs: (keys, options) => line.ask('pairs', [keys], options?.signal),
        picture: (key, options) => line.ask('picture', [key], options?.signal),
        row: (key, options) => line.ask('row', [key], options?.signal),
        place: placeOf,
        keyAt: (place) => keyAtPlace(place, (shard) => status?.shards[shard]?.changes ?? 0),
        stored: {
          columns: (options) => line.ask('storedColumns', [], options?.signal),
          read: (keys, columns, options) => line.ask('storedRows', [keys, columns], options?.signal),
        },
        scanning,
        copies: {
          plan: async (options) => dated(await line.ask('copyPlan', [], options?.signal)),
          part: (first, last, columns, options) => line.ask('copyPart', [first, last, columns], options?.signal),
          holds: (bytes) => line.calls.tell('copyHolds', bytes),
          place: PLACE_SQL,
        },
        rankers: rankers?.(dataset, scanning) ?? null,
        close,
      }
    },
    close,
  }
}

function whereOf(ref: ShardRef): string {
  return ref.kind === 'remote' ? ref.url : ref.name
}

function stoppedProblem(death: Death): Problem {
  if (death.kind === 'not-started') return { code: 'no-start', where: '' }
  const detail = `It stopped ${RESTARTS + 1} times within ${RESTARTS_WITHIN_MS / 60_000} minutes. ${deathSentence(death)}`
  return { code: 'engine', where: '', detail }
}

import type { Dataset } from '../../dataset/dataset'
import type { HubToken } from '../../dataset/hub-token'
import { ProblemError } from '../../dataset/problem'
import { callWorker } from '../../flow/calls'
import type { Engine } from '../engine'
import type { Rankers } from '../ranking'
import { keyAtPlace, placeOf } from './key'
import { DATA_ERRORS, type DataPage, type DataWorker } from './protocol'
import type { Scanning } from './scanning'
import { UNREAD, type DatasetStatus } from './status'

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
  /** Of memory, for the table; null: what suits the device. */
  readonly budgetBytes?: number | null
  /** What ranks pairs by vectors that lie in files. */
  readonly rankers?: (dataset: Dataset, scanning: Scanning) => Rankers
}

/** A worker in which DuckDB boots, for the one dataset that it will be given. */
export interface BootedEngine {
  open(dataset: Dataset, options?: EngineOptions): Engine
  close(): void
}

/** Starts the worker of an engine that scans shards, before it is known what is opened: DuckDB takes a while to boot. */
export function bootScanningEngine(): BootedEngine {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pairscope-data' })
  const listeners = new Set<(status: DatasetStatus) => void>()
  let status: DatasetStatus | null = null

  const publish = (next: DatasetStatus) => {
    status = next
    for (const listener of listeners) listener(next)
  }
  const die = (detail: string): ProblemError => {
    const crash = new ProblemError({ code: 'engine', where: 'data worker', detail })
    const { problem } = crash
    if (status)
      publish({
        ...status,
        phase: 'complete',
        more: 'none',
        shards: status.shards.map((shard) => (shard.state === 'done' ? shard : { ...shard, state: 'failed', problem })),
      })
    return crash
  }
  const calls = callWorker<DataWorker, DataPage>(worker, { status: publish }, DATA_ERRORS, die)
  const subscribe = (listener: (status: DatasetStatus) => void) => {
    listeners.add(listener)
    if (status) listener(status)
    return () => listeners.delete(listener)
  }
  const close = () => {
    worker.terminate()
    calls.end(new ProblemError({ code: 'engine', where: 'data worker', detail: 'The dataset is closed.' }))
  }
  const scanning: Scanning = {
    subscribe,
    head: (limit, options) => calls.ask('head', [limit], options?.signal),
    readColumns: (columns) => calls.tell('readColumns', columns),
    passing: (query, shard, options) => calls.ask('passing', [query, shard], options?.signal),
    columns: (shard, options) => calls.ask('columns', [shard], options?.signal),
    footer: (shard, columns, options) => calls.ask('footer', [shard, columns], options?.signal),
    pause: () => calls.tell('pause'),
    resume: () => calls.tell('resume'),
    retryShards: (shards, wholeFile) => calls.tell('retryShards', shards, wholeFile),
    setBudget: (bytes) => calls.tell('setBudget', bytes),
  }

  return {
    open(dataset, { token = null, budgetBytes = null, rankers } = {}) {
      const budget = budgetBytes ?? defaultBudget()
      publish(emptyStatus(dataset, budget))
      calls.tell('open', dataset, budget, token)
      return {
        subscribe,
        schema: (options) => calls.ask('schema', [], options?.signal),
        page: (query, after, limit, options) => calls.ask('page', [query, after, limit], options?.signal),
        facets: (query, options) => calls.ask('facets', [query], options?.signal),
        columnFacet: (query, column, options) => calls.ask('columnFacet', [query, column], options?.signal),
        columnValues: (keys, columns, options) => calls.ask('columnValues', [keys, columns], options?.signal),
        aspects: (keys, options) => calls.ask('aspects', [keys], options?.signal),
        pairs: (keys, options) => calls.ask('pairs', [keys], options?.signal),
        picture: (key, options) => calls.ask('picture', [key], options?.signal),
        row: (key, options) => calls.ask('row', [key], options?.signal),
        place: placeOf,
        keyAt: (place) => keyAtPlace(place, (shard) => status?.shards[shard]?.changes ?? 0),
        scanning,
        rankers: rankers?.(dataset, scanning) ?? null,
        close,
      }
    },
    close,
  }
}

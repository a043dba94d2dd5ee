import type { Dataset } from '../../dataset/dataset'
import { ProblemError } from '../../dataset/problem'
import { callWorker } from '../../flow/calls'
import type { DatasetStatus, Engine } from '../engine'
import { DATA_ERRORS, type DataPage, type DataWorker } from './protocol'

/** 512 MiB hold about 15,000,000 rows; a device that says it has little memory gets less. */
const DEFAULT_BUDGET_BYTES = 512 * 2 ** 20

function defaultBudget(): number {
  const gigabytes = (navigator as { deviceMemory?: number }).deviceMemory ?? 8
  return gigabytes >= 4 ? DEFAULT_BUDGET_BYTES : DEFAULT_BUDGET_BYTES / 4
}

function emptyStatus(dataset: Dataset, budgetBytes: number): DatasetStatus {
  return {
    phase: 'opening',
    shards: dataset.shards.map(({ name }) => ({
      name,
      state: 'waiting',
      rows: null,
      shareFound: 1,
      junkRows: 0,
      rowsScanned: 0,
      problem: null,
    })),
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

/** The engine in the data worker, as the main thread sees it. The worker starts at once, so that DuckDB boots early. */
export function createEngine(): Engine {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pairscope-data' })
  const listeners = new Set<(status: DatasetStatus) => void>()
  let status: DatasetStatus | null = null
  let budgetBytes = defaultBudget()

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
        shards: status.shards.map((shard) => (shard.state === 'done' ? shard : { ...shard, state: 'failed', problem })),
      })
    return crash
  }
  const calls = callWorker<DataWorker, DataPage>(worker, { status: publish }, DATA_ERRORS, die)

  return {
    async open(dataset, token = null) {
      publish(emptyStatus(dataset, budgetBytes))
      await calls.ask('open', [dataset, budgetBytes, token])
    },
    subscribe(listener) {
      listeners.add(listener)
      if (status) listener(status)
      return () => listeners.delete(listener)
    },
    head: (limit, options) => calls.ask('head', [limit], options?.signal),
    page: (query, after, limit, options) => calls.ask('page', [query, after, limit], options?.signal),
    facets: (query, options) => calls.ask('facets', [query], options?.signal),
    readColumns: (columns) => calls.tell('readColumns', columns),
    columnFacet: (query, column, options) => calls.ask('columnFacet', [query, column], options?.signal),
    columnValues: (keys, columns, options) => calls.ask('columnValues', [keys, columns], options?.signal),
    pairs: (keys, options) => calls.ask('pairs', [keys], options?.signal),
    picture: (key, options) => calls.ask('picture', [key], options?.signal),
    row: (key, options) => calls.ask('row', [key], options?.signal),
    passing: (query, shard, options) => calls.ask('passing', [query, shard], options?.signal),
    aspects: (keys, options) => calls.ask('aspects', [keys], options?.signal),
    footer: (shard, options) => calls.ask('footer', [shard], options?.signal),
    pause: () => calls.tell('pause'),
    resume: () => calls.tell('resume'),
    retryShards: (shards, wholeFile) => calls.tell('retryShards', shards, wholeFile),
    setBudget(bytes) {
      budgetBytes = bytes
      calls.tell('setBudget', bytes)
    },
    close() {
      worker.terminate()
      calls.end(new ProblemError({ code: 'engine', where: 'data worker', detail: 'The dataset is closed.' }))
    },
  }
}

import { proxy, wrap } from 'comlink'
import type { Dataset } from '../../dataset/dataset'
import { ProblemError, type Problem } from '../../dataset/problem'
import type { CallOptions, DatasetStatus, Engine } from '../engine'
import type { AnswerTo, DataWorker, Question, Questions } from './protocol'

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
  const remote = wrap<DataWorker>(worker)
  const listeners = new Set<(status: DatasetStatus) => void>()
  const waiting = new Set<(error: ProblemError) => void>()
  let status: DatasetStatus | null = null
  let budgetBytes = defaultBudget()
  let lastCall = 0
  let opened = 0
  let crash: ProblemError | null = null

  const publish = (next: DatasetStatus) => {
    status = next
    for (const listener of listeners) listener(next)
  }
  const die = (detail: string) => {
    crash = new ProblemError({ code: 'engine', where: 'data worker', detail })
    for (const reject of waiting) reject(crash)
    waiting.clear()
    if (!status) return
    const problem: Problem = crash.problem
    publish({
      ...status,
      phase: 'complete',
      shards: status.shards.map((shard) => (shard.state === 'done' ? shard : { ...shard, state: 'failed', problem })),
    })
  }
  worker.addEventListener('error', (event) => die(event.message))
  worker.addEventListener('messageerror', () => die('A message could not be read.'))

  async function ask<Q extends Question>(question: Q, args: Questions[Q], { signal }: CallOptions = {}): Promise<AnswerTo<Q>> {
    signal?.throwIfAborted()
    if (crash) throw crash
    const call = ++lastCall
    const cancel = () => void remote.cancel(call)
    signal?.addEventListener('abort', cancel, { once: true })
    let fail: (error: ProblemError) => void = () => undefined
    const crashed = new Promise<never>((_, reject) => {
      fail = reject
      waiting.add(fail)
    })
    try {
      const outcome = await Promise.race([remote.ask(call, question, args), crashed])
      if (outcome.kind === 'answer') return outcome.value as AnswerTo<Q>
      if (outcome.kind === 'problem') throw new ProblemError(outcome.problem)
      throw signal?.reason ?? new DOMException('The call was cancelled', 'AbortError')
    } finally {
      waiting.delete(fail)
      signal?.removeEventListener('abort', cancel)
    }
  }

  return {
    async open(dataset, token = null) {
      const generation = ++opened
      publish(emptyStatus(dataset, budgetBytes))
      // Late news of a former dataset is dropped.
      const listener = proxy((next: DatasetStatus) => {
        if (generation === opened) publish(next)
      })
      await remote.open(dataset, budgetBytes, token, listener)
    },
    subscribe(listener) {
      listeners.add(listener)
      if (status) listener(status)
      return () => listeners.delete(listener)
    },
    head: (limit, options) => ask('head', [limit], options),
    page: (query, after, limit, options) => ask('page', [query, after, limit], options),
    facets: (query, options) => ask('facets', [query], options),
    readColumns: (columns) => void remote.readColumns(columns),
    columnFacet: (query, column, options) => ask('columnFacet', [query, column], options),
    columnValues: (keys, columns, options) => ask('columnValues', [keys, columns], options),
    pairs: (keys, options) => ask('pairs', [keys], options),
    picture: (key, options) => ask('picture', [key], options),
    row: (key, options) => ask('row', [key], options),
    passing: (query, shard, options) => ask('passing', [query, shard], options),
    aspects: (keys, options) => ask('aspects', [keys], options),
    footer: (shard, options) => ask('footer', [shard], options),
    pause: () => void remote.pause(),
    resume: () => void remote.resume(),
    retryShards: (shards, wholeFile) => void remote.retryShards(shards, wholeFile),
    setBudget(bytes) {
      budgetBytes = bytes
      void remote.setBudget(bytes)
    },
    close: () => worker.terminate(),
  }
}

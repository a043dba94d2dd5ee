import { ProblemError } from '../../dataset/problem'
import { problemOf } from '../../dataset/problem-values'
import { SCORE_BINS, type Passing, type Ranked, type Ranking, type RankStatus } from '../../engine/ranking'
import { callWorker, giveAway, type Calls } from '../../flow/calls'
import type { VectorSet } from '../vectors/vector-set'
import { RANKER_ERRORS, type FileRanker, type RankerOptions, type RankerPage, type RankerWorker, type RankOrder } from './protocol'

const PLANNING: RankStatus = {
  phase: 'planning',
  cost: null,
  shardsDone: 0,
  shardsTotal: 0,
  rowsRanked: 0,
  rowsTotal: 0,
  bytesFetched: 0,
  requests: 0,
  scorer: 'wasm',
  approximate: false,
  failures: [],
  revision: 0,
  histogram: Array.from({ length: SCORE_BINS }, () => 0),
  matching: 0,
}

const NOTHING: Ranked = { keys: new Float64Array(), scores: new Float64Array(), revision: 0 }

interface Job {
  readonly passing: Passing
  readonly publish: (status: RankStatus) => void
}

/** The ranker in a worker of its own. A worker that dies fails the ranking under way; the next one gets a new worker. */
export function createRanker(set: VectorSet, options: RankerOptions): FileRanker {
  let line: { readonly worker: Worker; readonly calls: Calls<RankerWorker, RankerPage> } | null = null
  const jobs = new Map<number, Job>()
  let last = 0

  const connect = (): Calls<RankerWorker, RankerPage> => {
    if (line) return line.calls
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pairscope-ranker' })
    const calls = callWorker<RankerWorker, RankerPage>(
      worker,
      {
        status: (job, status) => jobs.get(job)?.publish(status),
        async passing(job, shard, { signal }) {
          return giveAway((await jobs.get(job)?.passing?.(shard, signal)) ?? new Uint8Array())
        },
      },
      RANKER_ERRORS,
      (detail) => {
        worker.terminate()
        line = null
        const why = detail || 'the browser ended it, most often for lack of memory.'
        return new ProblemError({ code: 'engine', where: 'ranker worker', detail: `Ranking stopped: ${why}` })
      },
    )
    line = { worker, calls }
    calls.tell('open', set, options)
    return calls
  }

  return {
    rank(query, passing, budgetBytes): Ranking {
      const job = ++last
      const calls = connect()
      const listeners = new Set<(status: RankStatus) => void>()
      let status = PLANNING
      const publish = (next: RankStatus): void => {
        status = next
        for (const listener of [...listeners]) listener(next)
      }
      jobs.set(job, { passing, publish })
      calls.ask('rank', [job, query, passing !== null, budgetBytes]).catch((error: unknown) => {
        const problem = problemOf(error, 'engine', 'ranker worker')
        if (jobs.has(job)) publish({ ...status, phase: 'failed', failures: [...status.failures, { shard: '', problem }] })
      })
      const order = (what: RankOrder): void => calls.tell('order', job, what)
      return {
        status: () => status,
        subscribe(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
        best: async (signal) => (await calls.ask('best', [job], signal)) ?? NOTHING,
        start: (limitBytes) => order({ kind: 'start', limitBytes }),
        pause: () => order({ kind: 'pause' }),
        resume: () => order({ kind: 'resume' }),
        stop: () => order({ kind: 'stop' }),
        dispose() {
          jobs.delete(job)
          calls.tell('dispose', job)
        },
      }
    },
    vectorOf: (key, side, signal) => connect().ask('vectorOf', [key, side], signal),
    keeping: () => connect().ask('keeping', []),
    forgetKept: () => connect().ask('forgetKept', []),
    close() {
      line?.worker.terminate()
      line?.calls.end(new ProblemError({ code: 'engine', where: 'ranker worker', detail: 'The dataset is closed.' }))
      line = null
    },
  }
}

import { ProblemError } from '../../dataset/problem'
import { problemOf } from '../../dataset/problem-values'
import { SCORE_BINS, type Passing, type Ranked, type Ranking, type RankStatus } from '../../engine/ranking'
import { callWorker, giveAway } from '../../flow/calls'
import { LastingLine, Replaced } from '../../flow/lasting'
import { deathSentence } from '../../flow/life'
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

/** Making a session on a GPU, or compiling for it, blocks a slow device for long. */
const SILENCE_MS = 60_000

type Line = LastingLine<RankerWorker, RankerPage>

/** A ranking as the page knows it, so that a new worker can go on where one that died has left it. */
interface Job {
  readonly passing: Passing
  readonly publish: (status: RankStatus) => void
  /** The worker is gone; `replaced`: and there is another. */
  readonly left: (replaced: boolean) => void
}

/** The ranker in a worker of its own. A worker that dies is replaced, and what was kept is not fetched again. */
export function createRanker(set: VectorSet, options: RankerOptions): FileRanker {
  let line: Line | null = null
  const jobs = new Map<number, Job>()
  let last = 0

  const lineOf = (): Line => (line ??= connect(set, options, jobs, () => (line = null)))

  return {
    rank(query, passing, budgetBytes): Ranking {
      const number = ++last
      const listeners = new Set<(status: RankStatus) => void>()
      let status = PLANNING
      let ranked = NOTHING
      let agreedBytes = budgetBytes
      /** Revisions of a new worker begin again: they count on from here. */
      let base = 0
      /** The worker of now knows of it. */
      let isThere = true
      const publish = (next: RankStatus): void => {
        status = next
        for (const listener of [...listeners]) listener(next)
      }
      const begin = (): void => {
        isThere = true
        lineOf()
          .calls.ask('rank', [number, query, passing !== null, agreedBytes])
          .catch((error: unknown) => {
            if (error instanceof Replaced || !jobs.has(number)) return
            const problem = problemOf(error, 'engine', 'ranker worker')
            publish({ ...status, phase: 'failed', failures: [...status.failures, { shard: '', problem }] })
          })
      }
      const order = (what: RankOrder): void => {
        if (!isThere && what.kind === 'stop') publish({ ...status, phase: 'stopped' })
        else if (!isThere) begin()
        else lineOf().calls.tell('order', number, what)
      }
      jobs.set(number, {
        passing,
        publish: (next) => publish({ ...next, revision: base + next.revision }),
        left(replaced) {
          base = status.revision
          isThere = false
          // What the person stopped stays as it is; what is complete is ranked again, for whoever asks for its best.
          if (replaced && !AT_REST.has(status.phase)) begin()
        },
      })
      begin()
      return {
        status: () => status,
        subscribe(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
        async best(signal) {
          if (!isThere) return { ...ranked, revision: status.revision }
          const best = await lineOf().ask('best', [number], signal)
          // A new worker has nothing before it has ranked a part.
          if (best && (best.revision > 0 || base === 0)) ranked = { ...best, revision: base + best.revision }
          return ranked
        },
        start(limitBytes) {
          agreedBytes = limitBytes ?? Infinity
          order({ kind: 'start', limitBytes })
        },
        pause: () => order({ kind: 'pause' }),
        resume: () => order({ kind: 'resume' }),
        stop: () => order({ kind: 'stop' }),
        dispose() {
          jobs.delete(number)
          line?.calls.tell('dispose', number)
        },
      }
    },
    vectorOf: (key, side, signal) => lineOf().ask('vectorOf', [key, side], signal),
    keeping: () => lineOf().ask('keeping', []),
    forgetKept: () => lineOf().ask('forgetKept', []),
    close() {
      line?.end(new ProblemError({ code: 'engine', where: 'ranker worker', detail: 'The dataset is closed.' }))
      line = null
    },
  }
}

/** Nothing of these goes on by itself. */
const AT_REST: ReadonlySet<RankStatus['phase']> = new Set(['asking', 'paused', 'stopped', 'failed'])

function connect(set: VectorSet, options: RankerOptions, jobs: ReadonlyMap<number, Job>, onStop: () => void): Line {
  const line: Line = new LastingLine({
    connect(onDeath) {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pairscope-ranker' })
      const started = callWorker<RankerWorker, RankerPage>(
        worker,
        {
          status: (job, status) => jobs.get(job)?.publish(status),
          async passing(job, shard, { signal }) {
            return giveAway((await jobs.get(job)?.passing?.(shard, signal)) ?? new Uint8Array())
          },
        },
        RANKER_ERRORS,
        { limitMs: SILENCE_MS, onDeath },
      )
      started.calls.tell('open', set, options)
      return started
    },
    restarted() {
      for (const job of jobs.values()) job.left(true)
      return { excused: false }
    },
    stopped(death) {
      onStop()
      for (const job of jobs.values()) job.left(false)
      return new ProblemError({ code: 'engine', where: 'ranker worker', detail: `Ranking stopped. ${deathSentence(death)}` })
    },
  })
  return line
}

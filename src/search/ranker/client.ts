import { proxy, transfer, wrap } from 'comlink'
import { ProblemError, type Problem } from '../../dataset/problem'
import type { FileRanker, RankerOptions, RankerWorker } from './protocol'
import { SCORE_BINS, type Ranked, type Ranking, type RankStatus } from '../../engine/ranking'
import type { VectorSet } from '../vectors/vector-set'

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

/** The ranker in a worker of its own. A worker that dies fails the ranking under way; the next one gets a new worker. */
export function createRanker(set: VectorSet, options: RankerOptions): FileRanker {
  let worker: Worker | null = null
  let remote: ReturnType<typeof wrap<RankerWorker>> | null = null
  const waiting = new Set<(problem: Problem) => void>()
  let jobs = 0
  let calls = 0

  const die = (detail: string) => {
    worker?.terminate()
    worker = null
    remote = null
    const problem: Problem = {
      code: 'engine',
      where: 'ranker worker',
      detail: `Ranking stopped: ${detail || 'the browser ended it, most often for lack of memory.'}`,
    }
    for (const reject of [...waiting]) reject(problem)
  }
  const connect = () => {
    if (remote) return remote
    worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pairscope-ranker' })
    worker.addEventListener('error', (event) => die(event.message))
    worker.addEventListener('messageerror', () => die('a message could not be read.'))
    remote = wrap<RankerWorker>(worker)
    void remote.open(set, options)
    return remote
  }
  /** Settles as `promise` does, or rejects when the worker dies. */
  const alive = async <P extends Promise<unknown>>(promise: P): Promise<Awaited<P>> => {
    let reject: (problem: Problem) => void = () => undefined
    const dead = new Promise<never>((_, fail) => {
      reject = (problem) => fail(new ProblemError(problem))
      waiting.add(reject)
    })
    try {
      return await Promise.race([promise, dead])
    } finally {
      waiting.delete(reject)
    }
  }

  return {
    rank(query, passing, budgetBytes): Ranking {
      const job = ++jobs
      const controller = new AbortController()
      const listeners = new Set<(status: RankStatus) => void>()
      let status = PLANNING
      const publish = (next: RankStatus) => {
        if (controller.signal.aborted) return
        status = next
        for (const listener of [...listeners]) listener(next)
      }
      const here = connect()
      const ask = passing ? proxy(async (shard: number) => transferred(await passing(shard, controller.signal))) : null
      const failed = (problem: Problem) => publish({ ...status, phase: 'failed', failures: [...status.failures, { shard: '', problem }] })
      alive(here.rank(job, query, ask, budgetBytes, proxy(publish))).then(
        (outcome) => {
          if (outcome.kind === 'problem') failed(outcome.problem)
        },
        (error: unknown) =>
          failed(
            error instanceof ProblemError
              ? error.problem
              : { code: 'engine', where: 'ranker worker', detail: error instanceof Error ? error.message : String(error) },
          ),
      )
      return {
        status: () => status,
        subscribe(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
        async best(signal) {
          signal?.throwIfAborted()
          return (await alive(here.best(job))) ?? NOTHING
        },
        start: (limitBytes) => void here.start(job, limitBytes),
        pause: () => void here.pause(job),
        resume: () => void here.resume(job),
        stop: () => void here.stop(job),
        dispose() {
          controller.abort()
          void here.dispose(job)
        },
      }
    },
    async vectorOf(key, side, signal) {
      signal?.throwIfAborted()
      const here = connect()
      const call = ++calls
      const cancel = () => void here.cancel(call)
      signal?.addEventListener('abort', cancel, { once: true })
      try {
        const outcome = await alive(here.vectorOf(call, key, side))
        if (outcome.kind === 'answer') return outcome.value
        if (outcome.kind === 'problem') throw new ProblemError(outcome.problem)
        throw signal?.reason ?? new DOMException('The call was cancelled', 'AbortError')
      } finally {
        signal?.removeEventListener('abort', cancel)
      }
    },
    keeping: () => alive(connect().keeping()),
    forgetKept: () => alive(connect().forgetKept()),
    close() {
      worker?.terminate()
      worker = null
      remote = null
    },
  }
}

function transferred(bits: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return transfer(bits, [bits.buffer])
}

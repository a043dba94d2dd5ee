import { expose, transfer } from 'comlink'
import { ProblemError, type Problem } from '../../dataset/problem'
import { bootDuckDB } from '../duckdb/boot'
import { PairTable } from '../duckdb/table'
import type { AnswerTo, DataWorker, Outcome, Question, Questions } from './protocol'
import { DatasetSession } from './session'

/** Rows read for the first paint. */
const HEAD_ROWS = 60

const database = bootDuckDB()
// Whoever opens a dataset hears of a failed start; until then it is no unhandled rejection.
database.catch(() => undefined)

let session: DatasetSession | null = null
const calls = new Map<number, AbortController>()

async function answer<Q extends Question>(question: Q, args: Questions[Q], signal: AbortSignal): Promise<AnswerTo<Q>> {
  if (!session) throw new ProblemError({ code: 'engine', where: 'data worker', detail: 'No dataset is open.' })
  const ask = session[question].bind(session) as (...args: unknown[]) => Promise<AnswerTo<Q>>
  return await ask(...args, { signal })
}

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  return { code: 'engine', where: 'data worker', detail: error instanceof Error ? error.message : String(error) }
}

/** The buffers an answer gives away. */
function buffersOf(value: object | null): Transferable[] {
  if (value === null) return []
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer]
  return Object.values(value)
    .filter((part) => ArrayBuffer.isView(part))
    .map((part) => part.buffer as ArrayBuffer)
}

const worker: DataWorker = {
  open(dataset, budgetBytes, token, listener) {
    session?.close()
    session = new DatasetSession(
      dataset,
      database.then((db) => PairTable.create(db)),
      budgetBytes,
      HEAD_ROWS,
      listener,
      { token },
    )
    listener(session.status())
    return Promise.resolve()
  },
  async ask(call, question, args) {
    const controller = new AbortController()
    calls.set(call, controller)
    try {
      const value = await answer(question, args, controller.signal)
      const outcome: Outcome<typeof value> = { kind: 'answer', value }
      return transfer(outcome, buffersOf(value))
    } catch (error) {
      return controller.signal.aborted ? { kind: 'aborted' } : { kind: 'problem', problem: problemOf(error) }
    } finally {
      calls.delete(call)
    }
  },
  cancel: (call) => calls.get(call)?.abort(),
  readColumns: (columns) => session?.readColumns(columns),
  pause: () => session?.pause(),
  resume: () => session?.resume(),
  retryShards: (shards, wholeFile) => session?.retryShards(shards, wholeFile),
  setBudget: (bytes) => session?.setBudget(bytes),
}

expose(worker)

import type { Pair } from '../../pair/pair'
import { hasEnded } from '../../shards/kinds/growth'
import type { OpenedShard } from '../../shards/kinds/open'
import { readFirst } from './pairs'

/** What the others hold, the scan brings. */
export const SHARDS_ASKED = 8
/** Milliseconds until the next shard is asked besides those that have not answered. */
const PATIENCE_MS = 2500
/** So many are asked at once. */
const AT_ONCE = 3

/** The first rows there are, in dataset order. */
export interface FirstRows {
  readonly pairs: readonly Pair[]
  /** Earlier shards that had not answered, or failed: should rows of them come, these are not the first any more. */
  readonly passedOver: ReadonlySet<number>
}

/**
 * Asks one shard after the other and gives the first answer: the next is asked as soon as one fails, or has kept the person waiting.
 * Rejects with the last failure when all fail, or with the signal's reason.
 */
export function firstAnswer<T>(
  shards: number,
  ask: (shard: number, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<{ readonly shard: number; readonly answer: T }> {
  return new Promise((resolve, reject) => {
    let next = 0
    let running = 0
    let last: Error = new RangeError('there is nothing to ask')
    let timer: ReturnType<typeof setTimeout> | undefined
    const controller = new AbortController()
    const end = () => {
      controller.abort()
      clearTimeout(timer)
      next = shards
      signal.removeEventListener('abort', stop)
    }
    const stop = () => {
      end()
      reject(signal.reason as Error)
    }
    const go = () => {
      clearTimeout(timer)
      if (running === 0 && next >= shards) {
        end()
        reject(last)
      }
      if (next >= shards || running >= AT_ONCE) return
      const shard = next
      next += 1
      running += 1
      timer = setTimeout(go, PATIENCE_MS)
      ask(shard, controller.signal).then(
        (answer) => {
          end()
          resolve({ shard, answer })
        },
        (error: unknown) => {
          running -= 1
          last = error as Error
          go()
        },
      )
    }
    signal.addEventListener('abort', stop, { once: true })
    go()
  })
}

/**
 * The first rows in dataset order, of the first shards that answer: no more than `limit`, and fewer where more would have to be waited
 * for. None where none of the first shards can be read.
 */
export async function readFirstRows(
  open: (shard: number) => Promise<OpenedShard>,
  shards: number,
  limit: number,
  signal: AbortSignal,
): Promise<FirstRows> {
  const read = async (shard: number, rows: number, ends: AbortSignal) => {
    const opened = await open(shard)
    const pairs = await readFirst(opened, rows, ends)
    if (pairs.length === 0) throw new RangeError(`no rows in shard ${shard}`)
    return { pairs, isWhole: !opened.growth || hasEnded(opened.growth) }
  }
  const asked = Math.min(shards, SHARDS_ASKED)
  const pairs: Pair[] = []
  const passedOver = new Set<number>()
  for (let from = 0; pairs.length < limit && from < asked;) {
    const ends = pairs.length > 0 ? AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) : signal
    const base = from
    const found = await firstAnswer(asked - base, (shard, over) => read(base + shard, limit - pairs.length, over), ends).catch(() => null)
    signal.throwIfAborted()
    if (!found) break
    from = base + found.shard + 1
    for (let shard = base; shard < from - 1; shard++) passedOver.add(shard)
    pairs.push(...found.answer.pairs)
    if (!found.answer.isWhole) break
  }
  return { pairs, passedOver }
}

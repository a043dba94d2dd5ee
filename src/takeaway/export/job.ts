import type { Problem } from '../../dataset/problem'
import { problemOf } from '../../dataset/problem-values'
import { shardOf } from '../../engine/scanning/key'
import { Condition } from '../../flow/condition'
import { unlessAborted } from '../../flow/shared'
import { Store } from '../../flow/store'
import { NO_KEYS, rangesOf, unite, type KeyRanges } from '../../pair/key-ranges'
import type { Destination } from './destinations'
import type { Guard } from './guard'

/** Makes the bytes of the file, front to back. */
export interface Encoder<T> {
  write(piece: T): Promise<readonly Uint8Array<ArrayBuffer>[]>
  end(): Promise<readonly Uint8Array<ArrayBuffer>[]>
  close(): void
}

export interface JobParts<T> {
  readonly batches: Iterable<Float64Array<ArrayBuffer>>
  /** How many pairs the batches hold. */
  readonly rows: number
  readonly guard: Pick<Guard, 'pass'>
  /** Whatever is written of some pairs that the guard let pass. */
  readonly read: (keys: Float64Array<ArrayBuffer>, signal: AbortSignal) => Promise<T>
  readonly encoder: Encoder<T>
  readonly destination: Pick<Destination, 'write' | 'commit' | 'abort'>
  /** The shard that a problem is of; null where that is not told. */
  readonly shardAt: (where: string) => number | null
  readonly shardName: (shard: number) => string
}

/** A shard that the person left out, once it could not be read. */
export interface LeftOut {
  readonly shard: string
  /** Of those asked for; others of it may be in the file. */
  readonly rows: number
  readonly problem: Problem
}

/**
 * - `asking`: a shard could not be read, and is tried again or left out. `ending`: the last bytes are written.
 * - `failed` and `cancelled`: nothing is left under the file's name.
 */
export type JobPhase = 'running' | 'paused' | 'asking' | 'ending' | 'done' | 'cancelled' | 'failed'

export interface JobStatus {
  readonly phase: JobPhase
  readonly rows: number
  /** Pairs that are written or left out. */
  readonly rowsDone: number
  readonly rowsWritten: number
  readonly bytes: number
  /** By the guard. */
  readonly blocked: number
  /** Rows that could not be looked at, hence not known to be safe. */
  readonly unread: number
  readonly leftOut: readonly LeftOut[]
  /** Of the shard that is asked about, or why it failed. */
  readonly problem: Problem | null
}

interface Prepared<T> {
  /** Null: nothing of the batch is left. */
  readonly piece: T | null
  /** Of the piece, which is given away with its own keys. */
  readonly ranges: KeyRanges
  readonly rows: number
  readonly asked: number
  readonly blocked: number
  readonly unread: number
}

type Answer = 'retry' | 'leave-out'

/** One export under way: batches go from the guard to the reader, the encoder and the file; one is read while another is written. */
export class ExportJob<T> {
  readonly status: Store<JobStatus>
  /** What is in the file, once it is done. */
  written: KeyRanges = NO_KEYS
  private readonly controller = new AbortController()
  private readonly changes = new Condition()
  private readonly batches: Iterator<Float64Array<ArrayBuffer>>
  private readonly leftOut = new Map<number, LeftOut>()
  private readonly parts: KeyRanges[] = []
  private isPaused = false
  private answered: (answer: Answer) => void = () => undefined

  constructor(private readonly of: JobParts<T>) {
    this.batches = of.batches[Symbol.iterator]()
    this.status = new Store<JobStatus>({
      phase: 'running',
      rows: of.rows,
      rowsDone: 0,
      rowsWritten: 0,
      bytes: 0,
      blocked: 0,
      unread: 0,
      leftOut: [],
      problem: null,
    })
  }

  pause(): void {
    if (this.status.get().phase !== 'running') return
    this.isPaused = true
    this.tell({ phase: 'paused' })
  }

  resume(): void {
    this.isPaused = false
    if (this.status.get().phase === 'paused') this.tell({ phase: 'running' })
    this.changes.notify()
  }

  cancel(): void {
    this.controller.abort()
  }

  /** What to do with the shard that could not be read. */
  decide(answer: Answer): void {
    this.answered(answer)
  }

  /** Runs to its end, which the status tells; never rejects. */
  async run(): Promise<void> {
    const { signal } = this.controller
    try {
      let next = this.prepareNext(signal)
      for (;;) {
        const prepared = await next
        if (!prepared) break
        await this.changes.until(() => !this.isPaused, signal)
        next = this.prepareNext(signal)
        // Whoever awaits it hears of it; if the file fails first, nobody does.
        next.catch(() => undefined)
        if (prepared.piece !== null) await this.append(await this.of.encoder.write(prepared.piece), signal)
        this.count(prepared)
      }
      this.tell({ phase: 'ending' })
      await this.append(await this.of.encoder.end(), signal)
      await this.of.destination.commit()
      this.written = uniteAll(this.parts)
      this.tell({ phase: 'done' })
    } catch (error) {
      const cancelled = signal.aborted
      this.controller.abort()
      await this.of.destination.abort().catch(() => undefined)
      this.tell(cancelled ? { phase: 'cancelled' } : { phase: 'failed', problem: fileProblem(error) })
    } finally {
      this.of.encoder.close()
    }
  }

  private async append(chunks: readonly Uint8Array<ArrayBuffer>[], signal: AbortSignal): Promise<void> {
    for (const chunk of chunks) {
      signal.throwIfAborted()
      const { length } = chunk
      await this.of.destination.write(chunk)
      this.tell({ bytes: this.status.get().bytes + length })
    }
    signal.throwIfAborted()
  }

  /** The next batch, read; null after the last. One that cannot be read waits for the person's word. */
  private async prepareNext(signal: AbortSignal): Promise<Prepared<T> | null> {
    const next = this.batches.next()
    if (next.done) return null
    let rest = next.value
    for (;;) {
      await this.changes.until(() => !this.isPaused, signal)
      rest = this.withoutLeftOut(rest)
      try {
        return { ...(await this.prepare(rest, signal)), asked: next.value.length }
      } catch (error) {
        signal.throwIfAborted()
        await this.ask(error, rest, signal)
      }
    }
  }

  private async prepare(batch: Float64Array<ArrayBuffer>, signal: AbortSignal): Promise<Omit<Prepared<T>, 'asked'>> {
    const { keys, blocked, unread } = await this.of.guard.pass(batch, signal)
    const about = { ranges: rangesOf(keys), rows: keys.length, blocked, unread }
    return { ...about, piece: keys.length === 0 ? null : await this.of.read(keys, signal) }
  }

  private async ask(error: unknown, batch: Float64Array, signal: AbortSignal): Promise<void> {
    const problem = problemOf(error, 'engine', '')
    this.tell({ phase: 'asking', problem })
    const answer = await unlessAborted(new Promise<Answer>((resolve) => (this.answered = resolve)), signal)
    if (answer === 'leave-out') {
      const shard = this.of.shardAt(problem.where) ?? shardOf(batch[0] ?? 0)
      this.leftOut.set(shard, { shard: this.of.shardName(shard), rows: 0, problem })
    }
    this.tell({ phase: this.isPaused ? 'paused' : 'running', problem: null })
  }

  /** What is left of a batch without the shards that are left out, whose rows it counts. */
  private withoutLeftOut(batch: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
    if (this.leftOut.size === 0) return batch
    const rest = batch.filter((key) => {
      const of = this.leftOut.get(shardOf(key))
      if (of) this.leftOut.set(shardOf(key), { ...of, rows: of.rows + 1 })
      return !of
    })
    this.tell({ leftOut: [...this.leftOut.values()] })
    return rest
  }

  private count({ ranges, rows, asked, blocked, unread }: Prepared<T>): void {
    if (rows > 0) this.parts.push(ranges)
    const before = this.status.get()
    this.tell({
      rowsDone: before.rowsDone + asked,
      rowsWritten: before.rowsWritten + rows,
      blocked: before.blocked + blocked,
      unread: before.unread + unread,
    })
  }

  private tell(news: Partial<JobStatus>): void {
    this.status.set({ ...this.status.get(), ...news })
  }
}

/** What the file's own failures mean: those of shards carry their problem. */
function fileProblem(error: unknown): Problem {
  const full = error instanceof DOMException && error.name === 'QuotaExceededError'
  return problemOf(error, full ? 'no-space' : 'engine', 'export')
}

function uniteAll(parts: readonly KeyRanges[]): KeyRanges {
  let level = parts
  while (level.length > 1) {
    const above: KeyRanges[] = []
    for (let i = 0; i < level.length; i += 2) above.push(unite(level[i] ?? NO_KEYS, level[i + 1] ?? NO_KEYS))
    level = above
  }
  return level[0] ?? NO_KEYS
}

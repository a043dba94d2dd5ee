import { isChange, ProblemError } from '../../dataset/problem'
import type { OpenedShard } from '../../shards/kinds/open'
import type { PairTable } from '../duckdb/table'
import { keysOfShard } from './key'
import type { SessionContext } from './open-shards'
import type { PendingRun, Reading } from './reading'
import { Readings, type ScanShards } from './readings'
import { countAhead } from './row-counts'
import { fetchNarrow, type GroupRun } from './scan'
import { released, retried, without, type ScanCursor } from './scan-cursor'
import { inserted, isOver, nextAsk, nextInsert, postponed, type Ask, type Gate } from './schedule'
import { listen, passBySilent } from './silence'
import { UNREAD } from './status'
import { arrivalOf, stopsOf, waitsOf } from './telling'

/** How often it is looked which shards keep others waiting. */
const WATCH_MS = 500

/** A shard whose file changes more often while it is read is given up. */
const MOST_CHANGES = 2

/**
 * Reads the narrow columns of every shard into the table, as far as memory and the allowance go, and whatever is tried again. What comes
 * next is told by schedule.ts.
 */
export class DatasetScan {
  /** The engine's own failure: nothing can be asked any more. */
  failure: ProblemError | null = null
  private readonly readings: Readings
  private paused = false

  /**
   * Starts when `first` is over, so that its bytes do not delay that. `onRun` hears of every run of row groups that is in the table.
   * `fetch` is given by tests.
   */
  constructor(
    private readonly context: SessionContext,
    private readonly shards: ScanShards,
    private readonly first: Promise<unknown>,
    private readonly onRun: (run: GroupRun) => void,
    private readonly onForgotten: (isForgotten: (run: GroupRun) => boolean) => void,
    fetch: typeof fetchNarrow = fetchNarrow,
  ) {
    this.readings = new Readings(context, shards, () => this.wake(), fetch)
    void this.scan()
    countAhead(context, shards, first).catch(() => undefined)
  }

  /** Ends what is on its way: it is asked for again when the scan goes on. */
  pause(): void {
    const { board } = this.context
    this.paused = true
    this.readings.rewindAll()
    if (board.isReading) board.enter('paused')
  }

  resume(): void {
    const { board, allowance } = this.context
    if (board.phase === 'fetch-limit') allowance.renew()
    if (!this.paused) this.forgiveHosts()
    this.paused = false
    if (board.phase === 'paused' || board.phase === 'many-failures') board.enter('scanning')
    this.wake()
  }

  /** Before the others: the person waits for these. */
  retry(shards: readonly number[]): void {
    const { board } = this.context
    for (const index of shards) this.readings.drop(index)
    this.forgiveHosts()
    this.goTo((cursor) => retried(cursor, shards))
    if ((board.phase === 'complete' || board.phase === 'many-failures') && shards.length > 0) board.enter('scanning')
    this.wake()
  }

  /**
   * The file of a shard is another one now: what was read of it is taken out of every answer, and it is read anew. Rows of both never lie
   * in the table at once, since what is read anew goes in after the others are out.
   */
  changed(opened: Pick<OpenedShard, 'index' | 'version'>, error: unknown): void {
    const { board } = this.context
    const { index, version } = opened
    if (this.shards.versionOf(index) !== version) return
    this.readings.drop(index)
    this.shards.renew(index)
    const { changes } = board.shard(index)
    Object.assign(board.shard(index), { ...UNREAD, changes: changes + 1 })
    this.forget(index)
    if (changes >= MOST_CHANGES) {
      board.fail(index, error)
      this.context.failures.failed(index, error)
    } else {
      this.goTo((cursor) => retried(without(cursor, index), [index]))
      if (board.phase === 'complete' || board.phase === 'many-failures') board.enter('scanning')
    }
    board.touch()
    this.wake()
  }

  /** Takes out of every answer what is in the table of earlier files of a shard. */
  private forget(index: number): void {
    const [first, last] = keysOfShard(index)
    this.onForgotten(({ opened }) => opened.index === index && opened.version !== this.shards.versionOf(index))
    // Statements keep their order: what is inserted from now on is inserted after this.
    this.context.table.then((table) => table.forget(first, last)).catch(() => undefined)
  }

  private async scan(): Promise<void> {
    const { dataset, board, memory, signal } = this.context
    try {
      await this.first.catch(() => undefined)
      const table = await this.context.table
      for (;;) {
        await this.scanAll(table)
        board.waitFor([], null)
        board.enter(this.readings.schedule.cursor.held.length > 0 ? 'many-failures' : 'complete')
        await memory.freed.until(() => !isOver(this.readings.schedule), signal)
      }
    } catch (error) {
      if (signal.aborted) return
      this.failure = new ProblemError({
        code: 'engine',
        where: dataset.name,
        detail: error instanceof Error ? error.message : String(error),
      })
      for (const [index, shard] of board.shards.entries()) if (shard.state !== 'done') board.fail(index, this.failure)
      board.enter('complete')
    }
  }

  private async scanAll(table: PairTable): Promise<void> {
    const { board, memory, allowance, signal } = this.context
    const gate = (): Gate => ({
      paused: this.paused,
      holds: (rows) => memory.holds(rows),
      couldHold: (rows) => memory.couldHold(rows),
      covers: (traffic) => allowance.covers(traffic),
      isHeld: (shard) => this.context.failures.isStopped(shard),
    })
    while (!isOver(this.readings.schedule) || this.readings.insertion) {
      signal.throwIfAborted()
      this.watch()
      const ask = nextAsk(this.readings.schedule, gate())
      if (ask && ask.kind !== 'held') {
        this.perform(ask)
        continue
      }
      if (ask) board.enter(ask.by)
      this.insertNext(table)
      await this.news()
    }
  }

  /** Resolves when something has happened, or may have to. */
  private async news(): Promise<void> {
    const { memory, signal } = this.context
    const timer = this.paused ? undefined : setTimeout(() => this.wake(), WATCH_MS)
    await memory.freed.notice(signal).finally(() => clearTimeout(timer))
  }

  private wake(): void {
    this.context.memory.freed.notify()
  }

  private perform(ask: Exclude<Ask, { kind: 'held' }>): void {
    const { board } = this.context
    if (ask.kind === 'end') {
      this.end(ask.shard)
      return
    }
    if (board.phase !== 'opening' && board.phase !== 'paused') board.enter('scanning')
    if (ask.kind === 'put-off') {
      this.readings.drop(ask.shard)
      this.readings.schedule = postponed(this.readings.schedule, ask.shard)
      board.shard(ask.shard).noRoom = true
    } else if (ask.kind === 'open') {
      this.readings.open(ask)
      this.tellStops()
    } else if (ask.kind === 'find') void this.readings.find(ask.shard)
    else this.readings.fetchNext(ask.shard)
  }

  private insertNext(table: PairTable): void {
    const shard = this.readings.insertion ? null : nextInsert(this.readings.schedule)
    const reading = shard === null ? undefined : this.readings.get(shard)
    const run = reading?.pending[0]
    if (shard === null || !reading || !run?.result) return
    reading.inserting = run
    const done = this.insert(table, shard, reading, run.planned.run, run.result).finally(() => {
      this.readings.insertion = null
      reading.inserting = null
      this.wake()
    })
    this.readings.insertion = { shard, done }
  }

  private async insert(table: PairTable, shard: number, reading: Reading, run: GroupRun, result: NonNullable<PendingRun['result']>) {
    const { board, memory } = this.context
    try {
      if (result.status === 'rejected') throw result.reason
      await table.insert(run.opened.roles, result.value, run.firstKey, run.rows)
    } catch (error) {
      reading.pending = reading.pending.slice(1)
      memory.giveBack(run.rows)
      this.fail(shard, reading, error)
      return
    }
    if (run.opened.version !== this.shards.versionOf(shard)) {
      // It has changed in the meantime: its rows keep their place, and are in no answer.
      this.onRun(run)
      this.onForgotten((other) => other === run)
      return
    }
    const progress = board.shard(shard)
    progress.rowsScanned += run.rows
    if (progress.state === 'waiting') progress.state = 'reading'
    this.context.failures.read(shard)
    if (this.readings.get(shard) === reading) {
      reading.pending = reading.pending.slice(1)
      this.readings.schedule = inserted(this.readings.schedule, shard, Date.now())
    }
    this.onRun(run)
    if (board.phase === 'opening') board.enter('scanning')
    board.touch()
  }

  /** Every row of it that there is, is in the table. */
  private end(shard: number): void {
    const { board } = this.context
    const opened = this.readings.get(shard)?.opened
    const growth = opened?.growth
    if (opened && isChange(growth?.problem)) {
      this.changed(opened, growth?.problem)
      return
    }
    this.readings.drop(shard)
    board.shard(shard).state = 'done'
    if (growth?.problem) board.fail(shard, growth.problem)
    board.touch()
  }

  private fail(shard: number, reading: Reading, error: unknown): void {
    const { board, signal } = this.context
    if (signal.aborted || this.readings.get(shard) !== reading) return
    if (reading.opened && isChange(error)) {
      this.changed(reading.opened, error)
      return
    }
    board.fail(shard, error)
    this.context.failures.failed(shard, error)
    this.readings.drop(shard)
  }

  /** Looks which shards are heard of, and which keep the others waiting. */
  private watch(): void {
    const { board, dataset } = this.context
    const now = Date.now()
    listen(this.readings, this.context, now)
    if (this.paused) {
      board.waitFor([], null)
      return
    }
    passBySilent(this.readings, this.shards, now)
    board.waitFor(waitsOf(this.readings.schedule.taken, dataset, now), arrivalOf(this.readings, now))
  }

  private forgiveHosts(): void {
    this.context.failures.forgive()
    this.goTo(released)
    this.tellStops()
  }

  private goTo(change: (cursor: ScanCursor) => ScanCursor): void {
    const { schedule } = this.readings
    this.readings.schedule = { ...schedule, cursor: change(schedule.cursor) }
  }

  private tellStops(): void {
    const { board, failures } = this.context
    const stops = stopsOf(this.readings.schedule.cursor.held, board.shards, failures)
    if (stops.length === 0 && board.stops.length === 0) return
    board.stops = stops
    board.touch()
  }
}

import { ProblemError } from '../../dataset/problem'
import { inOrder } from '../../flow/in-order'
import { hasEnded } from '../../shards/kinds/growth'
import type { OpenedShard } from '../../shards/kinds/open'
import type { Traffic } from '../../shards/traffic'
import { rowOf } from './key'
import type { PairTable } from '../duckdb/table'
import type { OpenShards, SessionContext } from './open-shards'
import { countRows } from './row-counts'
import { fetchNarrow, type GroupRun, type PlannedRun } from './scan'
import { ahead, groupAt, hasOthers, isAtEnd, putOff, retried, startOf, take } from './scan-cursor'

/** Runs of row groups fetched at once: enough to hide the delay of a request, few enough to bound memory. */
const RUNS_AHEAD = 3
/** Footers read ahead of the shard being scanned. */
const SHARDS_AHEAD = 2

const ONE_REQUEST: Traffic = { bytes: 0, requests: 1 }

/** Reads the narrow columns of every shard into the table, as far as memory and the allowance go, and whatever is tried again. */
export class DatasetScan {
  /** The engine's own failure: nothing can be asked any more. */
  failure: ProblemError | null = null
  private cursor

  /** Starts when `first` is over, so that its bytes do not delay that. `onRun` hears of every run of row groups that is in the table. */
  constructor(
    private readonly context: SessionContext,
    private readonly shards: OpenShards,
    private readonly first: Promise<unknown>,
    private readonly onRun: (run: GroupRun) => void,
  ) {
    this.cursor = startOf(context.dataset.shards.length)
    void this.scan()
    this.countAhead().catch(() => undefined)
  }

  pause(): void {
    const { board } = this.context
    this.cursor = { ...this.cursor, paused: true }
    if (board.phase === 'scanning') board.enter('paused')
  }

  resume(): void {
    const { board, allowance, memory } = this.context
    this.cursor = { ...this.cursor, paused: false }
    if (board.phase === 'fetch-limit') allowance.renew()
    if (board.phase === 'paused') board.enter('scanning')
    memory.freed.notify()
  }

  /** Before the others: the person waits for these. */
  retry(shards: readonly number[]): void {
    const { board, memory } = this.context
    this.cursor = retried(this.cursor, shards)
    if (board.phase === 'complete' && shards.length > 0) board.enter('scanning')
    memory.freed.notify()
  }

  private async scan(): Promise<void> {
    const { dataset, board, memory, signal } = this.context
    try {
      await this.first.catch(() => undefined)
      const table = await this.context.table
      for (;;) {
        signal.throwIfAborted()
        await this.scanAll(table)
        if (isAtEnd(this.cursor)) board.enter('complete')
        await memory.freed.until(() => !isAtEnd(this.cursor), signal)
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
    const { board, memory, signal } = this.context
    const fetched = inOrder(this.runs(), RUNS_AHEAD, (planned) => fetchNarrow(planned, signal))
    for await (const {
      item: { run },
      result,
    } of fetched) {
      signal.throwIfAborted()
      const { index } = run.opened
      const shard = board.shard(index)
      // Rows come in order: what was under way behind a failure is read again once the shard is tried again, from where it stopped.
      if (shard.state === 'failed' || rowOf(run.firstKey) !== shard.rowsScanned) {
        memory.giveBack(run.rows)
        continue
      }
      try {
        if (result.status === 'rejected') throw result.reason
        await table.insert(run.opened.roles, result.value, run.firstKey, run.rows)
      } catch (error) {
        board.fail(index, error)
        memory.giveBack(run.rows)
        continue
      }
      shard.rowsScanned += run.rows
      shard.state = 'reading'
      this.finishIfDone(run.opened)
      this.onRun(run)
      if (board.phase === 'opening') board.enter('scanning')
      board.touch()
    }
  }

  private async *runs(): AsyncGenerator<PlannedRun> {
    const { board, allowance } = this.context
    for (let taken = take(this.cursor); taken !== null; taken = take(this.cursor)) {
      const { shard: index } = taken
      this.cursor = taken.cursor
      await this.mayGoOn(0, ONE_REQUEST)
      for (const later of ahead(this.cursor, SHARDS_AHEAD)) this.shards.get(later).catch(() => undefined)
      const opened = await this.shards.get(index).catch(() => null)
      if (!opened) continue
      // A shard that failed half-way goes on where it stopped.
      let from = groupAt(opened.footer.groups, board.shard(index).rowsScanned)
      do {
        for (const planned of this.shards.takePlan(opened, from)) {
          if (board.shard(index).state === 'failed') break
          const { run, traffic } = planned
          if (!(await this.mayGoOn(run.rows, traffic))) {
            this.cursor = putOff(this.cursor, index)
            break
          }
          allowance.spend(traffic)
          yield planned
          from = run.to
        }
      } while (board.shard(index).state !== 'failed' && from === opened.footer.groups.length && (await this.grow(opened)))
      this.finishIfDone(opened)
    }
  }

  /** Finds more rows of a shard that has more; false when there are none to find. */
  private async grow(opened: OpenedShard): Promise<boolean> {
    const { growth, footer, meter } = opened
    if (!growth || growth.complete) return false
    await this.mayGoOn(0, ONE_REQUEST)
    const { rows } = footer
    const { bytes, requests } = meter
    await growth.more(this.context.signal)
    this.context.allowance.spend({ bytes: meter.bytes - bytes, requests: meter.requests - requests })
    this.context.board.found(opened)
    return footer.rows > rows || !hasEnded(growth)
  }

  /** Once every row of a shard is in the table. */
  private finishIfDone({ index, footer, growth }: OpenedShard): void {
    const { board } = this.context
    if (board.shard(index).rowsScanned < footer.rows || (growth && !hasEnded(growth))) return
    board.shard(index).state = 'done'
    if (growth?.problem) board.fail(index, growth.problem)
  }

  /** Learns the total early. */
  private async countAhead(): Promise<void> {
    const { dataset, board, http, signal } = this.context
    await this.first.catch(() => undefined)
    // The first shards' footers are read for the scan anyway.
    const later = new Map([...dataset.shards.entries()].slice(1 + SHARDS_AHEAD))
    await countRows(later, http, signal, (index, rows) => {
      board.shard(index).rows ??= rows
      board.touch()
    })
  }

  /**
   * Waits while paused, while there is no room for `rows` more, or until `traffic` more is agreed to; then the rows are claimed. False, at
   * once, for rows that no room would ever be enough for while there are others to read.
   */
  private async mayGoOn(rows: number, traffic: Traffic): Promise<boolean> {
    const { board, memory, allowance, signal } = this.context
    for (;;) {
      signal.throwIfAborted()
      const { paused } = this.cursor
      const full = !memory.holds(rows)
      if (!paused && !full && allowance.covers(traffic)) break
      if (!paused && !memory.couldHold(rows) && hasOthers(this.cursor)) return false
      board.enter(paused ? 'paused' : full ? 'budget' : 'fetch-limit')
      await memory.freed.notice(signal)
    }
    memory.claim(rows)
    if (board.phase !== 'opening') board.enter('scanning')
    return true
  }
}

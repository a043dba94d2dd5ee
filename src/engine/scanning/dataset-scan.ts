import { ProblemError } from '../../dataset/problem'
import { inOrder } from '../../flow/in-order'
import { ingestColumns } from '../duckdb/narrow'
import { BYTES_PER_ROW } from '../duckdb/sql'
import type { PairTable } from '../duckdb/table'
import type { OpenShards, SessionContext } from './open-shards'
import type { OpenedShard } from '../../shards/kinds/open'
import { hasEnded } from '../../shards/kinds/growth'
import { countRows } from './row-counts'
import { fetchRun, runsOf, trafficOf, type GroupRun } from './scan'
import type { Traffic } from '../../shards/traffic'

/** Runs of row groups fetched at once: enough to hide the delay of a request, few enough to bound memory. */
const RUNS_AHEAD = 3
/** Footers read ahead of the shard being scanned. */
const SHARDS_AHEAD = 2

const ONE_REQUEST: Traffic = { bytes: 0, requests: 1 }

/** Reads the narrow columns of every shard into the table, as far as memory and the allowance go, and whatever is tried again. */
export class DatasetScan {
  /** The engine's own failure: nothing can be asked any more. */
  failure: ProblemError | null = null
  /** Shards to scan, in this order. */
  private readonly queue: number[]
  private readonly nextGroup = new Map<number, number>()
  private rowsClaimed = 0
  private paused = false
  private wake: (() => void) | null = null

  /** Starts when `first` is over, so that its bytes do not delay that. `onRun` hears of every run of row groups that is in the table. */
  constructor(
    private readonly context: SessionContext,
    private readonly shards: OpenShards,
    private readonly first: Promise<unknown>,
    private budget: number,
    private readonly onRun: (run: GroupRun) => void,
  ) {
    this.queue = [...context.dataset.shards.keys()]
    void this.scan()
    this.countAhead().catch(() => undefined)
  }

  /** Of memory, for the table. */
  get budgetBytes(): number {
    return this.budget
  }

  set budgetBytes(bytes: number) {
    this.budget = bytes
    this.wakeUp()
  }

  pause(): void {
    this.paused = true
    if (this.context.board.phase === 'scanning') this.context.board.enter('paused')
  }

  resume(): void {
    this.paused = false
    if (this.context.board.phase === 'fetch-limit') this.context.allowance.renew()
    this.wakeUp()
  }

  /** Before the others: the person waits for these. */
  retry(shards: readonly number[]): void {
    this.queue.unshift(...shards)
    if (this.context.board.phase === 'complete') this.context.board.enter('scanning')
    this.wakeUp()
  }

  wakeUp(): void {
    this.wake?.()
    this.wake = null
  }

  private async scan(): Promise<void> {
    const { dataset, board, signal } = this.context
    try {
      await this.first.catch(() => undefined)
      const table = await this.context.table
      for (;;) {
        signal.throwIfAborted()
        await this.scanQueue(table)
        if (this.queue.length === 0) board.enter('complete')
        while (this.queue.length === 0) await this.sleep()
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

  private async scanQueue(table: PairTable): Promise<void> {
    const { board, signal } = this.context
    const fetched = inOrder(this.runs(table), RUNS_AHEAD, (run) => fetchRun(run, ingestColumns(run.opened.roles), signal))
    for await (const { item: run, result } of fetched) {
      signal.throwIfAborted()
      const { index } = run.opened
      const shard = board.shard(index)
      // Rows come in order: what was under way behind a failure is read again once the shard is tried again, from where it stopped.
      if (shard.state === 'failed' || run.from !== (this.nextGroup.get(index) ?? 0)) {
        this.rowsClaimed -= run.rows
        continue
      }
      try {
        if (result.status === 'rejected') throw result.reason
        await table.insert(run.opened.roles, result.value, run.firstKey, run.rows)
      } catch (error) {
        this.rowsClaimed -= run.rows
        board.fail(index, error)
        continue
      }
      this.nextGroup.set(index, run.to)
      shard.rowsScanned += run.rows
      shard.state = 'reading'
      if (run.to === run.opened.footer.groups.length) this.finish(run.opened)
      this.onRun(run)
      if (board.phase === 'opening') board.enter('scanning')
      board.touch()
    }
  }

  private async *runs(table: PairTable): AsyncGenerator<GroupRun> {
    const { board, allowance } = this.context
    for (let index = this.queue.shift(); index !== undefined; index = this.queue.shift()) {
      await this.mayGoOn(table, 0, ONE_REQUEST)
      for (const ahead of this.queue.slice(0, SHARDS_AHEAD)) this.shards.get(ahead).catch(() => undefined)
      const opened = await this.shards.get(index).catch(() => null)
      if (!opened) continue
      // A shard that failed half-way goes on where it stopped.
      let from = this.nextGroup.get(index) ?? 0
      do {
        for (const run of runsOf(opened, from)) {
          if (board.shard(index).state === 'failed') break
          const traffic = trafficOf(run)
          await this.mayGoOn(table, run.rows, traffic)
          allowance.spend(traffic)
          yield run
          from = run.to
        }
      } while (board.shard(index).state !== 'failed' && (await this.grow(table, opened)))
      if (this.nextGroup.get(index) === opened.footer.groups.length) this.finish(opened)
    }
  }

  /** Finds more rows of a shard that has more; false when there are none to find. */
  private async grow(table: PairTable, opened: OpenedShard): Promise<boolean> {
    const { growth, footer, meter } = opened
    if (!growth || growth.complete) return false
    await this.mayGoOn(table, 0, ONE_REQUEST)
    const { rows } = footer
    const { bytes, requests } = meter
    await growth.more(this.context.signal)
    this.context.allowance.spend({ bytes: meter.bytes - bytes, requests: meter.requests - requests })
    this.context.board.found(opened)
    return footer.rows > rows || !hasEnded(growth)
  }

  /** Every row found of a shard is in the table. */
  private finish({ index, growth }: OpenedShard): void {
    if (growth && !hasEnded(growth)) return
    this.context.board.shard(index).state = 'done'
    if (growth?.problem) this.context.board.fail(index, growth.problem)
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

  /** Waits while paused, while the table has no room for `rows` more, or until `traffic` more is agreed to. */
  private async mayGoOn(table: PairTable, rows: number, traffic: Traffic): Promise<void> {
    const { board, allowance, signal } = this.context
    for (;;) {
      signal.throwIfAborted()
      const full = this.rowsClaimed > 0 && (this.rowsClaimed + rows) * BYTES_PER_ROW + table.columns.bytes > this.budget
      const agreed = allowance.covers(traffic)
      if (!this.paused && !full && agreed) break
      board.enter(this.paused ? 'paused' : full ? 'budget' : 'fetch-limit')
      await this.sleep()
    }
    this.rowsClaimed += rows
    if (board.phase !== 'opening') board.enter('scanning')
  }

  /** Until something the scan waits for has changed; rejects when the session closes. */
  private async sleep(): Promise<void> {
    await new Promise<void>((resolve) => (this.wake = resolve))
    this.context.signal.throwIfAborted()
  }
}

import { ProblemError } from '../../dataset/problem'
import { hasEnded } from '../../shards/kinds/growth'
import type { OpenedShard } from '../../shards/kinds/open'
import type { PairTable } from '../duckdb/table'
import { hostOfShard } from './host-failures'
import type { OpenShards, SessionContext } from './open-shards'
import { Reading, type PendingRun } from './reading'
import { keysOfShard } from './key'
import { countRows } from './row-counts'
import { UNREAD } from './status'
import { fetchNarrow, type GroupRun, type PlannedRun } from './scan'
import { groupAt, released, retried, startOf, without } from './scan-cursor'
import {
  asked,
  came,
  dropped,
  finding,
  givenUp,
  heard,
  inserted,
  isOver,
  isWaitedFor,
  keptOf,
  known,
  nextAsk,
  nextInsert,
  nextStall,
  opening,
  PATIENCE_MS,
  postponed,
  putAside,
  rewound,
  scheduleOf,
  type Ask,
  type Gate,
  type Schedule,
  type Taken,
} from './schedule'

/** How often it is looked which shards keep others waiting. */
const WATCH_MS = 500

/** A shard whose file changes more often while it is read is given up. */
const MOST_CHANGES = 2

const needsOf = ({ run: { rows }, traffic }: PlannedRun) => ({ rows, traffic })

/**
 * Reads the narrow columns of every shard into the table, as far as memory and the allowance go, and whatever is tried again. What comes
 * next is told by schedule.ts.
 */
export class DatasetScan {
  /** The engine's own failure: nothing can be asked any more. */
  failure: ProblemError | null = null
  private schedule: Schedule
  private readonly readings = new Map<number, Reading>()
  private paused = false
  private inserting = false

  /**
   * Starts when `first` is over, so that its bytes do not delay that. `onRun` hears of every run of row groups that is in the table.
   * `fetch` is given by tests.
   */
  constructor(
    private readonly context: SessionContext,
    private readonly shards: Pick<OpenShards, 'get' | 'takePlan' | 'askedFor' | 'abandon' | 'renew' | 'versionOf'>,
    private readonly first: Promise<unknown>,
    private readonly onRun: (run: GroupRun) => void,
    private readonly onForgotten: (isForgotten: (run: GroupRun) => boolean) => void,
    private readonly fetch: typeof fetchNarrow = fetchNarrow,
  ) {
    this.schedule = scheduleOf(startOf(context.dataset.shards.length))
    void this.scan()
    this.countAhead().catch(() => undefined)
  }

  /** Ends what is on its way: it is asked for again when the scan goes on. */
  pause(): void {
    const { board } = this.context
    this.paused = true
    for (const one of this.schedule.taken) this.rewind(one)
    for (const { finding } of this.readings.values()) finding?.abort()
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
    for (const index of shards) this.drop(index)
    this.forgiveHosts()
    this.schedule = { ...this.schedule, cursor: retried(this.schedule.cursor, shards) }
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
    this.drop(index)
    this.shards.renew(index)
    const { changes } = board.shard(index)
    Object.assign(board.shard(index), { ...UNREAD, changes: changes + 1 })
    this.forget(index)
    if (changes >= MOST_CHANGES) {
      board.fail(index, error)
      this.context.failures.failed(index, error)
    } else {
      this.schedule = { ...this.schedule, cursor: retried(without(this.schedule.cursor, index), [index]) }
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
        board.enter(this.schedule.cursor.held.length > 0 ? 'many-failures' : 'complete')
        await memory.freed.until(() => !isOver(this.schedule), signal)
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
    while (!isOver(this.schedule) || this.inserting) {
      signal.throwIfAborted()
      this.watch()
      const ask = nextAsk(this.schedule, gate())
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
      this.drop(ask.shard)
      this.schedule = postponed(this.schedule, ask.shard)
      board.shard(ask.shard).noRoom = true
    } else if (ask.kind === 'open') this.open(ask)
    else if (ask.kind === 'find') void this.find(ask.shard)
    else this.fetchNext(ask.shard)
  }

  private open({ shard, schedule }: Extract<Ask, { kind: 'open' }>): void {
    const before = this.schedule.cursor.again[0] === shard
    this.schedule = schedule
    this.tellStops()
    if (shard === null) return
    const reading = new Reading()
    this.readings.set(shard, reading)
    const opened = this.shards.get(shard)
    this.schedule = opening(this.schedule, shard, this.shards.askedFor(shard)?.since ?? Date.now(), before)
    opened
      .then((of) => {
        if (this.readings.get(shard) !== reading) return
        reading.opened = of
        this.plan(reading, of, groupAt(of.footer.groups, this.context.board.shard(shard).rowsScanned), of.growth?.complete === false)
      })
      .catch(() => this.readings.get(shard) === reading && this.drop(shard))
      .finally(() => this.wake())
  }

  /** The runs of a shard from a row group on are next. */
  private plan(reading: Reading, opened: OpenedShard, from: number, grows: boolean): void {
    const runs = this.shards.takePlan(opened, from)
    reading.plan.push(...runs)
    this.schedule = known(this.schedule, opened.index, runs.map(needsOf), grows, Date.now())
  }

  private fetchNext(shard: number): void {
    const { board, memory, allowance, signal } = this.context
    const reading = this.readings.get(shard)
    const taken = this.takenAt(shard)
    const planned = taken && reading?.plan[taken.asked]
    if (!reading || !planned) throw new Error(`no run to fetch of shard ${shard}`)
    memory.claim(planned.run.rows)
    board.shard(shard).noRoom = false
    allowance.spend(planned.traffic)
    const pending: PendingRun = { planned, controller: new AbortController(), result: null }
    reading.expect(planned.traffic.bytes, this.shards.askedFor(shard)?.meter.bytes ?? 0)
    reading.pending.push(pending)
    this.schedule = asked(this.schedule, shard, Date.now())
    const ends = AbortSignal.any([signal, pending.controller.signal])
    void Promise.allSettled([this.fetch(planned, ends, taken.aside)]).then(([result]) => {
      const place = reading.pending.indexOf(pending)
      if (place < 0 || this.readings.get(shard) !== reading) return
      pending.result = result
      this.schedule = came(this.schedule, shard, place, Date.now())
      this.wake()
    })
  }

  /** Finds more rows of a shard that has more. */
  private async find(shard: number): Promise<void> {
    const { allowance, board, signal } = this.context
    const reading = this.readings.get(shard)
    const opened = reading?.opened
    if (!reading || !opened?.growth) throw new Error(`no more rows in shard ${shard}`)
    this.schedule = finding(this.schedule, shard, Date.now())
    const { growth, footer, meter } = opened
    const { rows } = footer
    const { bytes, requests } = meter
    const from = footer.groups.length
    reading.finding = new AbortController()
    try {
      await growth.more(AbortSignal.any([signal, reading.finding.signal]))
      if (this.readings.get(shard) !== reading) return
      board.found(opened)
      this.plan(reading, opened, from, !growth.complete && (footer.rows > rows || !hasEnded(growth)))
    } catch {
      // Ended by a pause: it goes on from there.
      if (this.readings.get(shard) === reading) this.schedule = known(this.schedule, shard, [], true, Date.now())
    } finally {
      allowance.spend({ bytes: meter.bytes - bytes, requests: meter.requests - requests })
      reading.finding = null
      this.wake()
    }
  }

  private insertNext(table: PairTable): void {
    const shard = this.inserting ? null : nextInsert(this.schedule)
    const reading = shard === null ? undefined : this.readings.get(shard)
    const run = reading?.pending[0]
    if (shard === null || !reading || !run?.result) return
    this.inserting = true
    reading.inserting = run
    void this.insert(table, shard, reading, run.planned.run, run.result).finally(() => {
      this.inserting = false
      reading.inserting = null
      this.wake()
    })
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
      this.schedule = inserted(this.schedule, shard, Date.now())
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
    this.drop(shard)
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
    this.drop(shard)
  }

  private drop(shard: number): void {
    const reading = this.readings.get(shard)
    if (!reading) return
    this.readings.delete(shard)
    reading.finding?.abort()
    this.giveBack(reading.rewind(0))
    this.schedule = dropped(this.schedule, shard)
  }

  private rewind(one: Taken): void {
    this.giveBack(this.readings.get(one.shard)?.rewind(keptOf(one)) ?? 0)
    this.schedule = rewound(this.schedule, one.shard)
  }

  private giveBack(rows: number): void {
    if (rows > 0) this.context.memory.giveBack(rows)
  }

  /** Looks which shards are heard of, and which keep the others waiting. */
  private watch(): void {
    const { board } = this.context
    const now = Date.now()
    for (const { shard } of this.schedule.taken) {
      // What fails where captions or columns are read is read no further.
      if (board.shard(shard).state === 'failed' && this.readings.get(shard)?.opened) this.drop(shard)
      else if (this.readings.get(shard)?.hears(this.shards.askedFor(shard)?.meter.bytes ?? 0))
        this.schedule = heard(this.schedule, shard, now)
    }
    if (!this.paused)
      for (let stall = nextStall(this.schedule, now); stall; stall = nextStall(this.schedule, now)) {
        const one = this.takenAt(stall.shard)
        if (stall.kind === 'aside' && one) {
          this.rewind(one)
          this.schedule = putAside(this.schedule, stall.shard)
        } else {
          if (!this.readings.get(stall.shard)?.opened) this.shards.abandon(stall.shard)
          this.drop(stall.shard)
          this.schedule = givenUp(this.schedule, stall.shard)
        }
      }
    this.tellWaits(now)
  }

  /** What has not answered for some seconds, and how far the first of those has come whose bytes drip. */
  private tellWaits(now: number): void {
    const { board, dataset } = this.context
    const waited = this.paused ? [] : this.schedule.taken.filter(isWaitedFor)
    const waits = waited.flatMap(({ shard, heard }) =>
      now - heard < PATIENCE_MS ? [] : [{ shard, host: hostOfShard(dataset.shards[shard]), seconds: Math.floor((now - heard) / 1000) }],
    )
    const dripping = waited.find(({ since, heard }) => now - since >= PATIENCE_MS && now - heard < PATIENCE_MS)
    const arrived = dripping && this.readings.get(dripping.shard)?.arrived(this.shards.askedFor(dripping.shard)?.meter.bytes ?? 0)
    board.waitFor(waits, dripping && arrived ? { shard: dripping.shard, ...arrived } : null)
  }

  private takenAt(shard: number): Taken | undefined {
    return this.schedule.taken.find((one) => one.shard === shard)
  }

  private forgiveHosts(): void {
    this.context.failures.forgive()
    this.schedule = { ...this.schedule, cursor: released(this.schedule.cursor) }
    this.tellStops()
  }

  private tellStops(): void {
    const { board } = this.context
    // Of a shard that somebody else asked for it may be known that it fails, though the scan has not come to it.
    const untried = this.context.failures.byHost(this.schedule.cursor.held.filter((index) => board.shard(index).state !== 'failed'))
    if (untried.size === 0 && board.stops.length === 0) return
    board.stops = [...untried].map(([host, shards]) => ({ host, untried: shards.length }))
    board.touch()
  }

  /** Learns the total early. */
  private async countAhead(): Promise<void> {
    const { dataset, board, http, allowance, signal } = this.context
    await this.first.catch(() => undefined)
    await countRows({
      shards: dataset.shards,
      isKnown: (index) => this.shards.askedFor(index) !== null || board.shard(index).rows !== null,
      mayGoOn: (index) => board.waits.length === 0 && this.context.failures.inARow(index) === 0,
      changed: board.changed,
      http,
      allowance,
      signal,
      tell: (index, rows) => {
        board.shard(index).rows ??= rows
        board.touch()
      },
    })
  }
}

/** Whether a failure says that the file is not the one that was opened. */
export function isChange(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'changed'
}

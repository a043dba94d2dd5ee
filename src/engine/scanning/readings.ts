import { hasEnded } from '../../shards/kinds/growth'
import type { OpenedShard } from '../../shards/kinds/open'
import type { OpenShards, SessionContext } from './open-shards'
import { Reading, type PendingRun } from './reading'
import type { fetchNarrow } from './scan'
import { type PlannedRun } from './scan'
import { groupAt, startOf } from './scan-cursor'
import { asked, came, dropped, finding, keptOf, known, opening, rewound, scheduleOf, type Ask, type Schedule, type Taken } from './schedule'

/** The shards as a scan asks for them. */
export type ScanShards = Pick<OpenShards, 'get' | 'takePlan' | 'askedFor' | 'abandon' | 'renew' | 'versionOf'>

const needsOf = ({ run: { rows }, traffic }: PlannedRun) => ({ rows, traffic })

/**
 * What the scan has under way: of each shard that it has taken what is asked for and what has come, in step with the schedule. What came of
 * a shard that was dropped meanwhile is not looked at.
 */
export class Readings {
  schedule: Schedule
  /** What goes into the table now, and its end. It goes in though its shard is let go of. */
  insertion: { readonly shard: number; readonly done: Promise<void> } | null = null
  private readonly readings = new Map<number, Reading>()

  /** `wake` is called whenever the schedule has changed by itself. */
  constructor(
    private readonly context: SessionContext,
    private readonly shards: ScanShards,
    private readonly wake: () => void,
    private readonly fetch: typeof fetchNarrow,
  ) {
    this.schedule = scheduleOf(startOf(context.dataset.shards.length))
  }

  get(shard: number): Reading | undefined {
    return this.readings.get(shard)
  }

  takenAt(shard: number): Taken | undefined {
    return this.schedule.taken.find((one) => one.shard === shard)
  }

  /** Asks for the footer of a shard, and plans its runs. */
  open({ shard, schedule }: Extract<Ask, { kind: 'open' }>): void {
    const before = shard !== null && this.schedule.cursor.again.includes(shard)
    this.schedule = schedule
    if (shard === null) return
    const reading = new Reading()
    this.readings.set(shard, reading)
    const opened = this.shards.get(shard)
    this.schedule = opening(this.schedule, shard, this.shards.askedFor(shard)?.since ?? Date.now(), before)
    opened
      .then(async (of) => {
        // This one begins behind the rows that an earlier one is just putting into the table.
        if (this.insertion?.shard === shard) await this.insertion.done
        if (this.readings.get(shard) !== reading) return
        reading.opened = of
        this.plan(reading, of, groupAt(of.footer.groups, this.context.board.shard(shard).rowsScanned), of.growth?.complete === false)
      })
      .catch(() => this.readings.get(shard) === reading && this.drop(shard))
      .finally(this.wake)
  }

  /** Asks for the next run of a shard. */
  fetchNext(shard: number): void {
    const { board, memory, allowance, signal } = this.context
    const reading = this.readings.get(shard)
    const taken = this.takenAt(shard)
    const planned = taken && reading?.plan[taken.asked]
    if (!reading || !planned) throw new Error(`no run to fetch of shard ${shard}`)
    memory.claim(planned.run.rows)
    board.shard(shard).noRoom = false
    allowance.spend(planned.traffic)
    const pending: PendingRun = { planned, controller: new AbortController(), result: null }
    reading.expect(planned.traffic.bytes, this.bytesOf(shard))
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
  async find(shard: number): Promise<void> {
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

  /** Lets go of a shard, with all that is on its way of it. */
  drop(shard: number): void {
    const reading = this.readings.get(shard)
    if (!reading) return
    this.readings.delete(shard)
    reading.finding?.abort()
    this.giveBack(reading.rewind(0))
    this.schedule = dropped(this.schedule, shard)
  }

  /** Ends what is on its way of a shard behind a gap: it is asked for again. */
  rewind(one: Taken): void {
    this.giveBack(this.readings.get(one.shard)?.rewind(keptOf(one)) ?? 0)
    this.schedule = rewound(this.schedule, one.shard)
  }

  /** Ends all that is on its way. */
  rewindAll(): void {
    for (const one of this.schedule.taken) this.rewind(one)
    for (const { finding } of this.readings.values()) finding?.abort()
  }

  /** Bytes that have come of a shard since it was asked for. */
  bytesOf(shard: number): number {
    return this.shards.askedFor(shard)?.meter.bytes ?? 0
  }

  /** The runs of a shard from a row group on are next. */
  private plan(reading: Reading, opened: OpenedShard, from: number, grows: boolean): void {
    const runs = this.shards.takePlan(opened, from)
    reading.plan.push(...runs)
    this.schedule = known(this.schedule, opened.index, runs.map(needsOf), grows, Date.now())
  }

  private giveBack(rows: number): void {
    if (rows > 0) this.context.memory.giveBack(rows)
  }
}

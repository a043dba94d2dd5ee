import { problemOf } from '../../dataset/problem-values'
import type { Problem } from '../../dataset/problem'
import type { Role } from '../../pair/role'
import type { EngineStatus, OtherColumn } from '../engine'
import type { OpenedShard } from '../../shards/kinds/open'
import { Condition } from '../../flow/condition'
import { hostWait } from '../../shards/host'
import type { ScanCosts } from './scan-cost'
import type { ColumnProgress, HostStop, ScanPhase, ScanStatus, ShardArrival, ShardState, ShardStatus, ShardWait } from './scanning'

const PUBLISH_MS = 200
/** A snapshot copies every shard: datasets of tens of thousands are told of less often. */
const SHARDS_PER_MS = 50

/** All that is told of a dataset that is scanned. */
export type DatasetStatus = EngineStatus & ScanStatus

/** The writable state behind ShardStatus. */
export interface ShardProgress {
  name: string
  state: ShardState
  rows: number | null
  shareFound: number
  junkRows: number
  rowsScanned: number
  changes: number
  mark: number | null
  noRoom: boolean
  problem: Problem | null
}

export interface Counters {
  readonly bytesFetched: number
  readonly requests: number
  readonly tableBytes: number
  readonly budgetBytes: number
  readonly revision: number
  readonly reorders: number
}

/** A shard of which nothing is known yet. */
export const UNREAD: Omit<ShardProgress, 'name'> = {
  state: 'waiting',
  rows: null,
  shareFound: 1,
  junkRows: 0,
  rowsScanned: 0,
  changes: 0,
  mark: null,
  noRoom: false,
  problem: null,
}

/** How often the files of shards have changed, of those that have. */
export function changesOf(shards: readonly { readonly changes: number }[]): ReadonlyMap<number, number> {
  return new Map([...shards.entries()].flatMap(([index, { changes }]) => (changes > 0 ? [[index, changes] as const] : [])))
}

/** Keeps a dataset's status and tells its listener, at most every 200 ms. */
export class StatusBoard {
  phase: ScanPhase = 'opening'
  captionScan: DatasetStatus['captionScan'] = null
  columns: readonly OtherColumn[] = []
  columnReads: readonly ColumnProgress[] = []
  readonly roles = new Set<Role>()
  readonly shards: ShardProgress[]
  waits: readonly ShardWait[] = []
  arriving: ShardArrival | null = null
  stops: readonly HostStop[] = []
  /** Notified of every change, at once. */
  readonly changed = new Condition()
  private timer: ReturnType<typeof setTimeout> | undefined
  private closed = false
  private readonly leaveHosts: () => void

  constructor(
    names: readonly string[],
    private readonly counters: () => Counters,
    private readonly costs: ScanCosts,
    private readonly publish: (status: DatasetStatus) => void,
  ) {
    this.shards = names.map((name) => ({ name, ...UNREAD }))
    this.leaveHosts = hostWait.subscribe(() => this.touch())
  }

  shard(index: number): ShardProgress {
    const shard = this.shards[index]
    if (!shard) throw new RangeError(`no shard ${index}`)
    return shard
  }

  enter(phase: ScanPhase): void {
    if (this.phase === phase) return
    this.phase = phase
    this.touch()
  }

  /** What opening a shard, or walking on in it, has found. */
  found({ index, footer, growth, roles, mark }: OpenedShard): void {
    Object.assign(this.shard(index), { rows: footer.rows, shareFound: growth?.shareFound ?? 1, junkRows: growth?.junkRows ?? 0, mark })
    for (const role of Object.keys(roles) as Role[]) this.roles.add(role)
    this.touch()
  }

  fail(index: number, error: unknown): void {
    const shard = this.shard(index)
    shard.state = 'failed'
    shard.problem = problemOf(error, 'truncated', shard.name)
    this.touch()
  }

  /** These have not answered for so long, and this one drips. */
  waitFor(waits: readonly ShardWait[], arriving: ShardArrival | null): void {
    const same = waits.length === this.waits.length && waits.every(({ shard, seconds }, i) => isSame(this.waits[i], shard, seconds))
    // Bytes that come are told of anyway.
    const changed = !same || (arriving === null) !== (this.arriving === null)
    this.waits = waits
    this.arriving = arriving
    if (changed) this.touch()
  }

  /** Whether rows are read now, without anybody's doing. */
  get isReading(): boolean {
    return this.phase === 'opening' || this.phase === 'scanning'
  }

  /** Whether more rows of a shard will be read without anybody's doing. */
  willRead(index: number): boolean {
    const { state } = this.shard(index)
    return this.isReading && state !== 'done' && state !== 'failed'
  }

  /** Something changed: listeners hear of it soon. */
  touch(): void {
    if (this.closed) return
    this.changed.notify()
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined
        this.publish(this.snapshot())
      },
      PUBLISH_MS + this.shards.length / SHARDS_PER_MS,
    )
  }

  close(): void {
    this.closed = true
    this.leaveHosts()
    clearTimeout(this.timer)
  }

  snapshot(): DatasetStatus {
    const readable = this.shards.filter((shard) => shard.state !== 'failed')
    return {
      phase: this.phase,
      more: this.phase === 'complete' ? 'none' : this.isReading ? 'coming' : 'held',
      shards: this.shards.map((shard, index): ShardStatus =>
        // Where the scan is held, nobody reads on.
        shard.state === 'reading' && !this.willRead(index) ? { ...shard, state: 'partial' } : { ...shard },
      ),
      hostWait: hostWait.get(),
      waits: this.waits,
      arriving: this.arriving,
      stops: this.stops,
      rowsScanned: this.shards.reduce((sum, shard) => sum + shard.rowsScanned, 0),
      // What a failed shard still lacks is not counted as missing: its failure is shown beside the counts.
      rowsTotal: this.shards.reduce((sum, shard) => sum + (shard.state === 'failed' ? shard.rowsScanned : (shard.rows ?? 0)), 0),
      rowsKnown: readable.every((shard) => shard.rows !== null && shard.shareFound === 1),
      ...this.counters(),
      costLeft: this.phase === 'complete' ? null : this.costs.left(this.shards),
      roles: [...this.roles],
      captionScan: this.captionScan,
      columns: this.columns,
      columnReads: this.columnReads,
    }
  }
}

function isSame(wait: ShardWait | undefined, shard: number, seconds: number): boolean {
  return wait?.shard === shard && wait.seconds === seconds
}

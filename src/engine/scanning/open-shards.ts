import type { Dataset } from '../../dataset/dataset'
import { ProblemError, type Problem } from '../../dataset/problem'
import { isUsable } from '../../dataset/roles'
import type { HttpOptions } from '../../shards/http'
import { Lru } from '../../flow/lru'
import { Meter } from '../../shards/meter'
import type { PageCache } from '../../shards/rows'
import { CsvConverter } from '../duckdb/csv'
import type { PairTable } from '../duckdb/table'
import type { Growth } from '../../shards/kinds/growth'
import { noColumns, openShardOfDataset, type OpenedShard } from '../../shards/kinds/open'
import type { HostFailures } from './host-failures'
import type { Memory } from './memory'
import { planRuns, trafficOfAll, type PlannedRun } from './scan'
import type { ScanCosts } from './scan-cost'
import { changesOf, type StatusBoard } from './status'
import { NO_TRAFFIC, type Allowance, type Traffic } from '../../shards/traffic'

/** Decoded pages kept for rows and pictures on screen, over all shards. */
const PAGE_CACHE_BYTES = 96 * 2 ** 20

/** Plans kept until their shards are scanned: those few whose footers are read ahead. A search by vectors opens thousands. */
const PLANS_KEPT = 4

/** A shard that was asked for: since when, and what has come of it. */
interface AskedFor {
  /** In milliseconds. */
  readonly since: number
  readonly meter: Meter
  readonly controller: AbortController
}

/** What the parts of a session share. */
export interface SessionContext {
  readonly dataset: Dataset
  readonly table: Promise<PairTable>
  readonly board: StatusBoard
  readonly http: HttpOptions
  readonly allowance: Allowance
  readonly memory: Memory
  readonly costs: ScanCosts
  /** Not opened before they are tried again. */
  readonly leftOut: ReadonlyMap<number, Problem>
  readonly failures: HostFailures
  /** Aborted when the session closes. */
  readonly signal: AbortSignal
}

/** The shards of a dataset, each opened once; a failure is remembered on the board until it is tried again. */
export class OpenShards {
  private readonly opened = new Map<number, Promise<OpenedShard>>()
  /** Shards without a column for a pair: failed, but their columns can be looked at to choose others. */
  private readonly unusable = new Map<number, OpenedShard>()
  private readonly asked = new Map<number, AskedFor>()
  private readonly versions: Map<number, number>
  private readonly growing = new Map<number, Growth>()
  private readonly wholeFiles = new Set<number>()
  private readonly leftOut: Map<number, Problem>
  private readonly cache: PageCache = new Lru(PAGE_CACHE_BYTES)
  private readonly plans = new Lru<readonly PlannedRun[], OpenedShard>(PLANS_KEPT)

  constructor(
    private readonly context: SessionContext,
    private readonly onOpen: (opened: OpenedShard) => void,
  ) {
    this.versions = new Map(changesOf(context.board.shards))
    this.leftOut = new Map(context.leftOut)
  }

  /** Of a host that is asked no more only those that are open. */
  async get(index: number): Promise<OpenedShard> {
    const known = this.opened.get(index)
    if (known) return await known
    this.context.failures.throwIfStopped(index)
    const opening = this.open(index)
    this.opened.set(index, opening)
    return await opening
  }

  /** Those that are open by now, in order. */
  async all(): Promise<readonly OpenedShard[]> {
    const known = await Promise.allSettled([...this.opened].sort(([a], [b]) => a - b).map(([, opening]) => opening))
    return known.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  }

  /** Null where nobody has asked for it. */
  askedFor(index: number): AskedFor | null {
    return this.asked.get(index) ?? null
  }

  /** Gives up opening a shard; whoever asks for it next begins anew. */
  abandon(index: number): void {
    this.opened.delete(index)
    this.asked.get(index)?.controller.abort()
    this.asked.delete(index)
  }

  /** How often the file of a shard has changed. */
  versionOf(index: number): number {
    return this.versions.get(index) ?? 0
  }

  /** Forgets all that was known of a shard, whose file has changed: the next to ask for it opens what is there now. */
  renew(index: number): void {
    this.versions.set(index, this.versionOf(index) + 1)
    this.growing.delete(index)
    this.unusable.delete(index)
    this.abandon(index)
  }

  /** A shard whose rows can be looked at, though perhaps not as pairs. */
  async any(index: number): Promise<OpenedShard> {
    try {
      return await this.get(index)
    } catch (error) {
      const unusable = this.unusable.get(index)
      if (unusable) return unusable
      throw error
    }
  }

  /**
   * The runs of a shard from a row group on, for whoever scans them now. They were planned when it was opened, to tell what they take; they
   * are planned again only if that was long before, or if the scan goes on in its middle.
   */
  takePlan(opened: OpenedShard, from: number): readonly PlannedRun[] {
    const plan = from === 0 ? this.plans.get(opened) : undefined
    this.plans.delete(opened)
    return plan ?? planRuns(opened, from)
  }

  /** What scanning a shard takes whose rows are all known. */
  private plannedTraffic(opened: OpenedShard): Traffic {
    if (!opened.remote) return NO_TRAFFIC
    const plan = planRuns(opened, 0)
    this.plans.set(opened, plan)
    return trafficOfAll(plan)
  }

  /** Opens a failed shard anew when it is next asked for; `wholeFile`: downloaded whole if need be. */
  reopen(index: number, wholeFile: boolean): void {
    if (wholeFile) this.wholeFiles.add(index)
    this.leftOut.delete(index)
    // What was found of it stays: it goes on from there.
    if (!wholeFile && this.growing.get(index)?.complete === false) return
    this.opened.delete(index)
  }

  private async open(index: number): Promise<OpenedShard> {
    const { dataset, table, board, http, allowance, costs, failures } = this.context
    const ref = dataset.shards[index]
    if (!ref) throw new ProblemError({ code: 'not-found', where: dataset.name, detail: `shard ${index}` })
    const meter = new Meter(http.meter)
    const controller = new AbortController()
    const signal = AbortSignal.any([this.context.signal, controller.signal])
    this.asked.set(index, { since: Date.now(), meter, controller })
    const leftOut = this.leftOut.get(index)
    try {
      if (leftOut) throw new ProblemError(leftOut)
      const opened = await openShardOfDataset(ref, index, {
        ...http,
        meter,
        csv: () => table.then(({ db }) => new CsvConverter(db)),
        cache: this.cache,
        signal,
        wholeFile: this.wholeFiles.has(index),
        roles: dataset.roles,
        version: this.versionOf(index),
      }).finally(() => allowance.spend(meter))
      const { growth, footer } = opened
      const columns = growth ? growth.left : this.plannedTraffic(opened)
      if (columns) costs.note(index, { rows: footer.rows, opening: { bytes: meter.bytes, requests: meter.requests }, columns, growth })
      if (!isUsable(opened.roles) && !opened.pictures) {
        this.unusable.set(index, opened)
        throw noColumns(opened)
      }
      if (growth) this.growing.set(index, growth)
      board.found(opened)
      this.onOpen(opened)
      return opened
    } catch (error) {
      if (!signal.aborted) {
        board.fail(index, error)
        failures.failed(index, error)
      }
      throw error
    }
  }
}

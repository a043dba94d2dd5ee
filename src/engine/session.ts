import type { Dataset } from '../dataset/dataset'
import { fetchWithToken, type HubToken } from '../dataset/hub-token'
import { ProblemError } from '../dataset/problem'
import { isUsable } from '../dataset/roles'
import type { Role } from '../pair/role'
import { pairKey, rowOf, shardOf, type Pair, type PairKey } from '../pair/pair'
import { columnFilters, type Query } from '../query/query'
import { inOrder } from '../shards/in-order'
import { Lru } from '../shards/lru'
import { Meter } from '../shards/meter'
import type { Footer } from '../shards/footer'
import type { HttpOptions } from '../shards/http'
import { unlessAborted } from '../shards/shared'
import type { PageCache } from '../shards/rows'
import { CaptionScan } from './caption-scan'
import { ColumnReads } from './column-reads'
import { BYTES_PER_ROW, ingestColumns } from './duckdb/sql'
import { captionText, type NarrowValues, type PairTable } from './duckdb/table'
import type { CallOptions, ColumnFacet, ColumnValue, DatasetStatus, Facets, Page, PageCursor, PictureBytes, RowDetail } from './engine'
import { noColumns, openShardOfDataset, problemOf, type OpenedShard } from './opened-shard'
import { countRows } from './row-counts'
import { readHead, readPairs, readPicture, readRow } from './pairs'
import { fetchRun, runsOf, trafficOf, type GroupRun } from './scan'
import { ScanCosts } from './scan-cost'
import { StatusBoard } from './status'
import { Allowance, NO_TRAFFIC, SCAN_ALLOWANCE, sum, type Traffic } from './traffic'

/** Runs of row groups fetched at once: enough to hide the delay of a request, few enough to bound memory. */
const RUNS_AHEAD = 3
/** Decoded pages kept for rows and pictures on screen, over all shards. */
const PAGE_CACHE_BYTES = 96 * 2 ** 20
/** Footers read ahead of the shard being scanned. */
const SHARDS_AHEAD = 2

const ONE_REQUEST: Traffic = { bytes: 0, requests: 1 }

export interface SessionOptions {
  /** The person's own, for shards that lie on the Hub. */
  readonly token?: HubToken | null
  /** What the scan may fetch before the person is asked. */
  readonly allowance?: Traffic
}

/** One open dataset: its shards, its scan into the table, and answers about it. Lives in the data worker. */
export class DatasetSession {
  private readonly meter = new Meter()
  private readonly http: HttpOptions
  private readonly cache: PageCache = new Lru(PAGE_CACHE_BYTES)
  private readonly closing = new AbortController()
  private readonly board: StatusBoard
  private readonly opened = new Map<number, Promise<OpenedShard>>()
  /** Shards without a column for a pair: failed, but their columns can be looked at to choose others. */
  private readonly unusable = new Map<number, OpenedShard>()
  private readonly wholeFiles = new Set<number>()
  /** Shards to scan, in this order. */
  private readonly queue: number[]
  private readonly captions: CaptionScan
  private readonly columns: ColumnReads
  /** The first rows are read before the scan so that its bytes do not delay them. */
  private readonly firstRows: Promise<readonly Pair[]>
  private ready: PairTable | null = null
  private wake: (() => void) | null = null
  private paused = false
  private rowsClaimed = 0
  private readonly allowance: Allowance
  private readonly costs = new ScanCosts()
  private readonly nextGroup = new Map<number, number>()
  private failure: ProblemError | null = null

  constructor(
    private readonly dataset: Dataset,
    private readonly table: Promise<PairTable>,
    private budgetBytes: number,
    headRows: number,
    publish: (status: DatasetStatus) => void,
    { token = null, allowance = SCAN_ALLOWANCE }: SessionOptions = {},
  ) {
    this.allowance = new Allowance(allowance)
    this.queue = [...dataset.shards.keys()]
    this.http = { meter: this.meter, fetch: fetchWithToken((url, init) => fetch(url, init), token) }
    table.then(
      (opened) => (this.ready = opened),
      () => undefined,
    )
    this.board = new StatusBoard(
      dataset.shards.map((shard) => shard.name),
      () => ({
        bytesFetched: this.meter.bytes,
        requests: this.meter.requests,
        tableBytes: this.ready?.bytes ?? 0,
        budgetBytes: this.budgetBytes,
        revision: this.ready?.revision ?? 0,
        reorders: this.ready?.reorders ?? 0,
      }),
      this.costs,
      publish,
    )
    this.meter.onChange = () => this.board.touch()
    const onFailure = (run: GroupRun, error: unknown) => this.fail(run.opened.index, error)
    this.captions = new CaptionScan(table, this.board, onFailure)
    this.columns = new ColumnReads(table, this.board, onFailure, () => (this.ready?.bytes ?? 0) > this.budgetBytes)
    this.firstRows = readHead((index) => this.shard(index), dataset.shards.length, headRows, this.closing.signal)
    this.firstRows.catch(() => undefined)
    void this.scan()
    this.countAhead().catch(() => undefined)
  }

  status(): DatasetStatus {
    return this.board.snapshot()
  }

  async head(limit: number): Promise<readonly Pair[]> {
    return (await this.firstRows).slice(0, limit)
  }

  async page(query: Query, after: PageCursor | null, limit: number, { signal }: CallOptions = {}): Promise<Page> {
    const table = await this.tableFor(query)
    return await table.page(query, after, limit, signal)
  }

  async facets(query: Query, { signal }: CallOptions = {}): Promise<Facets> {
    const table = await this.tableFor(query)
    const facets = await table.facets(query, signal)
    // Read after the hits were counted: never fewer rows than those the hits come from.
    const captions = captionText(query) === null ? Infinity : this.captions.rowsScanned
    return { ...facets, rowsScanned: Math.min(facets.rowsScanned, captions, this.columns.rowsRead(pathsOf(query))) }
  }

  async columnFacet(query: Query, column: string, { signal }: CallOptions = {}): Promise<ColumnFacet | null> {
    const table = await this.tableFor(query)
    await this.columns.need([column])
    const { revision } = table
    const counts = await table.columns.counts(query, column, signal)
    return counts && { ...counts, revision, rowsRead: this.columns.rowsRead([column, ...pathsOf(query)]) }
  }

  async columnValues(keys: readonly PairKey[], columns: readonly string[], { signal }: CallOptions = {}): Promise<readonly (readonly ColumnValue[])[]> {
    return (await this.ready?.columns.values(keys, columns, signal)) ?? keys.map(() => columns.map(() => undefined))
  }

  readColumns(columns: readonly string[]): void {
    this.columns.want(columns)
  }

  async pairs(keys: readonly PairKey[], { signal }: CallOptions = {}): Promise<readonly (Pair | null)[]> {
    // Before DuckDB is up, narrow values come from the shard like the rest.
    const values = (await this.ready?.values(keys, signal)) ?? new Map<PairKey, NarrowValues>()
    return await readPairs((index) => this.shard(index), keys, values, signal)
  }

  async picture(key: PairKey, { signal }: CallOptions = {}): Promise<PictureBytes> {
    return await readPicture(await this.shard(shardOf(key)), rowOf(key), signal)
  }

  async row(key: PairKey, { signal }: CallOptions = {}): Promise<RowDetail> {
    return await readRow(await this.anyShard(shardOf(key)), rowOf(key), signal)
  }

  async passing(query: Query, index: number, { signal }: CallOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const table = await this.tableFor(query)
    const arriving = () => !['complete', 'budget', 'fetch-limit'].includes(this.board.phase) && !['done', 'failed'].includes(this.board.shard(index).state)
    const searching = () => captionText(query) !== null && this.board.captionScan !== null
    while (arriving() || searching() || this.columns.behind(query)) {
      await unlessAborted(this.board.published(), signal)
      this.closing.signal.throwIfAborted()
    }
    return await table.passing(query, pairKey(index, 0), this.board.shard(index).rows ?? 0, signal)
  }

  async aspects(keys: readonly PairKey[], { signal }: CallOptions = {}): Promise<Float32Array<ArrayBuffer>> {
    const values = await this.ready?.values(keys, signal)
    return Float32Array.from(keys, (key) => {
      const { width, height } = values?.get(key) ?? { width: 0, height: 0 }
      return height > 0 ? width / height : 0
    })
  }

  async footer(index: number): Promise<Footer> {
    return (await this.anyShard(index)).footer
  }

  pause(): void {
    this.paused = true
    if (this.board.phase === 'scanning') this.setPhase('paused')
  }

  resume(): void {
    this.paused = false
    if (this.board.phase === 'fetch-limit') this.allowance.renew()
    this.wakeUp()
  }

  setBudget(bytes: number): void {
    this.budgetBytes = bytes
    this.board.touch()
    this.wakeUp()
  }

  retryShards(shards: readonly number[], wholeFile: boolean): void {
    const failed = shards.filter((index) => this.board.shards[index]?.state === 'failed')
    for (const index of failed) {
      if (wholeFile) this.wholeFiles.add(index)
      this.opened.delete(index)
      Object.assign(this.board.shard(index), { state: 'waiting', problem: null })
    }
    // Before the others: the person waits for these.
    this.queue.unshift(...failed)
    this.captions.retry()
    this.columns.retry()
    if (this.board.phase === 'complete') this.setPhase('scanning')
    this.board.touch()
    this.wakeUp()
  }

  close(): void {
    this.captions.stop()
    this.columns.stop()
    this.closing.abort()
    this.board.close()
    this.wakeUp()
  }

  private async tableFor(query: Query): Promise<PairTable> {
    if (this.failure) throw this.failure
    const table = await this.table
    await this.captions.want(captionText(query))
    await this.columns.need(pathsOf(query))
    return table
  }

  /** Opens a shard once; a failure is remembered on the board until it is retried. */
  private shard(index: number): Promise<OpenedShard> {
    const known = this.opened.get(index)
    if (known) return known
    const opening = this.open(index)
    this.opened.set(index, opening)
    return opening
  }

  /** A shard whose rows can be looked at, though perhaps not as pairs. */
  private async anyShard(index: number): Promise<OpenedShard> {
    try {
      return await this.shard(index)
    } catch (error) {
      const unusable = this.unusable.get(index)
      if (unusable) return unusable
      throw error
    }
  }

  private async open(index: number): Promise<OpenedShard> {
    const ref = this.dataset.shards[index]
    if (!ref) throw new ProblemError({ code: 'not-found', where: this.dataset.name, detail: `shard ${index}` })
    try {
      const meter = new Meter(this.meter)
      const opened = await openShardOfDataset(ref, index, { ...this.http, meter, database: () => this.table.then(({ db }) => db), cache: this.cache, signal: this.closing.signal, wholeFile: this.wholeFiles.has(index), roles: this.dataset.roles }).finally(() => this.allowance.spend(meter))
      if (!opened.growth) this.costs.note(index, { rows: opened.footer.rows, opening: { bytes: meter.bytes, requests: meter.requests }, columns: runsOf(opened, 0).map(trafficOf).reduce(sum, NO_TRAFFIC) })
      if (!isUsable(opened.roles) && !opened.growth && !ref.tar) {
        this.unusable.set(index, opened)
        throw noColumns(opened)
      }
      this.noteRows(opened)
      this.columns.know(opened)
      for (const role of Object.keys(opened.roles) as Role[]) this.board.roles.add(role)
      this.board.touch()
      return opened
    } catch (error) {
      if (!this.closing.signal.aborted) this.fail(index, error)
      throw error
    }
  }

  private noteRows({ index, footer, growth, junkRows }: OpenedShard): void {
    Object.assign(this.board.shard(index), { rows: footer.rows, growing: growth?.complete === false, junkRows })
    this.board.touch()
  }

  private fail(index: number, error: unknown): void {
    const shard = this.board.shard(index)
    shard.state = 'failed'
    shard.problem = problemOf(error, shard.name)
    this.board.touch()
  }

  private async *runs(): AsyncGenerator<GroupRun> {
    for (let index = this.queue.shift(); index !== undefined; index = this.queue.shift()) {
      await this.mayGoOn(0, ONE_REQUEST)
      for (const ahead of this.queue.slice(0, SHARDS_AHEAD)) this.shard(ahead).catch(() => undefined)
      const opened = await this.shard(index).catch(() => null)
      if (!opened) continue
      // A shard that failed half-way goes on where it stopped.
      let from = this.nextGroup.get(index) ?? 0
      do {
        for (const run of runsOf(opened, from)) {
          if (this.board.shard(index).state === 'failed') break
          const traffic = trafficOf(run)
          await this.mayGoOn(run.rows, traffic)
          this.allowance.spend(traffic)
          yield run
          from = run.to
        }
      } while (this.board.shard(index).state !== 'failed' && (await this.grow(opened)))
      if (this.nextGroup.get(index) === opened.footer.groups.length) this.finish(opened)
    }
  }

  /** Finds more rows of a shard that has more; false when there are none to find. */
  private async grow(opened: OpenedShard): Promise<boolean> {
    const { growth, footer, meter } = opened
    if (!growth || growth.complete) return false
    await this.mayGoOn(0, ONE_REQUEST)
    const { rows } = footer
    const { bytes, requests } = meter
    await growth.more(this.closing.signal)
    this.allowance.spend({ bytes: meter.bytes - bytes, requests: meter.requests - requests })
    this.noteRows(opened)
    return footer.rows > rows || !growth.complete
  }

  /** Every row found of a shard is in the table. */
  private finish({ index, growth }: OpenedShard): void {
    if (growth?.complete === false) return
    this.board.shard(index).state = 'done'
    if (growth?.problem) this.fail(index, growth.problem)
  }

  /** Learns the total early, once the first rows are there. */
  private async countAhead(): Promise<void> {
    await this.firstRows.catch(() => undefined)
    // The first shards' footers are read for the scan anyway.
    const later = new Map([...this.dataset.shards.entries()].slice(1 + SHARDS_AHEAD))
    await countRows(later, this.http, this.closing.signal, (index, rows) => {
      this.board.shard(index).rows ??= rows
      this.board.touch()
    })
  }

  /** Scans every shard, and whatever is retried, for as long as the session is open. */
  private async scan(): Promise<void> {
    try {
      await this.firstRows.catch(() => undefined)
      const table = await this.table
      for (;;) {
        this.closing.signal.throwIfAborted()
        await this.scanQueue(table)
        if (this.queue.length === 0) this.setPhase('complete')
        while (this.queue.length === 0) await this.sleep()
      }
    } catch (error) {
      if (this.closing.signal.aborted) return
      this.failure = new ProblemError({ code: 'engine', where: this.dataset.name, detail: error instanceof Error ? error.message : String(error) })
      for (const [index, shard] of this.board.shards.entries()) if (shard.state !== 'done') this.fail(index, this.failure)
      this.setPhase('complete')
    }
  }

  private async scanQueue(table: PairTable): Promise<void> {
    const fetched = inOrder(this.runs(), RUNS_AHEAD, (run) => fetchRun(run, ingestColumns(run.opened.roles), this.closing.signal))
    for await (const { item: run, result } of fetched) {
      this.closing.signal.throwIfAborted()
      const { index } = run.opened
      const shard = this.board.shard(index)
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
        this.fail(index, error)
        continue
      }
      this.nextGroup.set(index, run.to)
      shard.rowsScanned += run.rows
      shard.state = 'reading'
      if (run.to === run.opened.footer.groups.length) this.finish(run.opened)
      this.captions.add(run)
      this.columns.add(run)
      if (this.board.phase === 'opening') this.setPhase('scanning')
      this.board.touch()
    }
  }

  /** Waits while paused, while the table has no room for `rows` more, or until `traffic` more is agreed to. */
  private async mayGoOn(rows: number, traffic: Traffic): Promise<void> {
    for (;;) {
      this.closing.signal.throwIfAborted()
      const full = this.rowsClaimed > 0 && (this.rowsClaimed + rows) * BYTES_PER_ROW + (this.ready?.columns.bytes ?? 0) > this.budgetBytes
      const agreed = this.allowance.covers(traffic)
      if (!this.paused && !full && agreed) break
      this.setPhase(this.paused ? 'paused' : full ? 'budget' : 'fetch-limit')
      await this.sleep()
    }
    this.rowsClaimed += rows
    if (this.board.phase !== 'opening') this.setPhase('scanning')
  }

  private setPhase(phase: StatusBoard['phase']): void {
    if (this.board.phase === phase) return
    this.board.phase = phase
    this.board.touch()
  }

  /** Until something the scan waits for has changed; rejects when the session closes. */
  private async sleep(): Promise<void> {
    await new Promise<void>((resolve) => (this.wake = resolve))
    this.closing.signal.throwIfAborted()
  }

  private wakeUp(): void {
    this.wake?.()
    this.wake = null
  }
}

function pathsOf(query: Query): string[] {
  return columnFilters(query).map(({ column }) => column)
}

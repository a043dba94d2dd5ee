import type { Dataset } from '../../dataset/dataset'
import type { HubToken } from '../../dataset/hub-token'
import { isChange, type Problem } from '../../dataset/problem'
import { fetchFor, OPEN_NET, type Reach } from '../../dataset/reach'
import type { KeyRanges } from '../../pair/key-ranges'
import type { LicenceFamily } from '../../pair/licence'
import type { Pair, PairKey } from '../../pair/pair'
import { columnFilters, EMPTY_QUERY, type Query } from '../../query/query'
import type { LeafColumn } from '../../dataset/roles'
import type { Footer } from '../../shards/footer'
import { onlyColumns } from '../../shards/only-columns'
import { Meter } from '../../shards/meter'
import { CaptionScan } from './caption-scan'
import { ColumnReads } from './column-reads'
import { DatasetScan } from './dataset-scan'
import { BYTES_PER_ROW } from '../duckdb/sql'
import { captionText, type NarrowValues, type PairTable } from '../duckdb/table'
import type { CopyPart, CopyPlan } from '../copies'
import type {
  CallOptions,
  ColumnFacet,
  ColumnValue,
  Facets,
  LicenceTexts,
  Page,
  PageCursor,
  PictureBytes,
  RowDetail,
  Schema,
} from '../engine'
import { isOfVersion, pairKey, queryOfShard, shardOf } from './key'
import { OpenShards, type SessionContext } from './open-shards'
import type { OpenedShard } from '../../shards/kinds/open'
import { firstAnswer, readFirstRows, SHARDS_ASKED, type FirstRows } from './first-rows'
import { HostFailures } from './host-failures'
import { Memory } from './memory'
import { RowLooks } from './row-looks'
import { ShardRows } from './stored/stored-rows'
import type { RowBatch, StoredColumn } from '../rows'
import type { GroupRun } from './scan'
import { ScanCosts } from './scan-cost'
import { StatusBoard, type DatasetStatus } from './status'
import { Allowance, SCAN_ALLOWANCE, type Traffic } from '../../shards/traffic'

/** Milliseconds that the scan leaves the first rows alone. */
const FIRST_ROWS_MS = 4000
/** Rows given as examples of a schema. */
const FIRST_ROWS = 12

export interface SessionOptions {
  /** The person's own, for shards that lie on the Hub. */
  readonly token?: HubToken | null
  /** Into the person's own network; none where nothing is said. */
  readonly reach?: Reach
  /** What the scan may fetch before the person is asked. */
  readonly allowance?: Traffic
  /** Shards that are not opened, and why, until they are tried again. */
  readonly leftOut?: ReadonlyMap<number, Problem>
  /** How often the files of shards have changed before: keys count on from there, since somebody may hold earlier ones. */
  readonly versions?: ReadonlyMap<number, number>
}

/** One open dataset: its shards, its scan into the table, and answers about it. Lives in the data worker. */
export class DatasetSession {
  private readonly closing = new AbortController()
  private readonly memory: Memory
  private readonly board: StatusBoard
  private readonly shards: OpenShards
  private readonly scan: DatasetScan
  private readonly captions: CaptionScan
  private readonly columns: ColumnReads
  private readonly looks: RowLooks
  private readonly rows: ShardRows
  /** The first rows are read before the scan so that its bytes do not delay them. */
  private readonly firstRows: Promise<FirstRows>
  /** Shards of which rows came that lie before the first ones. */
  private readonly late = new Set<number>()
  private ready: PairTable | null = null
  /** Memory that a copy of the table takes elsewhere. */
  private copyBytes = 0

  constructor(
    dataset: Dataset,
    private readonly table: Promise<PairTable>,
    budgetBytes: number,
    headRows: number,
    publish: (status: DatasetStatus) => void,
    { token = null, reach = OPEN_NET, allowance = SCAN_ALLOWANCE, leftOut = new Map(), versions = new Map() }: SessionOptions = {},
  ) {
    const { signal } = this.closing
    const meter = new Meter()
    this.memory = new Memory(budgetBytes, BYTES_PER_ROW, () => (this.ready?.bytesBeside ?? 0) + this.copyBytes)
    const costs = new ScanCosts()
    table.then(
      (opened) => (this.ready = opened),
      () => undefined,
    )
    this.board = new StatusBoard(
      dataset.shards.map((shard) => shard.name),
      () => ({
        bytesFetched: meter.bytes,
        requests: meter.requests,
        tableBytes: (this.ready?.bytes ?? 0) + this.copyBytes,
        budgetBytes: this.memory.budgetBytes,
        revision: this.ready?.revision ?? 0,
        reorders: (this.ready?.reorders ?? 0) + this.late.size,
      }),
      costs,
      publish,
    )
    for (const [index, changes] of versions) this.board.shard(index).changes = changes
    meter.onChange = () => this.board.touch()
    const onFailure = (run: GroupRun, error: unknown) => this.failed(run.opened, error)
    this.captions = new CaptionScan(table, this.board, onFailure)
    this.columns = new ColumnReads(table, this.board, onFailure, this.memory)
    const context: SessionContext = {
      dataset,
      table,
      board: this.board,
      http: { meter, fetch: fetchFor(token, reach) },
      allowance: new Allowance(allowance),
      memory: this.memory,
      costs,
      leftOut,
      failures: new HostFailures(dataset.shards),
      signal,
    }
    this.shards = new OpenShards(context, (opened) => this.columns.know(opened))
    this.firstRows = readFirstRows((index) => this.shards.get(index), dataset.shards.length, headRows, signal)
    this.firstRows.catch(() => undefined)
    let passedOver: ReadonlySet<number> = new Set()
    this.firstRows.then(
      (first) => (passedOver = first.passedOver),
      () => undefined,
    )
    // No host keeps the scan waiting for long: it has ways around those that do not answer.
    const first = Promise.race([this.firstRows, new Promise((resolve) => setTimeout(resolve, FIRST_ROWS_MS))])
    this.scan = new DatasetScan(
      context,
      this.shards,
      first,
      (run) => {
        if (passedOver.has(run.opened.index)) this.late.add(run.opened.index)
        this.captions.add(run)
        this.columns.add(run)
      },
      (isForgotten) => {
        this.captions.forget(isForgotten)
        this.columns.forget(isForgotten)
      },
    )
    this.rows = new ShardRows(this.shards, (opened, error) => this.scan.changed(opened, error))
    this.looks = new RowLooks(this.shards, this.board, (opened, error) => this.scan.changed(opened, error), signal)
  }

  status(): DatasetStatus {
    return this.board.snapshot()
  }

  /** The columns of the first shard that can be read, which stand for the dataset's. */
  async schema(): Promise<Schema> {
    const shards = Math.min(this.board.shards.length, SHARDS_ASKED)
    const { shard, answer } = await firstAnswer(shards, (index) => this.shards.any(index), this.closing.signal)
    const { ref, footer } = answer
    const rows = Math.min(footer.rows, FIRST_ROWS)
    return {
      part: ref.name,
      columns: footer.columns,
      firstRows: Array.from({ length: rows }, (_, row) => pairKey(shard, row, answer.version)),
    }
  }

  /** None once there are rows that lie before them, or that came while these were waited for. */
  async head(limit: number): Promise<readonly Pair[]> {
    const scanned = this.until(() => (this.ready?.rows ?? 0) > 0).then(() => null)
    const first = await Promise.race([this.firstRows, scanned])
    if (!first || [...first.passedOver].some((index) => this.board.shard(index).rowsScanned > 0)) return []
    // Nor when the file that they were read of is not there any more.
    if (first.pairs.some(({ key }) => !isOfVersion(key, this.shards.versionOf(shardOf(key))))) return []
    return first.pairs.slice(0, limit)
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

  async count(query: Query, keys: KeyRanges, { signal }: CallOptions = {}): Promise<number> {
    const table = await this.tableFor(query)
    return await table.count(query, keys, signal)
  }

  async keys(query: Query, { signal }: CallOptions = {}): Promise<KeyRanges> {
    const table = await this.tableFor(query)
    return await table.keys(query, signal)
  }

  async columnFacet(query: Query, column: string, { signal }: CallOptions = {}): Promise<ColumnFacet | null> {
    const table = await this.tableFor(query)
    await this.columns.need([column])
    const { revision } = table
    const counts = await table.columns.counts(query, column, signal)
    return counts && { ...counts, revision, rowsRead: this.columns.rowsRead([column, ...pathsOf(query)]) }
  }

  async columnValues(
    keys: readonly PairKey[],
    columns: readonly string[],
    { signal }: CallOptions = {},
  ): Promise<readonly (readonly ColumnValue[])[]> {
    return (await this.ready?.columns.values(keys, columns, signal)) ?? keys.map(() => columns.map(() => undefined))
  }

  storedColumns(): Promise<readonly StoredColumn[]> {
    return this.rows.columns()
  }

  async storedRows(keys: Float64Array<ArrayBuffer>, columns: readonly StoredColumn[], { signal }: CallOptions = {}): Promise<RowBatch> {
    const ends = signal ? AbortSignal.any([signal, this.closing.signal]) : this.closing.signal
    return await this.rows.read(keys, columns, ends)
  }

  readColumns(columns: readonly string[]): void {
    this.columns.want(columns)
  }

  async pairs(keys: readonly PairKey[], { signal }: CallOptions = {}): Promise<readonly (Pair | null)[]> {
    // Before DuckDB is up, narrow values come from the shard like the rest.
    const valuesOf = async () => (await this.ready?.values(keys, signal)) ?? new Map<PairKey, NarrowValues>()
    return await this.looks.pairs(keys, valuesOf, signal)
  }

  picture(key: PairKey, { signal }: CallOptions = {}): Promise<PictureBytes> {
    return this.looks.picture(key, signal)
  }

  row(key: PairKey, { signal }: CallOptions = {}): Promise<RowDetail> {
    return this.looks.row(key, signal)
  }

  async passing(query: Query, index: number, { signal }: CallOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    // Nobody waits for rows that cannot pass.
    if (queryOfShard(query, index).within?.keys.length === 0) return new Uint8Array()
    const table = await this.tableFor(query)
    const searching = () => captionText(query) !== null && this.board.captionScan !== null
    await this.until(() => !this.board.willRead(index) && !searching() && !this.columns.behind(query), signal)
    return await table.passing(query, pairKey(index, 0, this.shards.versionOf(index)), this.board.shard(index).rows ?? 0, signal)
  }

  async aspects(keys: readonly PairKey[], { signal }: CallOptions = {}): Promise<Float32Array<ArrayBuffer>> {
    const values = await this.ready?.values(keys, signal)
    return Float32Array.from(keys, (key) => {
      const { width, height } = values?.get(key) ?? { width: 0, height: 0 }
      return height > 0 ? width / height : 0
    })
  }

  async licenceTexts(families: readonly LicenceFamily[]): Promise<LicenceTexts> {
    return (await this.table).licences.of(families)
  }

  async columnsOf(index: number): Promise<readonly LeafColumn[]> {
    return (await this.shards.any(index)).footer.columns
  }

  async footer(index: number, columns: readonly string[]): Promise<Footer> {
    return onlyColumns((await this.shards.any(index)).footer, columns)
  }

  pause(): void {
    this.scan.pause()
  }

  resume(): void {
    this.scan.resume()
  }

  setBudget(bytes: number): void {
    this.memory.budgetBytes = bytes
    this.board.touch()
  }

  async copyPlan(): Promise<CopyPlan> {
    const table = await this.tableFor(EMPTY_QUERY)
    return table.copies.plan(table)
  }

  async copyPart(first: PairKey, last: PairKey, columns: readonly string[], { signal }: CallOptions = {}): Promise<CopyPart> {
    return await (await this.table).copies.part(first, last, columns, signal)
  }

  copyHolds(bytes: number): void {
    this.copyBytes = bytes
    this.memory.freed.notify()
    this.board.touch()
  }

  retryShards(shards: readonly number[], wholeFile: boolean): void {
    const failed = shards.filter((index) => this.board.shards[index]?.state === 'failed')
    for (const index of failed) {
      this.shards.reopen(index, wholeFile)
      Object.assign(this.board.shard(index), { state: 'waiting', problem: null })
    }
    this.captions.retry()
    this.columns.retry()
    this.scan.retry(failed)
    this.board.touch()
  }

  close(): void {
    this.captions.stop()
    this.columns.stop()
    this.closing.abort()
    this.board.close()
  }

  private failed(opened: OpenedShard, error: unknown): void {
    if (isChange(error)) this.scan.changed(opened, error)
    else this.board.fail(opened.index, error)
  }

  /** Until something that the board tells of holds. */
  private async until(holds: () => boolean, signal?: AbortSignal): Promise<void> {
    const ends = signal ? AbortSignal.any([signal, this.closing.signal]) : this.closing.signal
    await this.board.changed.until(holds, ends)
  }

  private async tableFor(query: Query): Promise<PairTable> {
    if (this.scan.failure) throw this.scan.failure
    const table = await this.table
    await this.captions.want(captionText(query))
    await this.columns.need(pathsOf(query))
    return table
  }
}

function pathsOf(query: Query): string[] {
  return columnFilters(query).map(({ column }) => column)
}

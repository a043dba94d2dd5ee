import type { Dataset } from '../dataset/dataset'
import type { HubToken } from '../dataset/hub-token'
import type { Problem } from '../dataset/problem'
import type { Role } from '../pair/role'
import type { LicenceFamily } from '../pair/licence'
import type { Pair, PairKey } from '../pair/pair'
import type { ColumnFilter, Query } from '../query/query'
import type { Footer } from '../shards/footer'
import type { Bins } from './bins'

export interface CallOptions {
  readonly signal?: AbortSignal
}

export type ShardState = 'waiting' | 'reading' | 'done' | 'partial' | 'failed'

export interface ShardStatus {
  readonly name: string
  readonly state: ShardState
  /** From the footer; null before it is read. */
  readonly rows: number | null
  /** How much of the shard `rows` were found in, from 0 to 1: under 1, more may follow, as in a tar or a long text. */
  readonly shareFound: number
  /** Rows of a text table that do not fit it: shown as far as they could be read. */
  readonly junkRows: number
  readonly rowsScanned: number
  /** Set when `failed`; a `no-range` problem is answered by {@link Engine.retryShards} with `wholeFile`. */
  readonly problem: Problem | null
}

/**
 * How far the scan of the dataset has come.
 * - `opening`: no footer read yet. `scanning`: rows arrive. `paused`: by the person.
 * - `budget`: the memory budget is full; what is scanned is queried, the rest is not. `complete`: every readable row is in.
 * - `fetch-limit`: the scan has fetched as much as it may, in bytes or in requests: {@link Engine.resume} agrees to as much again.
 */
export type ScanPhase = 'opening' | 'scanning' | 'paused' | 'budget' | 'fetch-limit' | 'complete'

/** What the scan has yet to fetch. An extrapolation until every footer is read. */
export interface ScanCost {
  readonly bytes: number
  readonly requests: number
  /** There are tars besides, which tell nothing before they are walked. */
  readonly atLeast: boolean
}

/** A column that plays no role, by which pairs can be filtered: see `dataset/other-columns`. */
export interface OtherColumn {
  /** As filters name it. */
  readonly path: string
  readonly kind: ColumnFilter['kind']
  /** Of whole numbers alone. */
  readonly integer: boolean
  /** Compressed, over the shards whose footer is read for the scan: what reading the column costs. 0 where it is at hand. */
  readonly bytes: number
}

export interface ColumnProgress {
  readonly path: string
  readonly rowsRead: number
  readonly rowsTotal: number
}

export interface DatasetStatus {
  readonly phase: ScanPhase
  readonly shards: readonly ShardStatus[]
  readonly rowsScanned: number
  /** Sum over the footers read so far; `rowsKnown` says whether that is all of them. */
  readonly rowsTotal: number
  readonly rowsKnown: boolean
  readonly bytesFetched: number
  readonly requests: number
  /** Null while nothing is known, and when nothing is left. */
  readonly costLeft: ScanCost | null
  readonly tableBytes: number
  readonly budgetBytes: number
  /** Grows whenever rows are added: results of an older revision may lack rows. */
  readonly revision: number
  /** Grows when rows were added before ones already scanned (a shard tried again): dataset order has to be read anew. */
  readonly reorders: number
  /** Roles found in at least one shard. */
  readonly roles: readonly Role[]
  /** A caption scan in progress (see the caption filter), else null. */
  readonly captionScan: { readonly rowsScanned: number; readonly rowsTotal: number } | null
  /** Columns without a role found in at least one shard, in the order found. */
  readonly columns: readonly OtherColumn[]
  /** Those of them that are being read. */
  readonly columnReads: readonly ColumnProgress[]
}

/** Opaque to callers: hand back what a page gave. */
export interface PageCursor {
  readonly similarity: number | null
  readonly key: PairKey
}

/** Consecutive matching pairs in query order. `keys[i]` and `aspects[i]` (width / height, 0 when unknown) belong together. */
export interface Page {
  readonly keys: Float64Array
  readonly aspects: Float32Array
  /** Null when nothing follows among the rows scanned so far. */
  readonly next: PageCursor | null
  readonly revision: number
}

/** Bins of equal width over 0..1. */
export const HISTOGRAM_BINS = 50

/** Counts over the rows scanned so far. Each facet counts with every filter but its own. */
export interface Facets {
  readonly rowsScanned: number
  readonly revision: number
  /** Pairs that pass every filter. */
  readonly matching: number
  /** By NsfwClass. */
  readonly nsfw: readonly number[]
  readonly licences: ReadonlyMap<LicenceFamily, number>
  readonly similarity: {
    /** Length {@link HISTOGRAM_BINS}; bin i is [i / BINS, (i + 1) / BINS), the last one closed. */
    readonly bins: readonly number[]
    readonly missing: number
  }
  /** Pairs whose stored size is missing, over every filter but size. */
  readonly unknownSize: number
}

/** What a column without a role holds, over the rows of it read so far that pass every filter but its own. */
export type ColumnFacet = ColumnCounts & { readonly rowsRead: number; readonly revision: number }

export type ColumnCounts =
  | {
      readonly kind: 'range'
      /** Least and greatest number among all rows read, whatever the filters; null where there is none. */
      readonly extent: { readonly low: number; readonly high: number } | null
      /** `counts[i]` is of [start + i * width, start + (i + 1) * width), the last one closed. */
      readonly bins: Bins & { readonly counts: readonly number[] }
      readonly missing: number
    }
  | {
      readonly kind: 'values'
      /** Most frequent first; those of the filter are among them even at 0. */
      readonly values: readonly { readonly value: string; readonly count: number }[]
      readonly missing: number
      /** Rows whose value is too long or came too late to be told apart. */
      readonly other: number
      /** Values of the filter that are told apart in no row read: rows of them may be among `other`. */
      readonly unknown: readonly string[]
    }

/** A row's value in a column without a role; null where it has none or none that is told apart, undefined where it is not read. */
export type ColumnValue = string | number | null | undefined

export interface PictureBytes {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Sniffed from the bytes, e.g. `image/png`; '' when they are no picture. */
  readonly type: string
}

/** Every column of one row, for the inspector, by names that are told apart. Values are printed, long ones and binaries abridged. */
export interface RowDetail {
  readonly shard: number
  readonly shardName: string
  /** Null for a local file. */
  readonly shardUrl: string | null
  readonly row: number
  readonly columns: readonly {
    readonly name: string
    readonly type: string
    readonly value: string | null
    /** Why this column's value could not be read. */
    readonly problem?: Problem
  }[]
}

/**
 * A dataset that can be asked. Free of any query language, so that remote engines can stand behind it.
 * Every method rejects with ProblemError, or with the signal's reason when aborted.
 */
export interface Engine {
  /**
   * Opens a dataset in place of the former one, read with the person's token where it lies on the Hub; its progress comes through
   * `subscribe`.
   */
  open(dataset: Dataset, token?: HubToken | null): Promise<void>
  /** Calls back with the present status at once, then at most every 200 ms while it changes. Returns the unsubscriber. */
  subscribe(listener: (status: DatasetStatus) => void): () => void
  /** The first pairs in dataset order, without waiting for the scan. At most `limit`. */
  head(limit: number, options?: CallOptions): Promise<readonly Pair[]>
  /** The next matching pairs after `after` (null: from the start) among the rows scanned so far. */
  page(query: Query, after: PageCursor | null, limit: number, options?: CallOptions): Promise<Page>
  facets(query: Query, options?: CallOptions): Promise<Facets>
  /**
   * The columns without a role to be read, in place of the former ones: each is fetched for every scanned row, which `columnReads` tells
   * of.
   * A question that filters by others adds them. What is no longer wanted is kept for a while.
   */
  readColumns(columns: readonly string[]): void
  /** Counts by one column's values over the rows of it read so far; null while no shard is known to have it. Wants the column read. */
  columnFacet(query: Query, column: string, options?: CallOptions): Promise<ColumnFacet | null>
  /** What is read of some columns for some pairs, `values[key][column]` in the order asked. Fetches nothing. */
  columnValues(keys: readonly PairKey[], columns: readonly string[], options?: CallOptions): Promise<readonly (readonly ColumnValue[])[]>
  /** Pairs by key, in the order asked; null where a row cannot be read. Only the pages of bytes that hold them are fetched. */
  pairs(keys: readonly PairKey[], options?: CallOptions): Promise<readonly (Pair | null)[]>
  picture(key: PairKey, options?: CallOptions): Promise<PictureBytes>
  row(key: PairKey, options?: CallOptions): Promise<RowDetail>
  /**
   * Which rows of a shard pass the filters: bit `row % 8` of byte `row >> 3`. Waits until the shard is scanned, or will not be any
   * further.
   */
  passing(query: Query, shard: number, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>>
  /** Width / height in the order asked; 0 when unknown or not scanned yet. */
  aspects(keys: readonly PairKey[], options?: CallOptions): Promise<Float32Array<ArrayBuffer>>
  /** A shard's footer, so that nobody else has to fetch it. */
  footer(shard: number, options?: CallOptions): Promise<Footer>
  pause(): void
  resume(): void
  /** Tries failed shards again, before the scan goes on; `wholeFile` agrees to download shards whose host has no Range support. */
  retryShards(shards: readonly number[], wholeFile: boolean): void
  /** Sets the memory budget for the table and goes on when there is room again. */
  setBudget(bytes: number): void
  /** Ends workers and requests. */
  close(): void
}

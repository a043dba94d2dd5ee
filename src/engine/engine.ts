import type { Problem } from '../dataset/problem'
import type { LeafColumn } from '../dataset/roles'
import type { LicenceFamily } from '../pair/licence'
import type { KeyRanges } from '../pair/key-ranges'
import type { Pair, PairKey } from '../pair/pair'
import type { TooLarge } from '../pair/picture'
import type { Role } from '../pair/role'
import type { ColumnFilter, Query } from '../query/query'
import type { Bins } from './bins'
import type { Copies } from './copies'
import type { Rankers } from './ranking'
import type { StoredRows } from './rows'
import type { Scanning } from './scanning/scanning'

export interface CallOptions {
  readonly signal?: AbortSignal
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

/** What can be asked of a dataset now, and over how many rows. */
export interface EngineStatus {
  /** Rows that answers speak of. */
  readonly rowsScanned: number
  /** Rows there are, as far as that is known; `rowsKnown` says whether it is. */
  readonly rowsTotal: number
  readonly rowsKnown: boolean
  /** Rows yet to come: on their way without anybody's doing, held until somebody lets them come, or none. */
  readonly more: 'coming' | 'held' | 'none'
  /** Grows whenever rows are added: results of an older revision may lack rows. */
  readonly revision: number
  /** Grows when rows were added before ones already there: dataset order has to be read anew. */
  readonly reorders: number
  /** Roles that columns play, as far as they are known. */
  readonly roles: readonly Role[]
  /** Columns without a role, in the order found. */
  readonly columns: readonly OtherColumn[]
}

/** The columns there are, as the first part of the dataset that can be read has them, and the first rows of that part. */
export interface Schema {
  /** Of that part; '' where the dataset has no parts. */
  readonly part: string
  readonly columns: readonly LeafColumn[]
  /** Fewer may exist. */
  readonly firstRows: readonly PairKey[]
}

/** Where a pair lives. */
export interface Place {
  /** For people, e.g. `shard 3, row 1,204`. */
  readonly words: string
  /** For links: {@link Engine.keyAt} reads it. Letters, digits and `._-`. */
  readonly text: string
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

/** How the data spells the licences of some families. */
export interface LicenceTexts {
  readonly texts: readonly string[]
  /** Whether these are all of the rows scanned so far: there may be too many to keep. */
  readonly complete: boolean
}

/** A row's value in a column without a role; null where it has none or none that is told apart, undefined where it is not read. */
export type ColumnValue = string | number | null | undefined

export interface PictureBytes {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Sniffed from the bytes, e.g. `image/png`; '' when they are no picture. */
  readonly type: string
  /** Why the bytes are not given: decoding them would ask for too much. Absent where they are. */
  readonly tooLarge?: TooLarge
}

/** Every column of one row, for the inspector, by names that are told apart. Values are printed, long ones and binaries abridged. */
export interface RowDetail {
  /** The file or table it lies in; `url` null where it has no address. */
  readonly source: { readonly name: string; readonly url: string | null }
  readonly columns: readonly {
    readonly name: string
    readonly type: string
    readonly value: string | null
    /** Why this column's value could not be read. */
    readonly problem?: Problem
  }[]
}

/**
 * One dataset that can be asked, from its opening to `close`. Free of any query language, so that remote engines can stand behind it.
 * A pair's key means something to this engine alone. Keys ascend in dataset order.
 * Every method rejects with ProblemError, or with the signal's reason when aborted.
 */
export interface Engine {
  /** Calls back with the present status at once, then while it changes. Returns the unsubscriber. */
  subscribe(listener: (status: EngineStatus) => void): () => void
  schema(options?: CallOptions): Promise<Schema>
  /** The next matching pairs after `after` (null: from the start) among the rows there are. */
  page(query: Query, after: PageCursor | null, limit: number, options?: CallOptions): Promise<Page>
  facets(query: Query, options?: CallOptions): Promise<Facets>
  /** How many pairs of a set pass the query's filters, among the rows there are. */
  count(query: Query, keys: KeyRanges, options?: CallOptions): Promise<number>
  /** Every pair that passes, among the rows there are. */
  keys(query: Query, options?: CallOptions): Promise<KeyRanges>
  /** Counts by one column's values over the rows of it read so far; null while nothing is known to have it. */
  columnFacet(query: Query, column: string, options?: CallOptions): Promise<ColumnFacet | null>
  /** What is read of some columns for some pairs, `values[key][column]` in the order asked. */
  columnValues(keys: readonly PairKey[], columns: readonly string[], options?: CallOptions): Promise<readonly (readonly ColumnValue[])[]>
  /** Width / height in the order asked; 0 when unknown or not there yet. */
  aspects(keys: readonly PairKey[], options?: CallOptions): Promise<Float32Array<ArrayBuffer>>
  /** Pairs by key, in the order asked; null where a row cannot be read. */
  pairs(keys: readonly PairKey[], options?: CallOptions): Promise<readonly (Pair | null)[]>
  /** Spellings in the rows scanned so far; a row without any is of the family `unknown`. */
  licenceTexts(families: readonly LicenceFamily[], options?: CallOptions): Promise<LicenceTexts>
  picture(key: PairKey, options?: CallOptions): Promise<PictureBytes>
  row(key: PairKey, options?: CallOptions): Promise<RowDetail>
  place(key: PairKey): Place
  /** The pair at a place that a link names; null where the text is no place of this dataset. */
  keyAt(place: string): PairKey | null
  /** Rows as they are stored, for exports; null where they cannot be had so. */
  readonly stored: StoredRows | null
  /** Null for an engine that reads no shards. */
  readonly scanning: Scanning | null
  /** Null where rows cannot be had as a whole. */
  readonly copies: Copies | null
  /** Null where this engine cannot rank. */
  readonly rankers: Rankers | null
  /** Ends workers and requests. */
  close(): void
}

import type { Problem } from '../../dataset/problem'
import type { Pair } from '../../pair/pair'
import type { Query } from '../../query/query'
import type { LeafColumn } from '../../dataset/roles'
import type { Footer } from '../../shards/footer'
import type { HostWait } from '../../shards/host'

/** What an engine can be asked and told besides that reads a dataset's shards by itself: the words of files are here alone. */

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
  /** How often its file changed while it was read, and was read anew. */
  readonly changes: number
  /** Stands for the content of its file, 32 bits; null before it is opened. */
  readonly mark: number | null
  /** Read after all others: it takes more memory than is set aside. */
  readonly noRoom: boolean
  /** Set when `failed`; a `no-range` problem is answered by {@link Scanning.retryShards} with `wholeFile`. */
  readonly problem: Problem | null
}

/**
 * How far the scan of the dataset has come.
 * - `opening`: no footer read yet. `scanning`: rows arrive. `paused`: by the person.
 * - `budget`: the memory budget is full; what is scanned is queried, the rest is not. `complete`: every readable row is in.
 * - `fetch-limit`: the scan has fetched as much as it may, in bytes or in requests: {@link Scanning.resume} agrees to as much again.
 * - `many-failures`: nothing is left but shards of hosts that failed too often, see {@link HostStop}; {@link Scanning.resume} goes on.
 */
export type ScanPhase = 'opening' | 'scanning' | 'paused' | 'budget' | 'fetch-limit' | 'many-failures' | 'complete'

/** A host of which so many shards in a row could not be read that it is asked no more. */
export interface HostStop {
  readonly host: string
  /** Shards of it that were not tried. */
  readonly untried: number
}

/** A shard that is waited for, and for how long nothing has come from it. */
export interface ShardWait {
  readonly shard: number
  readonly host: string | null
  readonly seconds: number
}

/** A shard whose bytes drip: how many of those asked for have come; `of` null while nothing tells how many there are. */
export interface ShardArrival {
  readonly shard: number
  readonly bytes: number
  readonly of: number | null
}

/** What the scan has yet to fetch. An extrapolation until every footer is read. */
export interface ScanCost {
  readonly bytes: number
  readonly requests: number
  /** There are tars besides, which tell nothing before they are walked. */
  readonly atLeast: boolean
}

export interface ColumnProgress {
  readonly path: string
  readonly rowsRead: number
  readonly rowsTotal: number
}

/** How far the scan is, and what it took. */
export interface ScanStatus {
  readonly phase: ScanPhase
  readonly shards: readonly ShardStatus[]
  /** A host that turns requests away and is left alone for a while. */
  readonly hostWait: HostWait | null
  /** Shards that have not answered for some seconds, in the order of the scan. */
  readonly waits: readonly ShardWait[]
  readonly arriving: ShardArrival | null
  readonly stops: readonly HostStop[]
  readonly bytesFetched: number
  readonly requests: number
  /** Null while nothing is known, and when nothing is left. */
  readonly costLeft: ScanCost | null
  readonly tableBytes: number
  readonly budgetBytes: number
  /** A caption scan in progress (see the caption filter), else null. */
  readonly captionScan: { readonly rowsScanned: number; readonly rowsTotal: number } | null
  /** Columns without a role that are being read. */
  readonly columnReads: readonly ColumnProgress[]
}

interface CallOptions {
  readonly signal?: AbortSignal
}

export interface Scanning {
  /** Calls back with the present status at once, then at most every 200 ms while it changes. Returns the unsubscriber. */
  subscribe(listener: (status: ScanStatus) => void): () => void
  /** The first pairs in dataset order, without waiting for the scan. At most `limit`. */
  head(limit: number, options?: CallOptions): Promise<readonly Pair[]>
  /**
   * The columns without a role to be read, in place of the former ones: each is fetched for every scanned row, which `columnReads` tells
   * of. A question that filters by others adds them. What is no longer wanted is kept for a while.
   */
  readColumns(columns: readonly string[]): void
  /**
   * Which rows of a shard pass: bit `row % 8` of byte `row >> 3`; none of those beyond the last byte. Waits while rows of it are on their
   * way; of a scan that is held it tells the rows scanned so far.
   */
  passing(query: Query, shard: number, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>>
  /** The columns of a shard. */
  columns(shard: number, options?: CallOptions): Promise<readonly LeafColumn[]>
  /** What a shard's footer says of some of its top-level columns, so that nobody else has to fetch it. */
  footer(shard: number, columns: readonly string[], options?: CallOptions): Promise<Footer>
  pause(): void
  /** Goes on, and agrees to fetch as much again, or to ask failing hosts again, where that was the limit. */
  resume(): void
  /** Tries failed shards again, before the scan goes on; `wholeFile` agrees to download shards whose host has no Range support. */
  retryShards(shards: readonly number[], wholeFile: boolean): void
  /** Sets the memory budget for the table and goes on when there is room again. */
  setBudget(bytes: number): void
}

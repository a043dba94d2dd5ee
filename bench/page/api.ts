import type { Query } from '../../src/query/query'
import type { measureEncoder } from './encode'
import type { measureRanking } from './rank'

/** One measured way to the first rows. */
export interface FirstPage {
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly endedAt: number
  /** For checking that both sides read the same rows. */
  readonly captions: readonly string[]
}

export interface FacetRun {
  readonly ms: readonly number[]
  /** Matching pairs per query, to be compared between the sides. */
  readonly matching: readonly number[]
}

/** Milliseconds of a scan and of what is asked after it, with the engine already up. */
export interface ScanRun {
  /** From opening the shard to its narrow columns in the table. */
  readonly ingest: number
  /** From asking for a text in the captions to every caption looked at. */
  readonly captions: number
  readonly hits: number
  /** The first rows by similarity. */
  readonly sorted: number
}

export interface ExportRun {
  readonly ms: number
  readonly bytes: number
}

/** What each side of the comparison can be asked to do. */
export interface Side {
  /** Milliseconds to 60 rows. With `warmUrl`, starting up on that small shard first is not counted. */
  firstPage(url: string, warmUrl: string | null): Promise<FirstPage>
  /** Milliseconds for all counts after each change of filter, with the narrow columns of the shard in memory. */
  facets(url: string, queries: readonly Query[]): Promise<FacetRun>
  /** Scans a shard after a small one has warmed the engine up, then looks for a text in its captions and sorts. */
  scan(url: string, warmUrl: string, text: string): Promise<ScanRun>
  openForExport(url: string, warmUrl: string): Promise<void>
  /** Of the shard opened, writes all columns of the rows tagged UNLIKELY, or of every row, as Parquet: Snappy, row groups of 100,000. */
  export(everyClass: boolean): Promise<ExportRun>
  /** Reads the narrow columns of a whole shard and stays. Returns rows. */
  ingest(url: string): Promise<number>
}

export interface BenchApi {
  readonly ours: Side
  readonly peer: Side
  readonly encode: typeof measureEncoder
  readonly rank: typeof measureRanking
}

export const FIRST_ROWS = 60

declare global {
  interface Window {
    bench: BenchApi
  }
}

export function epochMs(): number {
  return performance.timeOrigin + performance.now()
}

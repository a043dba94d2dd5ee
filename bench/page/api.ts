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

/** What each side of the comparison can be asked to do. */
export interface Side {
  /** Milliseconds to 60 rows. With `warmUrl`, starting up on that small shard first is not counted. */
  firstPage(url: string, warmUrl: string | null): Promise<FirstPage>
  /** Milliseconds for all counts after each change of filter, with the narrow columns of the shard in memory. */
  facets(url: string, queries: readonly Query[]): Promise<FacetRun>
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

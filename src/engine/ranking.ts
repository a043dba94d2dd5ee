import type { Problem } from '../dataset/problem'
import type { PairKey } from '../pair/pair'
import type { Query } from '../query/query'
import type { RankBy } from '../query/search'

/** Pairs that a ranking keeps, best first. */
export const RANKED_LIMIT = 5000
/** Scores from -1 to 1 in bins of 0.005: a threshold on a bin's edge has an exact count. */
export const SCORE_BINS = 400

/** What ranking would fetch, from headers and footers, less what is kept already. */
export interface Cost {
  readonly bytes: number
  readonly requests: number
  /** Vectors kept from before, which cost nothing. */
  readonly keptBytes: number
}

/**
 * - `planning`: headers are read. `asking`: the cost is over the budget; nothing is fetched until `start` says so.
 * - `ranking`, `paused`: by the person. `stopped`: at the bytes agreed to, or cancelled; what was ranked stays.
 */
export type RankPhase = 'planning' | 'asking' | 'ranking' | 'paused' | 'stopped' | 'done' | 'failed'

export interface RankStatus {
  readonly phase: RankPhase
  readonly cost: Cost | null
  readonly shardsDone: number
  readonly shardsTotal: number
  readonly rowsRanked: number
  readonly rowsTotal: number
  /** Since this ranking began. */
  readonly bytesFetched: number
  readonly requests: number
  /** What scores: 'wasm', or 'webgpu' on a real adapter. */
  readonly scorer: 'wasm' | 'webgpu'
  /** Counts by score come from 8-bit copies and may be off by a few. The ranked pairs and their scores are exact all the same. */
  readonly approximate: boolean
  /** Vector shards that could not be ranked, and why. */
  readonly failures: readonly { readonly shard: string; readonly problem: Problem }[]
  /** Grows with every change of the ranked pairs. */
  readonly revision: number
  /** Pairs that passed the filters and have a score; {@link SCORE_BINS} counts from -1 to 1. */
  readonly histogram: readonly number[]
  readonly matching: number
}

/** The best pairs so far: `keys[i]` has `scores[i]`, descending, ties by key. At most {@link RANKED_LIMIT}. */
export interface Ranked {
  readonly keys: Float64Array<ArrayBuffer>
  readonly scores: Float64Array<ArrayBuffer>
  readonly revision: number
}

/** What is ranked by. */
export interface RankQuery {
  readonly vector: Float32Array<ArrayBuffer>
  readonly by: RankBy
}

/** Which pairs of a shard pass the filters: bit `row % 8` of byte `row >> 3`. Null: all. */
export type Passing = ((shard: number, signal: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>) | null

/** One ranking under way. */
export interface Ranking {
  status(): RankStatus
  subscribe(listener: (status: RankStatus) => void): () => void
  best(signal?: AbortSignal): Promise<Ranked>
  /** Answers `asking`: fetch at most this many bytes. Null: all. */
  start(limitBytes: number | null): void
  pause(): void
  resume(): void
  /** Ends it; what was ranked stays. */
  stop(): void
  /** Ends it and lets go of it. */
  dispose(): void
}

export interface Keeping {
  /** Bytes of vectors kept in this browser, of all datasets. */
  readonly bytes: number
  readonly budgetBytes: number
}

/** Ranks the pairs of one dataset. */
export interface Ranker {
  /**
   * Begins a ranking of the pairs that pass, among the rows there are by then, in place of the former one. Reading beyond
   * `budgetBytes` asks first.
   */
  rank(query: RankQuery, passes: Pick<Query, 'filters' | 'within'>, budgetBytes: number): Ranking
  /** A pair's own vector, for “more like this”; null when it has none. */
  vectorOf(key: PairKey, side: 'image' | 'text', signal?: AbortSignal): Promise<Float32Array<ArrayBuffer> | null>
  keeping(): Promise<Keeping>
  forgetKept(): Promise<void>
  close(): void
}

/** What a dataset has of embeddings: of neither side when it has none. */
export interface Embedded {
  readonly sides: readonly ('image' | 'text')[]
  /** Null where only the vectors themselves tell. */
  readonly width: number | null
}

/** Makes rankers of one dataset. */
export interface Rankers {
  /** Null when nothing of the dataset can be read. */
  find(signal: AbortSignal): Promise<Embedded | null>
  /** A ranker by vectors of so many numbers; null: they tell it themselves. */
  open(width: number | null, signal: AbortSignal): Promise<Ranker>
}

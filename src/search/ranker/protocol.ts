import type { HubToken } from '../../dataset/hub-token'
import type { Reach } from '../../dataset/reach'
import { problemsAsValues } from '../../dataset/problem-values'
import type { PairKey } from '../../pair/pair'
import type { Side, VectorSet } from '../vectors/vector-set'
import type { Keeping, Passing, Ranked, Ranker, Ranking, RankQuery, RankStatus } from '../../engine/ranking'
import type { RankEvent } from './progress'

/** A ranker that is told which pairs pass, instead of the filters. */
export interface FileRanker extends Omit<Ranker, 'rank'> {
  rank(query: RankQuery, passing: Passing, budgetBytes: number): Ranking
}

export interface RankerOptions {
  /** Vectors kept in this browser, at most. */
  readonly keepBytes: number
  /** Copies in memory or on the GPU, at most. */
  readonly memoryBytes: number
  /** WebGPU also on a software adapter: for tests. */
  readonly allowSoftwareGpu: boolean
  /** False: WASM only. */
  readonly gpu: boolean
  /** For embeddings that lie on the Hub. */
  readonly token: HubToken | null
  /** Into the person's own network. */
  readonly reach: Reach
  /** Kept beside the dataset's vectors, for people; '' for none. */
  readonly keptName: string
}

/** What a person says to a ranking. */
export type RankOrder = Extract<RankEvent, { kind: 'start' | 'pause' | 'resume' | 'stop' }>

/** What the ranker worker offers to the page. `job` numbers tell rankings apart. */
export interface RankerWorker {
  open(set: VectorSet, options: RankerOptions): void
  /** Answers when the ranking has ended. `filtered`: the page is asked which pairs pass. */
  rank(job: number, query: RankQuery, filtered: boolean, budgetBytes: number): void
  best(job: number): Ranked | null
  order(job: number, order: RankOrder): void
  dispose(job: number): void
  vectorOf(key: PairKey, side: Side): Float32Array<ArrayBuffer> | null
  keeping(): Keeping
  forgetKept(): void
}

/** What the page offers to the ranker worker. */
export interface RankerPage {
  status(job: number, status: RankStatus): void
  /** Which pairs of a shard pass the filters of a ranking. */
  passing(job: number, shard: number): Uint8Array<ArrayBuffer>
}

export const RANKER_ERRORS = problemsAsValues('engine', 'ranker worker')

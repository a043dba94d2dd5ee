import type { HubToken } from '../../dataset/hub-token'
import type { Problem } from '../../dataset/problem'
import type { PairKey } from '../../pair/pair'
import type { Side, VectorSet } from '../vectors/vector-set'
import type { Keeping, Passing, Ranked, Ranker, Ranking, RankQuery, RankStatus } from '../../engine/ranking'

/** Errors cross threads as values: comlink would keep neither the class nor the problem. */
export type Outcome<T> =
  { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'problem'; readonly problem: Problem } | { readonly kind: 'aborted' }

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
}

/** What the ranker worker exposes. `job` and `call` numbers tell rankings and questions apart. */
export interface RankerWorker {
  open(set: VectorSet, options: RankerOptions): void
  rank(
    job: number,
    query: RankQuery,
    passing: ((shard: number) => Promise<Uint8Array<ArrayBuffer>>) | null,
    budgetBytes: number,
    listener: (status: RankStatus) => void,
  ): Promise<Outcome<null>>
  best(job: number): Ranked | null
  start(job: number, limitBytes: number | null): void
  pause(job: number): void
  resume(job: number): void
  stop(job: number): void
  dispose(job: number): void
  vectorOf(call: number, key: PairKey, side: Side): Promise<Outcome<Float32Array<ArrayBuffer> | null>>
  cancel(call: number): void
  keeping(): Promise<Keeping>
  forgetKept(): Promise<void>
}

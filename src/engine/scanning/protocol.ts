import type { Dataset } from '../../dataset/dataset'
import type { HubToken } from '../../dataset/hub-token'
import type { Problem } from '../../dataset/problem'
import type { PairKey } from '../../pair/pair'
import type { Query } from '../../query/query'
import type { DatasetStatus, Engine, PageCursor } from '../engine'

/** The questions that have an answer, with their arguments without the call options. */
export interface Questions {
  head: [limit: number]
  page: [query: Query, after: PageCursor | null, limit: number]
  facets: [query: Query]
  columnFacet: [query: Query, column: string]
  columnValues: [keys: readonly PairKey[], columns: readonly string[]]
  pairs: [keys: readonly PairKey[]]
  picture: [key: PairKey]
  row: [key: PairKey]
  passing: [query: Query, shard: number]
  aspects: [keys: readonly PairKey[]]
  footer: [shard: number]
}

export type Question = keyof Questions
export type AnswerTo<Q extends Question> = Awaited<ReturnType<Engine[Q]>>

/** Errors cross threads as values: comlink would keep neither the class nor the problem. */
export type Outcome<T> =
  { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'problem'; readonly problem: Problem } | { readonly kind: 'aborted' }

/** What the data worker exposes. `call` numbers let a question be cancelled. */
export interface DataWorker {
  open(dataset: Dataset, budgetBytes: number, token: HubToken | null, listener: (status: DatasetStatus) => void): Promise<void>
  ask<Q extends Question>(call: number, question: Q, args: Questions[Q]): Promise<Outcome<AnswerTo<Q>>>
  cancel(call: number): void
  readColumns(columns: readonly string[]): void
  pause(): void
  resume(): void
  retryShards(shards: readonly number[], wholeFile: boolean): void
  setBudget(bytes: number): void
}

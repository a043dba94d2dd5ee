import type { Dataset } from '../../dataset/dataset'
import { problemsAsValues } from '../../dataset/problem-values'
import type { Death } from '../../flow/life'
import type { KeyRanges } from '../../pair/key-ranges'
import type { LicenceFamily } from '../../pair/licence'
import type { PairKey } from '../../pair/pair'
import type { Query } from '../../query/query'
import type { CopyPart, CopyPlan } from '../copies'
import type { Engine, PageCursor } from '../engine'
import type { RowBatch, StoredColumn } from '../rows'
import type { Scanning } from './scanning'
import type { SessionOptions } from './session'
import type { DatasetStatus } from './status'

type Asked = Omit<Engine, 'scanning' | 'rankers' | 'stored' | 'copies'> & Scanning
type AnswerTo<Q extends keyof Asked> = Awaited<ReturnType<Asked[Q]>>

/** What the data worker offers to the page: a session's questions, without their signals, and what it is told. */
export interface DataWorker {
  open(dataset: Dataset, budgetBytes: number, options: Omit<SessionOptions, 'allowance'>): void
  schema(): AnswerTo<'schema'>
  head(limit: number): AnswerTo<'head'>
  page(query: Query, after: PageCursor | null, limit: number): AnswerTo<'page'>
  facets(query: Query): AnswerTo<'facets'>
  count(query: Query, keys: KeyRanges): AnswerTo<'count'>
  keys(query: Query): AnswerTo<'keys'>
  columnFacet(query: Query, column: string): AnswerTo<'columnFacet'>
  columnValues(keys: readonly PairKey[], columns: readonly string[]): AnswerTo<'columnValues'>
  pairs(keys: readonly PairKey[]): AnswerTo<'pairs'>
  picture(key: PairKey): AnswerTo<'picture'>
  row(key: PairKey): AnswerTo<'row'>
  passing(query: Query, shard: number): AnswerTo<'passing'>
  aspects(keys: readonly PairKey[]): AnswerTo<'aspects'>
  licenceTexts(families: readonly LicenceFamily[]): AnswerTo<'licenceTexts'>
  columns(shard: number): AnswerTo<'columns'>
  footer(shard: number, columns: readonly string[]): AnswerTo<'footer'>
  storedColumns(): readonly StoredColumn[]
  storedRows(keys: Float64Array<ArrayBuffer>, columns: readonly StoredColumn[]): RowBatch
  readColumns(columns: readonly string[]): void
  pause(): void
  resume(): void
  retryShards(shards: readonly number[], wholeFile: boolean): void
  setBudget(bytes: number): void
  copyPlan(): CopyPlan
  copyPart(first: PairKey, last: PairKey, columns: readonly string[]): CopyPart
  copyHolds(bytes: number): void
}

/** What the page offers to the data worker. */
export interface DataPage {
  /** News of the open dataset. */
  status(status: DatasetStatus): void
  /** The shard that is being decoded, told before it is; null: none. */
  decoding(shard: number | null): void
  /** DuckDB's worker is dead, and nothing can be asked any more. */
  died(death: Death): void
}

/** What fails in the worker without a problem of its own is a fault of the engine. */
export const DATA_ERRORS = problemsAsValues('engine', 'data worker')

import { problemsAsValues } from '../../../dataset/problem-values'
import type { Death } from '../../../flow/life'
import type { Copies, CopiedColumn, CopyPart } from '../../copies'
import type { SqlError } from './sql-error'

/** A column of a result, by DuckDB's own name of its type. */
export interface SqlColumn {
  readonly name: string
  readonly type: string
}

/** Rows as texts, as DuckDB prints them. Every one comes from data and is hostile. */
export interface SqlRows {
  readonly columns: readonly SqlColumn[]
  /** By column; null for NULL. */
  readonly values: readonly (readonly (string | null)[])[]
  readonly rows: number
  /** Whether these are all; else they are the first ones. */
  readonly complete: boolean
  /** Values of which only the beginning is kept. */
  readonly cut: number
  readonly milliseconds: number
}

export type SqlAnswer = ({ readonly kind: 'rows' } & SqlRows) | { readonly kind: 'error'; readonly error: SqlError }

/** What the console's worker offers to the page. */
export interface ConsoleWorker {
  open(columns: readonly CopiedColumn[], place: Copies['place']): void
  add(part: CopyPart): void
  lock(memoryBytes: number): void
  run(sql: string): SqlAnswer
  keysOf(sql: string): Float64Array<ArrayBuffer>
}

/** What the page offers to it. */
export interface ConsolePage {
  /** DuckDB's worker is dead, and nothing can be asked any more. */
  died(death: Death): void
}

export const CONSOLE_ERRORS = problemsAsValues('engine', 'SQL console')

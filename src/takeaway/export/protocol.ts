import { problemsAsValues } from '../../dataset/problem-values'
import type { RowBatch, StoredColumn } from '../../engine/rows'
import type { Chunks } from '../formats/writer'
import type { FormatId } from './choices'

/** What a file is written as. */
export interface FileSpec {
  readonly format: FormatId
  readonly columns: readonly StoredColumn[]
  /** Names in the file, one for each column. */
  readonly names: readonly string[]
  /** Said in the file's own metadata, where it has any. */
  readonly metadata: Readonly<Record<string, string>>
}

/** What the export's worker offers: one file, written front to back. */
export interface ExportWorker {
  open(spec: FileSpec): void
  write(batch: RowBatch): Chunks
  end(): Chunks
}

export const EXPORT_ERRORS = problemsAsValues('engine', 'export worker')

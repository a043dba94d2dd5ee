import type { ShardFile } from '../file'
import type { Footer } from '../footer'
import type { TableConverter } from '../tables/converted'
import type { Growth } from './growth'
import type { PictureFile } from './picture-file'

/** How the files of one kind become rows. */
export interface ShardKind {
  /** Opens a file as far as its first rows. Rejects with ProblemError, or with the signal's reason. */
  open(file: ShardFile, options: OpenKindOptions): Promise<OpenedRows>
  /** How many rows a file has, by a few of its bytes. Null: only reading it to its end tells. */
  readonly countRows: ((file: ShardFile, signal: AbortSignal) => Promise<number>) | null
  /** Whether it is known what reading the rest takes, before that is read. */
  readonly costIsKnown: boolean
}

export interface OpenKindOptions {
  /** Reading the file takes requests. */
  readonly remote: boolean
  /** Makes what converts comma or otherwise separated values. */
  readonly csv: () => Promise<TableConverter>
  readonly signal: AbortSignal
}

/** A file's rows, as Parquet. */
export interface OpenedRows {
  /** The file itself, or one in memory that is made of it. */
  readonly parquet: ShardFile
  readonly footer: Footer
  /** Null when the footer holds every row. */
  readonly growth: Growth | null
  /** The pictures in the file that its rows speak of by a column `part`, or of each row the first. Null: all it has lies in its columns. */
  readonly pictures: ((part: string | null) => PictureFile) | null
}

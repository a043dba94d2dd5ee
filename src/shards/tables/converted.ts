/** A piece of a text table as Parquet. */
export interface ConvertedPiece {
  /** Null when it holds no row that could be read. */
  readonly parquet: Uint8Array<ArrayBuffer> | null
  /** Rows that do not fit the table: they are in it as far as they could be read, their rest in the column `extra`. */
  readonly junkRows: number
}

/** Converts a text table (UTF-8) piece by piece. The first tells the columns and their types, of which the others then are. */
export interface TableConverter {
  /** Bytes of the whole rows that `text`, the beginning of a piece, holds: 0 when none ends in it. */
  wholeRows(text: Uint8Array): number
  /** Converts whole rows; `last`: nothing follows, so that what does not occur needs no column. Rejects with the signal's reason. */
  convert(rows: Uint8Array<ArrayBuffer>, last: boolean, signal: AbortSignal): Promise<ConvertedPiece>
}

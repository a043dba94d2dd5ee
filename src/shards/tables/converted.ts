/** A text table as Parquet. */
export interface ConvertedTable {
  /** Null when it holds no row that could be read. */
  readonly parquet: Uint8Array<ArrayBuffer> | null
  /** Rows that do not fit the table: they are in it as far as they could be read, their rest in the column `extra`. */
  readonly junkRows: number
}

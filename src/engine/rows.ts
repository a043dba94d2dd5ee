/** How values of a column are stored, in Parquet's terms, so that an export can write the same type again. */
export interface StoredType {
  readonly physical: 'BOOLEAN' | 'INT32' | 'INT64' | 'INT96' | 'FLOAT' | 'DOUBLE' | 'BYTE_ARRAY' | 'FIXED_LEN_BYTE_ARRAY'
  /** Bytes a value, of FIXED_LEN_BYTE_ARRAY. */
  readonly length?: number
  /** Parquet's converted type, e.g. `UTF8`, `INT_16`, `TIMESTAMP_MICROS`, `DECIMAL`. */
  readonly converted?: string
  /** Parquet's logical type as its footer has it, e.g. `{ type: 'FLOAT16' }`. Plain data. */
  readonly logical?: Readonly<Record<string, unknown>>
  readonly precision?: number
  readonly scale?: number
}

/** A top-level column of the source, as it can be taken away. */
export interface StoredColumn {
  readonly name: string
  /** Of its values, or of the elements of its lists. */
  readonly type: StoredType
  /** `value`: one a row. `list`: a list of values a row. `json`: anything deeper, handed on as JSON text (`type` is then UTF8 text). */
  readonly shape: 'value' | 'list' | 'json'
  /** Compressed, over the shards whose footer is read: what reading all of it costs. */
  readonly bytes: number
}

/** Values one after the other: numbers as they are stored, or bytes (texts are UTF-8) cut at `offsets`: one more than values. */
export type Values =
  | { readonly kind: 'numbers'; readonly numbers: Float64Array | Float32Array | Int32Array | BigInt64Array | Uint8Array }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer>; readonly offsets: Uint32Array }

/**
 * A column's values for the rows of a batch. `present[i]` is 1 where row i has one; null: all have. Values stand for every row, those
 * that are missing as 0 or as no bytes. Of lists, row i has the values [starts[i], starts[i + 1]).
 */
export interface ColumnValues {
  readonly values: Values
  readonly present: Uint8Array | null
  readonly starts?: Uint32Array
  /** Of lists with missing elements: 1 where an element is there. */
  readonly elements?: Uint8Array
}

/** Some rows with some of their columns, `columns[i]` in the order asked. */
export interface RowBatch {
  readonly keys: Float64Array<ArrayBuffer>
  readonly columns: readonly ColumnValues[]
}

/** Rows as they are stored, in bulk: what exports are made of. */
export interface StoredRows {
  /** The columns of the source, in file order; shards may lack some of them. Rejects with ProblemError or the signal's reason. */
  columns(options?: { readonly signal?: AbortSignal }): Promise<readonly StoredColumn[]>
  /**
   * Values of ascending keys in the columns named, in the order of the keys. Where a shard has no such column its values are missing.
   * Rejects with ProblemError (`where`: the shard) when a row cannot be read, or with the signal's reason.
   */
  read(keys: Float64Array<ArrayBuffer>, columns: readonly StoredColumn[], options?: { readonly signal?: AbortSignal }): Promise<RowBatch>
}

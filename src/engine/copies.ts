import type { PairKey } from '../pair/pair'

interface CallOptions {
  readonly signal?: AbortSignal
}

/** A column without a role as far as it is read. */
export interface CopiedColumn {
  readonly path: string
  readonly kind: 'range' | 'values'
  /** Of whole numbers alone. */
  readonly integer: boolean
  /** Texts by code, from code 2 on; of ranges none. */
  readonly texts: readonly string[]
}

/** What there is to copy now. */
export interface CopyPlan {
  /** Rows there are. */
  readonly rows: number
  readonly revision: number
  /** Spans of keys, ascending, which together hold every row. */
  readonly spans: readonly (readonly [first: PairKey, last: PairKey])[]
  readonly columns: readonly CopiedColumn[]
}

/** The rows of one span, `keys[i]` and all others at `i` of one row. */
export interface CopyPart {
  readonly keys: Float64Array<ArrayBuffer>
  /** NaN where it is missing. */
  readonly similarity: Float64Array<ArrayBuffer>
  /** As `duckdb/cells.ts` packs class, licence and more. */
  readonly cells: Uint32Array<ArrayBuffer>
  /** width * 65536 + height, 0 where unknown. */
  readonly sizes: Uint32Array<ArrayBuffer>
  /** Of the columns asked for, in their order: numbers, or codes of texts; -infinity and 0 where there is none or none is read. */
  readonly values: readonly Float64Array<ArrayBuffer>[]
}

/** Copies of the rows there are, for those who ask what no query of ours says. */
export interface Copies {
  plan(options?: CallOptions): Promise<CopyPlan>
  part(first: PairKey, last: PairKey, columns: readonly string[], options?: CallOptions): Promise<CopyPart>
  /** Tells how much memory a copy takes, 0 once it is dropped: it counts as the table's own does. */
  holds(bytes: number): void
  /** What a key says of its place, as SQL of a BIGINT. */
  readonly place: { readonly shard: string; readonly row: string }
}

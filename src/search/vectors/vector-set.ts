import type { ShardRef } from '../../dataset/shard-ref'
import type { PairKey } from '../../pair/pair'
import type { Footer } from '../../shards/footer'

/** What a vector was made of. */
export type Side = 'image' | 'text'

/** Where vectors lie: a `.npy` file, a member of an `.npz` archive, or a column of a Parquet shard whose footer is known already. */
export type VectorRef =
  | { readonly kind: 'npy'; readonly ref: ShardRef }
  | { readonly kind: 'npz'; readonly ref: ShardRef; readonly side: Side }
  | {
      readonly kind: 'parquet'
      readonly ref: ShardRef
      readonly footer: Footer
      /** Top-level name of the column. */ readonly column: string
      /** How often its file changed while it was read: what is kept of it is of another file then. */
      readonly version?: number
    }

/**
 * Which pair each vector belongs to.
 * - `position`: row i is the pair `firstKey + i`.
 * - `key-column`: row i is the pair that column `column` of the metadata file names as TFDS does, `{shard}_{row}`.
 */
export type PairsOfVectors =
  | { readonly kind: 'position'; readonly firstKey: PairKey }
  | { readonly kind: 'key-column'; readonly metadata: ShardRef; readonly column: string }

/** Vectors that belong together, row by row. */
export interface VectorShard {
  readonly name: string
  readonly image: VectorRef | null
  readonly text: VectorRef | null
  /** Rows of the metadata; vectors of another count are refused. Null when not known. */
  readonly rows: number | null
  readonly pairs: PairsOfVectors
}

/** All vectors of a dataset. Crosses to the ranker worker by structured clone. */
export interface VectorSet {
  /** Numbers in a vector; null: as the first file that can be read says. */
  readonly width: number | null
  readonly shards: readonly VectorShard[]
}

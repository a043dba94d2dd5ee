/** The classes of LAION's NSFW tag, in the order of TFDS's ClassLabel: the index is the stored value. */
export const NSFW_CLASSES = ['UNLIKELY', 'UNSURE', 'NSFW', 'UNTAGGED'] as const
/** Index into {@link NSFW_CLASSES}. */
export type NsfwClass = 0 | 1 | 2 | 3

/**
 * Where a pair lives, as one number: `shard * 2^32 + row`, row counted from 0 within the shard.
 * Exact in a float64 up to 2^21 shards; ascending keys are the dataset's own order.
 */
export type PairKey = number

const ROWS_PER_SHARD = 2 ** 32

export function pairKey(shard: number, row: number): PairKey {
  return shard * ROWS_PER_SHARD + row
}

export function shardOf(key: PairKey): number {
  return Math.floor(key / ROWS_PER_SHARD)
}

export function rowOf(key: PairKey): number {
  return key % ROWS_PER_SHARD
}

/** TFDS's example key, `{shard}_{row}` without padding. */
export function formatPairKey(key: PairKey): string {
  return `${shardOf(key)}_${rowOf(key)}`
}

/** The inverse of {@link formatPairKey}; null for anything else. */
export function parsePairKey(text: string): PairKey | null {
  const match = /^(\d{1,7})_(\d{1,10})$/.exec(text)
  if (!match) return null
  const shard = Number(match[1])
  const row = Number(match[2])
  return shard < 2 ** 21 && row < ROWS_PER_SHARD ? pairKey(shard, row) : null
}

/** One row of a dataset after schema mapping. Every string comes from data and is hostile. */
export interface Pair {
  readonly key: PairKey
  readonly caption: string
  /** As stored; null when the row has none. */
  readonly url: string | null
  /** As stored, '' when missing. */
  readonly licence: string
  readonly nsfw: NsfwClass
  /** Cosine in 0..1; null when missing (-1.0, null, NaN or out of range). */
  readonly similarity: number | null
  /** Pixels of the original picture; 0 when unknown. */
  readonly width: number
  readonly height: number
  /** The shard stores the picture's bytes: ask the engine, not the URL. */
  readonly hasPicture: boolean
}

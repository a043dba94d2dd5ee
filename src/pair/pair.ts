/** The classes of LAION's NSFW tag, in the order of TFDS's ClassLabel: the index is the stored value. */
export const NSFW_CLASSES = ['UNLIKELY', 'UNSURE', 'NSFW', 'UNTAGGED'] as const
/** Index into {@link NSFW_CLASSES}. */
export type NsfwClass = 0 | 1 | 2 | 3

/**
 * A pair of the open dataset, as its engine names it: opaque to everybody else, and exact in a float64, so that a million of them are
 * 8 MB that can be given away. Ascending keys are the dataset's own order.
 */
export type PairKey = number

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

/** One part of a search; a search ranks by the weighted sum of its chips' vectors. */
export type Chip =
  | { readonly kind: 'text'; readonly text: string; readonly weight: number }
  /** More like the picture of the pair at this place, which the engine reads. */
  | { readonly kind: 'pair'; readonly place: string; readonly weight: number }
  /** A picture of the person's own: only its vector is kept, in 8 bits, so that a link holds it. */
  | { readonly kind: 'picture'; readonly name: string; readonly vector: string; readonly weight: number }

/** Which embedding of a pair is compared: of its picture, of its caption, or the mean of both cosines. */
export type RankBy = 'image' | 'text' | 'both'

export interface Search {
  readonly chips: readonly Chip[]
  readonly by: RankBy
  /** Least score to show; null for all. */
  readonly minScore: number | null
}

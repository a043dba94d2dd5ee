import type { Problem } from '../dataset/problem'
import type { RankBy } from '../query/search'
import type { EncoderStatus } from './encoder/encoder'
import type { TextModel } from './encoder/models'
import type { RankStatus } from '../engine/ranking'

/** Why a dataset cannot be searched by meaning: it has no embeddings, or none that a model here belongs to. */
export type Searchable =
  | { readonly kind: 'yes'; readonly model: TextModel }
  | { readonly kind: 'opening' }
  | { readonly kind: 'no-embeddings' }
  | { readonly kind: 'no-model'; readonly checkpoint: string }
  /** There are embeddings, and nothing says whose: only a person can. */
  | { readonly kind: 'ask-model'; readonly models: readonly TextModel[] }

/** What a search is doing, as people see it. */
export interface SearchState {
  readonly searchable: Searchable
  /**
   * `off`: no chips. `encoding`: chips become a vector (the model may have to come first).
   * `nothing`: the chips cancel out, or the model knows none of the words. `ranking`: see `rank`. `failed`: see `problem`.
   */
  readonly phase: 'off' | 'encoding' | 'nothing' | 'ranking' | 'failed'
  readonly encoder: EncoderStatus | null
  readonly rank: RankStatus | null
  readonly problem: Problem | null
  /** Texts whose end the model did not see. */
  readonly cutTexts: readonly string[]
  /** Texts of which the model knows nothing. */
  readonly unknownTexts: readonly string[]
  /** Pairs of chips that have no vector. */
  readonly missingPairs: number
  /** What pairs can be ranked by here. */
  readonly by: readonly RankBy[]
}

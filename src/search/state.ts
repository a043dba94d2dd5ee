import type { Problem } from '../dataset/problem'
import type { RankBy } from '../query/search'
import type { EncoderStatus } from './encoder/encoder'
import type { TextModel } from './encoder/models'
import type { RankStatus } from '../engine/ranking'

/**
 * How a dataset can be searched by meaning. With embeddings, pairs are ranked by other pairs whoever made them; words, and a picture of
 * one's own, need the model that made them.
 */
export type Searchable =
  | { readonly kind: 'opening' }
  | { readonly kind: 'no-embeddings' }
  | { readonly kind: 'yes'; readonly model: TextModel }
  /** By pairs alone: no model here is the dataset's. `problem`: why its own could not be had. */
  | { readonly kind: 'no-model'; readonly checkpoint: string; readonly problem?: Problem }
  /** By pairs, and by words once a person lets the dataset's own model be read from this host. */
  | { readonly kind: 'ask-host'; readonly host: string }
  /** By pairs, and by words once a person says whose the embeddings are: nothing else does. `width`: of a vector, null while not known. */
  | { readonly kind: 'ask-model'; readonly models: readonly TextModel[]; readonly width: number | null }

/** Whether pairs can be ranked by their own vectors. */
export function ranksPairs({ kind }: Searchable): boolean {
  return kind !== 'opening' && kind !== 'no-embeddings'
}

/** What turns words into vectors; null without. */
export function modelOf(searchable: Searchable): TextModel | null {
  return searchable.kind === 'yes' ? searchable.model : null
}

/** What a search is doing, as people see it. */
export interface SearchState {
  readonly searchable: Searchable
  /**
   * `off`: no chips. `no-model`: words or a picture wait for a model. `encoding`: chips become a vector (the model may have to come first).
   * `nothing`: the chips cancel out, or the model knows none of the words. `ranking`: see `rank`. `failed`: see `problem`.
   */
  readonly phase: 'off' | 'no-model' | 'encoding' | 'nothing' | 'ranking' | 'failed'
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

import { plainText } from '../pair/plain-text'
import type { RoleOverrides } from '../pair/role'
import type { Embeddings } from './embeddings'
import type { ShardRef } from './shard-ref'

/** A credit line that the app shows for as long as the dataset is open. */
export interface Attribution {
  readonly name: string
  readonly licence: string
  readonly url: string
}

/** Shards in order, and what is known of them before any is read. */
export interface Dataset {
  readonly name: string
  readonly shards: readonly ShardRef[]
  readonly attributions: readonly Attribution[]
  /** Of the dataset itself, as its manifest says it; '' when nothing does. */
  readonly licence: string
  /** Plain sentences about the dataset to show beside it; from a manifest, hostile text. */
  readonly notes: readonly string[]
  /** Null where nothing is said of them; there may still be some in the shards' columns. */
  readonly embeddings: Embeddings | null
  /** The person's own choice of columns; null: as recognised. */
  readonly roles: RoleOverrides | null
}

/** The dataset with its names and notes as they may stand among our own words. */
export function withPlainNames(dataset: Dataset): Dataset {
  const { name, licence, notes, attributions } = dataset
  return {
    ...dataset,
    name: plainText(name),
    licence: plainText(licence),
    notes: notes.map(plainText),
    attributions: attributions.map((credit) => ({ ...credit, name: plainText(credit.name), licence: plainText(credit.licence) })),
  }
}

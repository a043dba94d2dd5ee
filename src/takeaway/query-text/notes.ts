import type { Dataset } from '../../dataset/dataset'
import { kindOf } from '../../dataset/kinds'
import { formatCount, plural } from '../../pair/format'
import { filterOf, type Query } from '../../query/query'

/** Shards whose addresses still make a text that can be pasted somewhere. */
const MOST_SHARDS = 10_000

/** The files of a query's text and what a person has to know before they run it; or why there is no text. Sentences. */
export type FilesOfText = { readonly files: readonly string[]; readonly notes: readonly string[] } | { readonly refusal: string }

/** `licencesComplete`: see LicenceTexts of the engine. */
export function filesOfText(dataset: Dataset, query: Query, licencesComplete: boolean): FilesOfText {
  const { shards } = dataset
  // What no name tells is mostly Parquet.
  const others = shards.filter(({ name }) => (kindOf(name)?.id ?? 'parquet') !== 'parquet').length
  if (shards.length === 0) return { refusal: 'This dataset has no files that DuckDB could read.' }
  if (others > 0) {
    const of =
      others === 1 ? '1 file of this dataset is of another kind' : `${formatCount(others)} files of this dataset are of another kind`
    const why = others === shards.length ? 'this dataset has none' : of
    return { refusal: `The text reads Parquet files alone, and ${why}. An export as Parquet works.` }
  }
  if (shards.length > MOST_SHARDS)
    return { refusal: `${plural(shards.length, 'file')} are too many to name in one text. Open fewer, or take an export.` }
  const notes = [
    ...(query.search ? ['The order of a search is not in it: it gives every pair that passes the filters, in dataset order.'] : []),
    ...(filterOf(query, 'licence') && !licencesComplete
      ? ['The data spells these licences in too many ways to name them all: rows with rare spellings are left out.']
      : []),
    ...(shards.some(({ kind }) => kind === 'local') ? ['Your own files stand there by name: run it in their folder.'] : []),
    ...(shards.some((shard) => shard.kind === 'remote' && new URL(shard.url).search !== '')
      ? ['An address in it has a query, which may be a key to the data: mind who sees this text.']
      : []),
  ]
  return { files: shards.map((shard) => (shard.kind === 'remote' ? shard.url : shard.name)), notes }
}

import type { EngineStatus } from '../engine/engine'
import { inSentence } from '../pair/plain-text'
import { columnFilters, type ColumnFilter, type Query } from '../query/query'

/** Characters of a column's name in a sentence. */
const MOST_NAME = 200

export interface UnfitFilter {
  readonly filter: ColumnFilter
  /** A sentence. */
  readonly why: string
}

/** Filters that pass nothing because the data has no such column, as far as it is opened, or one of another kind. */
export function unfitFilters(query: Query, { columns, more, rowsTotal }: EngineStatus): UnfitFilter[] {
  const nothingOpened = more !== 'none' && rowsTotal === 0
  if (nothingOpened) return []
  return columnFilters(query).flatMap((filter) => {
    const { column } = filter
    const name = inSentence(column, MOST_NAME)
    const known = columns.find(({ path }) => path === column)
    if (!known)
      return [
        {
          filter,
          why:
            `${more === 'none' ? 'This dataset has no' : 'No shard opened so far has a'} column “${name}” to filter ` +
            'by, so nothing passes. Remove the filter to go on.',
        },
      ]
    if (known.kind === filter.kind) return []
    const [holds, asks] = known.kind === 'range' ? ['numbers', 'words'] : ['words', 'a range of numbers']
    return [
      {
        filter,
        why: `The column “${name}” holds ${holds}, but the filter asks for ${asks}, so nothing passes. Remove the filter to go on.`,
      },
    ]
  })
}

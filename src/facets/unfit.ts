import type { DatasetStatus } from '../engine/engine'
import { columnFilters, type ColumnFilter, type Query } from '../query/query'

export interface UnfitFilter {
  readonly filter: ColumnFilter
  /** A sentence. */
  readonly why: string
}

/** Filters that pass nothing because the data has no such column, as far as it is opened, or one of another kind. */
export function unfitFilters(query: Query, { columns, phase }: DatasetStatus): UnfitFilter[] {
  if (phase === 'opening') return []
  return columnFilters(query).flatMap((filter) => {
    const { column } = filter
    const known = columns.find(({ path }) => path === column)
    if (!known)
      return [
        {
          filter,
          why:
            `${phase === 'complete' ? 'This dataset has no' : 'No shard opened so far has a'} column “${column}” to filter ` +
            'by, so nothing passes. Remove the filter to go on.',
        },
      ]
    if (known.kind === filter.kind) return []
    const [holds, asks] = known.kind === 'range' ? ['numbers', 'words'] : ['words', 'a range of numbers']
    return [
      {
        filter,
        why: `The column “${column}” holds ${holds}, but the filter asks for ${asks}, so nothing passes. Remove the filter to go on.`,
      },
    ]
  })
}

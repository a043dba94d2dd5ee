import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ColumnFacet, Engine } from '../engine/engine'
import { identityOf, type Query } from '../query/query'

/** Counts by one column over the rows of a revision, the former ones until the new are there; undefined while there are none. */
export function useColumnFacet(
  engine: Engine,
  query: Query,
  column: string,
  revision: number,
): { readonly facet: ColumnFacet | undefined; readonly error: Error | null } {
  const { data, error } = useQuery({
    queryKey: ['column', column, identityOf(query), revision],
    queryFn: ({ signal }) => engine.columnFacet(query, column, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 30_000,
  })
  return { facet: data ?? undefined, error }
}

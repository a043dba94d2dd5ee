import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Engine, Facets } from '../engine/engine'
import { identityOf, type Query } from '../query/query'

export interface FacetsAnswer {
  readonly facets: Facets | undefined
  /** They answer a former query or fewer rows; better ones are on their way. */
  readonly stale: boolean
  readonly error: Error | null
}

/** Counts for a query over the rows of a revision; the former ones stay until the new are there. */
export function useFacets(engine: Engine, datasetId: string, query: Query, revision: number): FacetsAnswer {
  const { data, isPlaceholderData, error } = useQuery({
    queryKey: ['facets', datasetId, identityOf(query), revision],
    queryFn: ({ signal }) => engine.facets(query, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 30_000,
    retry: false,
  })
  return { facets: data, stale: isPlaceholderData, error }
}

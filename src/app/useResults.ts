import { useEffect, useMemo } from 'react'
import type { Engine } from '../engine/engine'
import { ResultList } from '../gallery/results'
import type { Query } from '../query/query'

/** The pairs that answer a query, for as long as it is the one asked. */
export function useResults(engine: Engine, query: Query): ResultList {
  const results = useMemo(() => new ResultList(engine, query), [engine, query])
  useEffect(() => results.start(), [results])
  return results
}

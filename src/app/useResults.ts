import { useEffect, useState } from 'react'
import type { Engine } from '../engine/engine'
import { ResultList } from '../gallery/results'
import type { Query } from '../query/query'
import { Store, useStore } from './store'

/** The pairs that answer a query, for as long as it is the one asked; null before the first is. */
export function useResults(engine: Engine, query: Query): ResultList | null {
  const [current] = useState(() => new Store<ResultList | null>(null))
  // A list starts to work when it is made, so it is made where it is also ended.
  useEffect(() => {
    const results = new ResultList(engine, query)
    current.set(results)
    return () => results.dispose()
  }, [engine, query, current])
  return useStore(current)
}

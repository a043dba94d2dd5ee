import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { Dataset } from '../dataset/dataset'
import type { Engine } from '../engine/engine'
import type { Results } from '../gallery/list'
import { RankedList } from '../gallery/ranked'
import type { Query } from '../query/query'
import { SearchSession } from '../search/search'
import type { SearchState } from '../search/state'
import { searchSettings } from './search-settings'

export interface SearchView {
  readonly session: SearchSession
  readonly state: SearchState
  /** The ranked pairs; null while there is no search, or none of its pairs yet. */
  readonly results: Results | null
}

/** Ranks by the query's search for as long as it is the one asked. `changes`: of files in the dataset, each of which asks for it anew. */
export function useSearch(
  engine: Engine,
  dataset: Dataset,
  source: string | null,
  checkpoint: string | null,
  query: Query,
  changes: number,
): SearchView {
  // What a ranker knows of a file that has changed is of no use.
  const session = useMemo(
    () => new SearchSession(dataset, engine, checkpoint, () => searchSettings(source)),
    [dataset, engine, source, checkpoint, changes],
  )
  useEffect(() => session.start(), [session])
  const state = useSyncExternalStore(session.subscribe, session.getState)
  const searchable = state.searchable.kind
  useEffect(() => void session.ask(query), [session, query, searchable])
  const ranking = useSyncExternalStore(session.subscribe, session.getRanking)

  const list = useMemo(() => (ranking ? new RankedList(engine, ranking) : null), [engine, ranking])
  useEffect(() => list?.start(), [list])
  const minScore = query.search?.minScore ?? null
  useEffect(() => list?.setMinScore(minScore), [list, minScore])
  const results = useShown(list)
  return { session, state, results: query.search ? results : null }
}

const never = () => () => undefined
const zero = () => 0

/** The list, or the one before it for as long as the list has nothing to show. */
function useShown(list: RankedList | null): RankedList | null {
  useSyncExternalStore(list?.subscribe ?? never, list?.getSnapshot ?? zero)
  const ready = list !== null && (list.count > 0 || list.status === 'ready')
  const [shown, setShown] = useState(list)
  if (shown !== list && (ready || list === null)) setShown(list)
  return ready ? list : shown
}

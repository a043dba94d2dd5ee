import { useCallback, useMemo } from 'react'
import type { Dataset } from '../dataset/dataset'
import type { Engine, EngineStatus, Facets } from '../engine/engine'
import type { ScanStatus } from '../engine/scanning/scanning'
import type { Edit, OnEdit } from '../facets/edit'
import { useFacets } from '../facets/useFacets'
import { PENDING, type Results } from '../gallery/list'
import { keysBetween } from '../gallery/between'
import type { KeyRanges } from '../pair/key-ranges'
import type { PairKey } from '../pair/pair'
import type { Consent } from '../pair/safety'
import type { Query } from '../query/query'
import type { Location } from '../query/url'
import type { Move, PageHistory } from './history'
import { changesOf } from './progress'
import { useOpenColumns, type OpenColumns } from './useOpenColumns'
import { useResults } from './useResults'
import { useSearch, type SearchView } from './useSearch'
import type { Store } from '../flow/store'
import type { Selection } from '../takeaway/selection/selection'
import { useSelection } from './useSelection'
import { useThrottled } from './useThrottled'

/** How often a drag asks anew. */
const QUERY_MS = 120
/** How often arriving rows are counted anew. */
const REVISION_MS = 1000

/** What an opened dataset is looked at by. */
export interface ViewOf {
  readonly datasetId: string
  readonly engine: Engine
  readonly dataset: Dataset
  readonly status: EngineStatus
  /** Null for an engine that reads no shards. */
  readonly scan: ScanStatus | null
  readonly location: Location
  readonly history: PageHistory
  readonly consent: Consent
  readonly onAskConsent: () => void
}

/** An opened dataset as it is looked at now: what every part of the explorer is given, each panel too. */
export interface View extends ViewOf {
  /** As the person has it at this moment. */
  readonly query: Query
  /** The query whose answers are shown, without its search: what drags ask is thinned out. */
  readonly asked: Query
  /** What is shown answers the query as it stands. */
  readonly settled: boolean
  /** Of the table: counts are taken anew when it grows. */
  readonly revision: number
  readonly search: SearchView
  /** The pairs that the grid shows. */
  readonly results: Results
  /** They are in the order of a search. */
  readonly ranked: boolean
  readonly columns: OpenColumns
  /** The pairs that are marked. */
  readonly selection: Store<Selection>
  /** All that is shown: the ranked pairs of a search, else all that pass. */
  readonly shown: (signal: AbortSignal) => Promise<KeyRanges>
  readonly facets: Facets | undefined
  /** The facets are of the query before. */
  readonly stale: boolean
  /** Why the query was not counted; null when it was. */
  readonly error: Error | null
  readonly onEdit: OnEdit
  readonly onOpenPair: (key: PairKey) => void
}

export function useView(of: ViewOf): View {
  const { datasetId, engine, dataset, status, location, history } = of
  const { query, model, source } = location
  const throttled = useThrottled(query, QUERY_MS)
  const { filters, within, sort } = throttled
  // What the table is asked is the same whatever is searched for.
  const asked = useMemo(() => ({ filters, within, sort, search: null }), [filters, within, sort])
  const changes = of.scan ? changesOf(of.scan) : 0
  const search = useSearch(engine, dataset, source, model, throttled, changes)
  const revision = useThrottled(status.revision, REVISION_MS)
  const selection = useSelection(engine, changes)
  const columns = useOpenColumns(engine.scanning, query)
  const inOrder = useResults(engine, asked)
  const results = resultsOf(query.search !== null, search, inOrder)
  const { facets, stale, error } = useFacets(engine, datasetId, asked, revision)
  const onEdit: OnEdit = useCallback(
    (edit: Edit, move: Move = 'step') => history.go({ query: edit(history.store.get().query) }, move),
    [history],
  )
  const onOpenPair = useCallback(
    (key: PairKey) => history.go({ open: engine.place(key).text }, history.store.get().open === null ? 'step' : 'replace'),
    [engine, history],
  )
  const ranked = query.search !== null && results !== inOrder
  const shown = useCallback(
    (signal: AbortSignal) => (ranked ? keysBetween(results, 0, results.count - 1) : engine.keys(asked, { signal })),
    [ranked, results, engine, asked],
  )
  return {
    ...of,
    query,
    asked,
    settled: facets !== undefined && !stale && throttled === query,
    revision,
    search,
    results,
    ranked,
    columns,
    selection,
    shown,
    facets,
    stale,
    error,
    onEdit,
    onOpenPair,
  }
}

/** What the grid shows: ranked pairs while there are any, and until then what it showed, unless that would be fetched for nothing. */
function resultsOf(searching: boolean, { state, results }: SearchView, inOrder: Results): Results {
  if (!searching) return inOrder
  const { phase, searchable } = state
  if (phase === 'nothing' || phase === 'no-model' || phase === 'failed' || searchable.kind === 'no-embeddings') return inOrder
  return results ?? PENDING
}

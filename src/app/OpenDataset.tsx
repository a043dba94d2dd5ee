import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Dataset } from '../dataset/dataset'
import type { Problem } from '../dataset/problem'
import type { Engine, EngineStatus, OtherColumn } from '../engine/engine'
import type { Scanning, ScanStatus } from '../engine/scanning/scanning'
import { clearFilters, onlyValue, type Edit, type OnEdit } from '../facets/edit'
import { FilterChips } from '../facets/FilterChips'
import { CAPTION_INPUT_ID, FilterPanel } from '../facets/FilterPanel'
import { MoreColumns } from '../facets/MoreColumns'
import { useFacets } from '../facets/useFacets'
import { isDensity } from '../gallery/density'
import { Grid } from '../gallery/Grid'
import { PENDING, type Results } from '../gallery/list'
import { Inspector } from '../inspector/Inspector'
import type { PairKey } from '../pair/pair'
import type { Consent } from '../pair/safety'
import type { Chip } from '../query/search'
import { MAX_TEXT } from '../query/search-url'
import type { Location } from '../query/url'
import { CostPanel } from '../querybar/CostPanel'
import { addChip } from '../querybar/edit'
import { QUERY_INPUT_ID } from '../querybar/QueryBar'
import { Button, TextButton } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { ProblemText } from '../ui/ProblemText'
import { plural } from '../ui/format'
import { Credit } from './DatasetInfo'
import { FailedPage } from './FailedPage'
import { FailedShards, Remedy } from './FailedShards'
import type { Move, PageHistory } from './history'
import { NoMatches } from './NoMatches'
import { prefer, preferences } from './preferences'
import { failedSentence, failedShards, hasFailed, matchingSentence, readingSentence, saysNothingPasses } from './progress'
import { ScanLine } from './ScanLine'
import { SearchBar } from './SearchBar'
import { SearchPanel } from './SearchPanel'
import { toProblem } from './session'
import { useStore } from '../ui/useStore'
import { Toolbar } from './Toolbar'
import { useMediaQuery } from './useMediaQuery'
import { useOpenColumns } from './useOpenColumns'
import { useResults } from './useResults'
import { modelOf, ranksPairs } from '../search/state'
import { useSearch, type SearchView } from './useSearch'
import { useThrottled } from './useThrottled'

/** How often a drag asks anew. */
const QUERY_MS = 120
/** How often arriving rows are counted anew. */
const REVISION_MS = 1000

interface OpenDatasetProps {
  readonly datasetId: string
  readonly engine: Engine
  readonly dataset: Dataset
  readonly status: EngineStatus
  /** Null for an engine that reads no shards. */
  readonly scan: ScanStatus | null
  /** Null for dropped files. */
  readonly source: string | null
  readonly filesProblem: Problem | null
  readonly location: Location
  readonly history: PageHistory
  readonly consent: Consent
  readonly onAskConsent: () => void
  readonly onOpen: (source: string) => void
}

export function OpenDataset({
  datasetId,
  engine,
  dataset,
  status,
  scan,
  source,
  filesProblem,
  location,
  history,
  consent,
  onAskConsent,
  onOpen,
}: OpenDatasetProps) {
  const { query, model } = location
  const { scanning } = engine
  const open = location.open === null ? null : engine.keyAt(location.open)
  const throttled = useThrottled(query, QUERY_MS)
  const { filters, sort } = throttled
  // What the table is asked is the same whatever is searched for.
  const asked = useMemo(() => ({ filters, sort, search: null }), [filters, sort])
  const search = useSearch(engine, dataset, model, throttled)
  const revision = useThrottled(status.revision, REVISION_MS)
  const columns = useOpenColumns(scanning, query)
  const inOrder = useResults(engine, asked)
  const results = resultsOf(query.search !== null, search, inOrder)
  const { facets, stale, error } = useFacets(engine, datasetId, asked, revision)
  const { panelOpen, density: preferred, fetchBudgetBytes } = useStore(preferences)
  const density = isDensity(preferred) ? preferred : 'comfortable'
  const wide = useMediaQuery('(min-width: 48rem)')
  const [sheetOpen, setSheetOpen] = useState(false)

  const onEdit: OnEdit = useCallback(
    (edit: Edit, move: Move = 'step') => history.go({ query: edit(history.store.get().query) }, move),
    [history],
  )
  const onOpenPair = useCallback(
    (key: PairKey) => history.go({ open: engine.place(key).text }, history.store.get().open === null ? 'step' : 'replace'),
    [engine, history],
  )
  const onSearchBy = useCallback(
    (by: { readonly like: PairKey } | { readonly text: string }) => {
      const chip: Chip =
        'like' in by
          ? { kind: 'pair', place: engine.place(by.like).text, weight: 1 }
          : { kind: 'text', text: by.text.slice(0, MAX_TEXT), weight: 1 }
      // A question of its own: what was searched for before is one step back.
      history.go({ query: { ...history.store.get().query, search: addChip(null, chip) }, open: null })
    },
    [engine, history],
  )
  const filterBy = useCallback(
    (column: OtherColumn, printed: string) => {
      const edit = onlyValue(column, printed)
      return edit && (() => history.go({ query: edit(history.store.get().query), open: null }))
    },
    [history],
  )
  const togglePanel = useCallback(() => {
    if (wide) prefer({ panelOpen: !preferences.get().panelOpen })
    else setSheetOpen((shown) => !shown)
  }, [wide])
  useShortcuts(wide, togglePanel, setSheetOpen)

  const failed = scan ? failedShards(scan) : []
  const first = failed[0] === undefined ? undefined : scan?.shards[failed[0]]
  if (scan && scanning && hasFailed(scan) && first?.problem) {
    return (
      <FailedPage
        problem={first.problem}
        more={failed.length - 1}
        source={source}
        remedy={<Remedy problem={first.problem} shards={failed} scanning={scanning} />}
        onOpen={onOpen}
        onRetry={() => scanning.retryShards(failed, false)}
      />
    )
  }

  const nothing = facets !== undefined && !stale && throttled === query && saysNothingPasses(query, facets, status, scan)
  const matching = facets
    ? matchingSentence(facets.matching, facets.rowsScanned) +
      (status.more === 'none' && readingSentence(query, scan) === '' ? '' : ' so far')
    : ''
  const { rank } = search.state
  const asking = query.search !== null && search.state.phase === 'ranking' && rank?.phase === 'asking' && rank.rowsRanked === 0
  const panel = (
    <>
      {query.search && rank && <SearchPanel search={query.search} rank={rank} history={history} />}
      <FilterPanel query={query} facets={facets} status={status} scan={scan} onEdit={onEdit}>
        <MoreColumns
          engine={engine}
          query={query}
          asked={asked}
          revision={revision}
          status={status}
          scan={scan}
          open={columns.open}
          onToggle={columns.toggle}
          onEdit={onEdit}
        />
      </FilterPanel>
    </>
  )
  return (
    <>
      {scan && scanning && (
        <ScanLine
          status={status}
          scan={scan}
          scanning={scanning}
          onBudget={(budgetBytes) => {
            prefer({ budgetBytes })
            scanning.setBudget(budgetBytes)
          }}
        />
      )}
      <div className="flex min-h-0 flex-1">
        {wide && panelOpen && (
          <aside aria-label="Filters" className="w-72 shrink-0 overflow-y-auto overscroll-contain border-r border-line bg-surface">
            {panel}
          </aside>
        )}
        <main className="flex min-w-0 flex-1 flex-col">
          <SearchBar engine={engine} status={status} view={search} location={location} history={history} />
          <Toolbar
            filterCount={query.filters.length}
            panelOpen={wide ? panelOpen : sheetOpen}
            onTogglePanel={togglePanel}
            matching={matching}
            stale={stale}
            sort={query.search && results !== inOrder ? 'score' : query.sort}
            canSortBySimilarity={status.roles.includes('similarity') || query.sort !== 'dataset'}
            onSort={(sort) => onEdit((before) => ({ ...before, sort }))}
            density={density}
            onDensity={(name) => prefer({ density: name })}
          />
          {(query.filters.length > 0 || failed.length > 0 || filesProblem || error) && (
            <div className="flex flex-col gap-2 px-3 pb-2 empty:hidden">
              <FilterChips query={query} onEdit={onEdit} />
              {scan && scanning && failed.length > 0 && <PartlyFailed failed={failed.length} scan={scan} scanning={scanning} />}
              {error && (
                <Notice tone="danger" role="alert">
                  <ProblemText problem={toProblem(error)} />
                </Notice>
              )}
              {filesProblem && <DismissableProblem key={filesProblem.where} problem={filesProblem} />}
            </div>
          )}
          {nothing ? (
            <NoMatches query={query} facets={facets} status={status} scan={scan} onEdit={onEdit} />
          ) : asking && rank.cost ? (
            <CostPanel
              cost={rank.cost}
              shards={rank.shardsTotal}
              budgetBytes={fetchBudgetBytes}
              onStart={(limitBytes) => search.session.getRanking()?.start(limitBytes)}
              onStop={() => search.session.stop()}
            />
          ) : (
            <div className="min-h-0 flex-1">
              <Grid
                engine={engine}
                results={results}
                columns={columns.shown}
                revision={revision}
                consent={consent}
                density={density}
                openKey={open}
                onOpen={onOpenPair}
                onAskConsent={onAskConsent}
              />
            </div>
          )}
          {dataset.attributions.length > 0 && (
            <footer className="shrink-0 truncate border-t border-line px-3 py-1 text-xs text-muted">
              Pictures:{' '}
              {dataset.attributions.map((attribution, i) => (
                <span key={i}>
                  {i > 0 && ' · '}
                  <Credit attribution={attribution} />
                </span>
              ))}
            </footer>
          )}
        </main>
        {open !== null && (
          <Inspector
            engine={engine}
            pairKey={open}
            results={results}
            consent={consent}
            onOpen={onOpenPair}
            onClose={() => history.closePair()}
            onAskConsent={onAskConsent}
            columns={status.columns}
            filterBy={filterBy}
            onSearch={ranksPairs(search.state.searchable) ? onSearchBy : null}
            searchesWords={modelOf(search.state.searchable) !== null}
          />
        )}
      </div>
      {!wide && (
        <Dialog open={sheetOpen} onClose={() => setSheetOpen(false)} label="Filters" shape="sheet">
          <div className="min-h-0 overflow-y-auto overscroll-contain">{panel}</div>
          <div className="flex gap-2 border-t border-line p-3">
            <Button className="h-11" disabled={query.filters.length === 0} onClick={() => onEdit(clearFilters)}>
              Clear all
            </Button>
            <Button kind="primary" className="h-11 flex-1" onClick={() => setSheetOpen(false)}>
              {facets ? `Show ${plural(facets.matching, 'pair')}` : 'Show pairs'}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}

function PartlyFailed({ failed, scan, scanning }: { readonly failed: number; readonly scan: ScanStatus; readonly scanning: Scanning }) {
  return (
    <Notice tone="warn">
      <details>
        <summary className="font-medium">{failedSentence(failed, scan.shards.length)}</summary>
        <div className="mt-2.5 max-h-[40vh] overflow-y-auto">
          <FailedShards scan={scan} scanning={scanning} />
        </div>
      </details>
    </Notice>
  )
}

function DismissableProblem({ problem }: { readonly problem: Problem }) {
  const [shown, setShown] = useState(true)
  if (!shown) return null
  return (
    <Notice tone="warn">
      <div className="flex items-start gap-3">
        <p className="flex-1">{problem.detail}</p>
        <TextButton onClick={() => setShown(false)}>OK</TextButton>
      </div>
    </Notice>
  )
}

/** What the grid shows: ranked pairs while there are any, and until then what it showed, unless that would be fetched for nothing. */
function resultsOf(searching: boolean, { state, results }: SearchView, inOrder: Results): Results {
  if (!searching) return inOrder
  const { phase, searchable } = state
  if (phase === 'nothing' || phase === 'no-model' || phase === 'failed' || searchable.kind === 'no-embeddings') return inOrder
  return results ?? PENDING
}

/** `/` goes to the caption filter, `s` to the search, `f` shows or hides the filters. */
function useShortcuts(wide: boolean, togglePanel: () => void, setSheetOpen: (open: boolean) => void): void {
  useEffect(() => {
    const controller = new AbortController()
    window.addEventListener(
      'keydown',
      (event) => {
        const { target } = event
        const typing =
          target instanceof HTMLElement &&
          target.matches('input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]')
        if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
        if (document.querySelector('dialog[open]')) return
        if (event.key === 's') {
          event.preventDefault()
          document.getElementById(QUERY_INPUT_ID)?.focus()
        } else if (event.key === 'f') {
          event.preventDefault()
          togglePanel()
        } else if (event.key === '/') {
          event.preventDefault()
          if (wide) prefer({ panelOpen: true })
          else setSheetOpen(true)
          // The panel may only just be on its way to the screen.
          setTimeout(() => document.getElementById(CAPTION_INPUT_ID)?.focus(), 50)
        }
      },
      { signal: controller.signal },
    )
    return () => controller.abort()
  }, [wide, togglePanel, setSheetOpen])
}

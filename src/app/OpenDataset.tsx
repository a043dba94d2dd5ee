import { lazy, Suspense, useMemo, useState } from 'react'
import { withdrawn } from '../dataset/known'
import type { Problem } from '../dataset/problem'
import type { Health } from '../engine/scanning/client'
import { isDensity } from '../gallery/density'
import { setOfKeys } from '../query/query'
import { SelectionBar } from '../takeaway/selection/SelectionBar'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { useStore } from '../ui/useStore'
import { PictureCredits } from './DatasetInfo'
import { exportOpen, openExport } from './export-open'
import { ExportButton } from './ExportButton'
import { FailedPage } from './FailedPage'
import { Remedy } from './FailedShards'
import { KeysDialog } from './KeysDialog'
import { Notices } from './Notices'
import { OpenPair } from './OpenPair'
import { Pairs } from './Pairs'
import { PanelButton } from './PanelButton'
import { PANELS } from './panels'
import { prefer, preferences } from './preferences'
import { failedShards, hasFailed, matchingSentence, readingSentence } from './progress'
import { ScanLine } from './ScanLine'
import { SqlButton, SqlDialog } from './SqlDialog'
import { SearchBar } from './SearchBar'
import { Toolbar } from './Toolbar'
import { usePanels } from './usePanels'
import { useKeptParts } from './useKeptParts'
import { useView, type View, type ViewOf } from './useView'
import { openedAllTheSame, WithdrawnNote } from './WithdrawnNote'

/** With the exporters, which come when they are asked for. */
const Exporting = lazy(() => import('./Exporting'))

interface OpenDatasetProps extends ViewOf {
  /** Null for dropped files. */
  readonly source: string | null
  readonly filesProblem: Problem | null
  readonly health: Health
  /** See Location's `data`. */
  readonly linked: string | null
  readonly onOpen: (source: string) => void
}

/** Lays out what there is to see and do; what a panel holds is the panel's own affair. */
export function OpenDataset({ source, filesProblem, health, linked, onOpen, ...of }: OpenDatasetProps) {
  const view = useView(of)
  useKeptParts(source, view.search.state)
  const panels = usePanels()
  const { density: preferred } = useStore(preferences)
  const density = isDensity(preferred) ? preferred : 'comfortable'
  const { engine, dataset, status, scan, location, history, query, search, onEdit } = view
  const { scanning } = engine
  const taken = useMemo(() => withdrawn(dataset, source), [dataset, source])
  const told = useStore(openedAllTheSame)
  const opener = source ?? dataset.name
  const untold = told.has(opener) ? null : taken
  const open = location.open === null || untold ? null : engine.keyAt(location.open)

  const failed = scan ? failedShards(scan) : []
  const first = failed[0] === undefined ? undefined : scan?.shards[failed[0]]
  if (scan && scanning && hasFailed(scan) && first?.problem) {
    return (
      <FailedPage
        problem={first.problem}
        more={failed.length - 1}
        stops={scan.stops}
        source={source}
        remedy={
          <>
            <Remedy problem={first.problem} shards={failed} scanning={scanning} />
            {scan.stops.length > 0 && <Button onClick={() => scanning.resume()}>Go on with the rest</Button>}
          </>
        }
        onOpen={onOpen}
        onRetry={() => scanning.retryShards(failed, false)}
      />
    )
  }

  const { wide, open: panel, toggle, close } = panels
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
        {wide && panel && (
          <aside aria-label={panel.label} className="w-72 shrink-0 overflow-y-auto overscroll-contain border-r border-line bg-surface">
            <h2 className="sr-only">{panel.label}</h2>
            <panel.Content {...view} />
          </aside>
        )}
        <main className="flex min-w-0 flex-1 flex-col">
          <SearchBar engine={engine} status={status} view={search} location={location} history={history} />
          <Toolbar
            matching={matchingOf(view)}
            stale={view.stale}
            sort={view.ranked ? 'score' : query.sort}
            canSortBySimilarity={status.roles.includes('similarity') || query.sort !== 'dataset'}
            onSort={(sort) => onEdit((before) => ({ ...before, sort }))}
            density={density}
            onDensity={(name) => prefer({ density: name })}
            actions={engine.stored && <ExportButton />}
          >
            {PANELS.map((each) => (
              <PanelButton key={each.id} panel={each} open={each === panel} count={each.count?.(view) ?? 0} onToggle={() => toggle(each)} />
            ))}
            {engine.copies && <SqlButton />}
          </Toolbar>
          <Notices view={view} failed={failed} filesProblem={filesProblem} health={health} linked={linked} />
          {untold ? (
            <WithdrawnNote withdrawn={untold} onOpen={onOpen} onGoOn={() => openedAllTheSame.set(new Set([...told, opener]))} />
          ) : (
            <Pairs view={view} density={density} open={open} />
          )}
          <SelectionBar
            engine={engine}
            datasetId={of.datasetId}
            selection={view.selection}
            asked={view.asked}
            revision={view.revision}
            onOnly={(keys) => onEdit((before) => ({ ...before, filters: [], search: null, within: setOfKeys(keys) }))}
            all={view.shown}
          >
            {engine.stored && (
              <Button kind="quiet" onClick={() => openExport({ kind: 'selection', keys: view.selection.get().keys })}>
                Export
              </Button>
            )}
          </SelectionBar>
          <PictureCredits dataset={dataset} />
        </main>
        {open !== null && <OpenPair view={view} pair={open} />}
      </div>
      <KeysDialog />
      <SqlDialog {...view} />
      <ExportDoor {...view} />
      {!wide &&
        PANELS.map((each) => (
          <Dialog key={each.id} open={each === panel} onClose={close} label={each.label} shape="sheet">
            <div className="min-h-0 overflow-y-auto overscroll-contain">
              <each.Content {...view} />
            </div>
            {each.Actions && (
              <div className="flex gap-2 border-t border-line p-3">
                <each.Actions {...view} onClose={close} />
              </div>
            )}
          </Dialog>
        ))}
    </>
  )
}

/** Nothing of the exporters is fetched before the first export. */
function ExportDoor(view: View) {
  const isAsked = useStore(exportOpen) !== null
  const [wasAsked, setWasAsked] = useState(isAsked)
  if (isAsked && !wasAsked) setWasAsked(true)
  return wasAsked ? (
    <Suspense>
      <Exporting {...view} />
    </Suspense>
  ) : null
}

/** How many pairs match, of those that are counted so far. */
function matchingOf({ facets, status, query, scan }: View): string {
  if (!facets) return ''
  const all = status.more === 'none' && readingSentence(query, scan) === ''
  return matchingSentence(facets.matching, facets.rowsScanned) + (all ? '' : ' so far')
}

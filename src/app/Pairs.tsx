import type { Density } from '../gallery/density'
import { Grid } from '../gallery/Grid'
import type { PairKey } from '../pair/pair'
import { selectionReducer } from '../takeaway/selection/selection'
import { CostPanel } from '../querybar/CostPanel'
import { useStore } from '../ui/useStore'
import { NoMatches } from './NoMatches'
import { preferences } from './preferences'
import { useKeeps } from './useKeeps'
import { saysNothingPasses } from './progress'
import type { View } from './useView'

interface PairsProps {
  readonly view: View
  readonly density: Density
  /** Open in the inspector. */
  readonly open: PairKey | null
}

async function selectAll({ shown, selection }: View): Promise<void> {
  const keys = await shown(new AbortController().signal)
  selection.set(selectionReducer(selection.get(), { kind: 'set', keys }))
}

/** The grid, or why it is empty: nothing passes, or a search asks before it fetches much. */
export function Pairs({ view, density, open }: PairsProps) {
  const { engine, query, status, scan, facets, settled, search, onEdit } = view
  const { fetchBudgetBytes } = useStore(preferences)
  const { phase, rank } = search.state
  const keeps = useKeeps()
  if (facets && settled && saysNothingPasses(query, facets, status, scan))
    return <NoMatches query={query} facets={facets} status={status} scan={scan} onEdit={onEdit} />
  if (query.search !== null && phase === 'ranking' && rank?.phase === 'asking' && rank.rowsRanked === 0 && rank.cost)
    return (
      <CostPanel
        cost={rank.cost}
        shards={rank.shardsTotal}
        budgetBytes={fetchBudgetBytes}
        keeps={keeps}
        onStart={(limitBytes) => search.session.getRanking()?.start(limitBytes)}
        onStop={() => search.session.stop()}
      />
    )
  return (
    <div className="min-h-0 flex-1">
      <Grid
        engine={engine}
        results={view.results}
        columns={view.columns.shown}
        revision={view.revision}
        consent={view.consent}
        density={density}
        openKey={open}
        onOpen={view.onOpenPair}
        onAskConsent={view.onAskConsent}
        selection={view.selection}
        onSelectAll={() => {
          // Why the rows cannot be asked for is told elsewhere.
          selectAll(view).catch(() => undefined)
        }}
      />
    </div>
  )
}

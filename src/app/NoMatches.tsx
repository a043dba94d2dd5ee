import type { EngineStatus, Facets } from '../engine/engine'
import type { ScanStatus } from '../engine/scanning/scanning'
import { clearFilter, clearFilters, clearWithin, describeFilter, describeWithin, matchingWithout, type OnEdit } from '../facets/edit'
import { unfitFilters } from '../facets/unfit'
import { idOf, passesAll, subjectOf, type Query } from '../query/query'
import { Button } from '../ui/Button'
import { plural } from '../ui/format'
import { readingSentence, scannedSentence } from './progress'

interface NoMatchesProps {
  readonly query: Query
  readonly facets: Facets
  readonly status: EngineStatus
  readonly scan: ScanStatus | null
  readonly onEdit: OnEdit
}

/** Nothing passes: which filter to loosen, and what that would bring. */
export function NoMatches({ query, facets, status, scan, onEdit }: NoMatchesProps) {
  const unfinished = scannedSentence(status, scan) || readingSentence(query, scan)
  const narrowed = !passesAll(query)
  const unfit = unfitFilters(query, status)
  return (
    <div role="status" className="flex flex-1 flex-col items-center justify-center gap-4 px-5 pb-[10vh] text-center">
      <div>
        <h2 className="text-lg font-semibold">{narrowed ? 'No pair passes these filters' : 'There are no pairs here'}</h2>
        <p className="mt-1 text-muted wrap-anywhere">
          {unfinished ? `${unfinished}: some may still come.` : narrowed ? 'Take one away to see more.' : 'The dataset has no rows.'}
        </p>
        {unfit.map(({ filter, why }) => (
          <p key={filter.column} dir="auto" className="mx-auto mt-2 max-w-lg wrap-anywhere">
            {why}
          </p>
        ))}
      </div>
      <div className="flex max-w-lg flex-wrap justify-center gap-2">
        {query.filters.map((filter) => {
          const without = matchingWithout(filter.kind, facets)
          return (
            <Button
              key={idOf(subjectOf(filter))}
              className="h-auto min-h-9 max-w-full py-1.5 whitespace-normal wrap-anywhere"
              onClick={() => onEdit(clearFilter(subjectOf(filter)))}
            >
              Without “{describeFilter(filter)}”
              {without !== null && <span className="font-normal text-muted">{plural(without, 'pair')}</span>}
            </Button>
          )
        })}
        {query.within && (
          <Button className="h-auto min-h-9 py-1.5" onClick={() => onEdit(clearWithin)}>
            Without “{describeWithin(query.within)}”
          </Button>
        )}
        {query.filters.length + (query.within ? 1 : 0) > 1 && (
          <Button kind="primary" onClick={() => onEdit(clearFilters)}>
            Clear all filters
          </Button>
        )}
      </div>
    </div>
  )
}

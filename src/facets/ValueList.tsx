import { useState } from 'react'
import type { ColumnFacet } from '../engine/engine'
import { formatCount } from '../pair/format'
import type { ColumnFilter } from '../query/query'
import { CountList } from './CountList'
import { toggleValue, type OnEdit } from './edit'

/** More values than these have a box to find one in. */
const UNFOUND = 12
const MOST_SHOWN = 50

interface ValueListProps {
  readonly column: string
  readonly filter: Extract<ColumnFilter, { kind: 'values' }> | undefined
  readonly facet: Extract<ColumnFacet, { kind: 'values' }>
  readonly onEdit: OnEdit
}

/** A column's values with how many pairs each would show, the rows without one, and those that cannot be told apart. */
export function ValueList({ column, filter, facet, onEdit }: ValueListProps) {
  const [words, setWords] = useState('')
  const chosen = filter?.values ?? []
  const wanted = words.trim().toLowerCase()
  const found = facet.values.filter(({ value }) => value.toLowerCase().includes(wanted))
  // What is chosen stays within reach.
  const shown = [...found.slice(0, MOST_SHOWN), ...found.slice(MOST_SHOWN).filter(({ value }) => chosen.includes(value))]
  const options = shown.map(({ value, count }) => ({ value, label: value, count }))
  const missing = facet.missing > 0 || chosen.includes(null) ? [{ value: null, label: 'No value', count: facet.missing }] : []
  if (facet.values.length === 0 && missing.length === 0 && facet.other === 0)
    return <p className="text-muted">{facet.rowsRead > 0 ? 'No pair passes the other filters.' : 'Nothing read yet.'}</p>
  return (
    <div>
      {facet.values.length > UNFOUND && (
        <input
          type="search"
          aria-label={`Find a value of ${column}`}
          placeholder={`Find among ${formatCount(facet.values.length)} values`}
          autoComplete="off"
          spellCheck={false}
          className="mb-1.5 h-8 w-full rounded-md border border-line bg-raised px-2.5 placeholder:text-muted/80"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      )}
      <div className="-mx-4 max-h-72 overflow-y-auto overscroll-contain px-4">
        <CountList<string | null>
          options={wanted === '' ? [...options, ...missing] : options}
          chosen={chosen}
          onToggle={(value) => onEdit(toggleValue(column, value))}
        />
      </div>
      {found.length > shown.length && (
        <p className="mt-1 text-xs text-muted">{formatCount(found.length - shown.length)} less frequent ones are found by their name.</p>
      )}
      {wanted !== '' && found.length === 0 && <p className="text-muted">No value has these letters.</p>}
      {facet.other > 0 && (
        <p className="mt-1 text-xs text-muted">
          {formatCount(facet.other)} of other values, too long or too many to tell apart: they cannot be chosen.
        </p>
      )}
      {facet.other > 0 && facet.unknown.length > 0 && (
        <p className="mt-1 text-xs wrap-anywhere">
          {facet.unknown.map((value) => `“${value}”`).join(', ')} may be among the other values, so its pairs may not be found.
        </p>
      )}
    </div>
  )
}

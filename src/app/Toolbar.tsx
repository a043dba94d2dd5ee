import type { ReactNode } from 'react'
import { DENSITIES, type Density } from '../gallery/density'
import type { Sort } from '../query/query'
import { Icon } from '../ui/Icon'

interface ToolbarProps {
  /** How many pairs match, in words; '' until it is known. */
  readonly matching: string
  readonly stale: boolean
  /** `score`: a search ranks, and nothing else orders the pairs. */
  readonly sort: Sort | 'score'
  readonly canSortBySimilarity: boolean
  readonly onSort: (sort: Sort) => void
  readonly density: Density
  readonly onDensity: (density: Density) => void
  /** The buttons of the panels. */
  readonly children: ReactNode
  /** What else can be done with the pairs. */
  readonly actions: ReactNode
}

export function Toolbar({ matching, stale, sort, canSortBySimilarity, onSort, density, onDensity, children, actions }: ToolbarProps) {
  return (
    <div className="flex h-11 shrink-0 items-center gap-2 px-2 sm:px-3">
      {children}
      <output data-testid="matching" aria-live="polite" className={`min-w-0 truncate transition-opacity ${stale ? 'opacity-60' : ''}`}>
        {matching}
      </output>
      <div className="flex-1" />
      {actions}
      <label
        className={
          'relative flex shrink-0 items-center gap-1.5 rounded-lg focus-within:outline-2 focus-within:outline-accent ' +
          `max-sm:size-8 max-sm:justify-center ${sort === 'dataset' ? 'text-muted' : 'text-accent'}`
        }
      >
        <Icon name="sort" className="size-4.5 shrink-0" />
        {/* On a phone the icon alone is the control; the choices open over it. */}
        <select
          aria-label="Sort"
          className={
            'h-8 rounded-lg bg-transparent pr-1 text-ink outline-none hover:bg-ink/6 max-sm:absolute max-sm:inset-0 ' +
            'max-sm:w-full max-sm:opacity-0'
          }
          disabled={sort === 'score'}
          title={sort === 'score' ? 'A search puts its best matches first' : undefined}
          value={sort}
          onChange={(event) => onSort(event.target.value as Sort)}
        >
          {sort === 'score' && <option value="score">Best match first</option>}
          <option value="dataset">Dataset order</option>
          <option value="similarity-descending" disabled={!canSortBySimilarity}>
            Most similar first
          </option>
          <option value="similarity-ascending" disabled={!canSortBySimilarity}>
            Least similar first
          </option>
        </select>
      </label>
      <div role="radiogroup" aria-label="Size of the pictures" className="flex shrink-0 rounded-lg bg-ink/6 p-0.5">
        {DENSITIES.map((name, step) => (
          <label
            key={name}
            title={`${name} pictures`}
            className={
              'grid size-7 place-items-center rounded-md has-checked:bg-raised has-checked:shadow-sm forced-colors:has-checked:border ' +
              'has-focus-visible:outline-2 has-focus-visible:outline-accent'
            }
          >
            <input
              type="radio"
              name="density"
              className="sr-only"
              aria-label={name}
              checked={density === name}
              onChange={() => onDensity(name)}
            />
            <DensityDots step={step} />
          </label>
        ))}
      </div>
    </div>
  )
}

function DensityDots({ step }: { readonly step: number }) {
  const columns = 3 - Math.min(step, 2)
  const cell = 14 / columns
  return (
    <svg viewBox="0 0 14 14" className="size-3.5 fill-muted" aria-hidden="true">
      {Array.from({ length: columns * columns }, (_, i) => (
        <rect key={i} x={(i % columns) * cell + 0.5} y={Math.floor(i / columns) * cell + 0.5} width={cell - 1} height={cell - 1} rx={1} />
      ))}
    </svg>
  )
}

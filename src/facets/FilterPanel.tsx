import { useCallback, type ReactNode } from 'react'
import type { EngineStatus, Facets } from '../engine/engine'
import type { ScanStatus } from '../engine/scanning/scanning'
import { formatCount } from '../pair/format'
import { LICENCE_FAMILIES, licenceLabel } from '../pair/licence'
import { NSFW_CLASSES, type NsfwClass } from '../pair/pair'
import { filterOf, type FilterKind, type Query } from '../query/query'
import { TextButton } from '../ui/Button'
import { DraftInput } from '../ui/DraftInput'
import { formatPercent, plural } from '../ui/format'
import { CountList } from './CountList'
import { clearFilter, setCaption, setSize, toggleClass, toggleLicence, type OnEdit } from './edit'
import { Section } from './Section'
import { SimilarityRange } from './SimilarityRange'

/** Where `/` goes. */
export const CAPTION_INPUT_ID = 'caption-filter'

const CLASS_DOTS: Readonly<Record<NsfwClass, string>> = { 0: 'bg-ok', 1: 'bg-warn', 2: 'bg-danger', 3: 'bg-muted' }
const CLASSES: readonly NsfwClass[] = [0, 1, 2, 3]
const CAPTION_DELAY_MS = 400
const FIELD = 'h-8 w-full rounded-md border border-line bg-raised px-2.5 placeholder:text-muted/80'

interface FilterPanelProps {
  readonly query: Query
  readonly facets: Facets | undefined
  readonly status: EngineStatus | null
  readonly scan: ScanStatus | null
  readonly onEdit: OnEdit
  /** The columns without a role, below the rest. */
  readonly children?: ReactNode
}

/** Everything a query can be narrowed by, with what each choice would leave. */
export function FilterPanel({ query, facets, status, scan, onEdit, children }: FilterPanelProps) {
  const onCaption = useCallback((text: string) => onEdit(setCaption(text), 'drag'), [onEdit])
  const has = (role: EngineStatus['roles'][number]): boolean => status === null || status.roles.length === 0 || status.roles.includes(role)
  const clear = (kind: FilterKind): (() => void) | undefined => (filterOf(query, kind) ? () => onEdit(clearFilter(kind)) : undefined)
  const chosenFamilies = filterOf(query, 'licence')?.families ?? []
  const families = LICENCE_FAMILIES.filter((family) => chosenFamilies.includes(family) || (facets?.licences.get(family) ?? 0) > 0)
  const size = filterOf(query, 'size')

  return (
    <div>
      <Section title="Caption contains" onClear={clear('caption')}>
        <DraftInput
          id={CAPTION_INPUT_ID}
          type="search"
          aria-label="Caption contains"
          placeholder="Any words"
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          className={FIELD}
          value={filterOf(query, 'caption')?.contains ?? ''}
          format={String}
          parse={(text) => text.trim()}
          delayMs={CAPTION_DELAY_MS}
          onCommit={onCaption}
        />
        {scan?.captionScan ? (
          <p className="mt-2 text-xs text-muted tabular-nums" role="status">
            Reading captions: {formatPercent(scan.captionScan.rowsScanned, scan.captionScan.rowsTotal)} of{' '}
            {plural(scan.captionScan.rowsTotal, 'row')}. <TextButton onClick={() => onEdit(clearFilter('caption'))}>Stop</TextButton>
          </p>
        ) : (
          !has('caption') && <p className="mt-2 text-xs text-muted">This dataset has no captions.</p>
        )}
      </Section>

      <Section title="Safety tag" onClear={clear('nsfw')}>
        <CountList
          options={CLASSES.map((nsfw) => ({
            value: nsfw,
            label: NSFW_CLASSES[nsfw],
            mark: <span className={`size-2 shrink-0 rounded-full ${CLASS_DOTS[nsfw]}`} />,
            count: facets?.nsfw[nsfw] ?? null,
          }))}
          chosen={filterOf(query, 'nsfw')?.classes ?? []}
          onToggle={(nsfw) => onEdit(toggleClass(nsfw))}
        />
        {!has('nsfw') && <p className="mt-1 text-xs text-muted">This dataset has no safety tag, so every pair counts as UNTAGGED.</p>}
      </Section>

      <Section title="Similarity" onClear={clear('similarity')}>
        {has('similarity') || filterOf(query, 'similarity') ? (
          <SimilarityRange filter={filterOf(query, 'similarity')} facet={facets?.similarity} onEdit={onEdit} />
        ) : (
          <p className="text-muted">This dataset says no similarity of picture and caption.</p>
        )}
      </Section>

      <Section title="Licence" onClear={clear('licence')}>
        {families.length > 0 ? (
          <CountList
            options={families.map((family) => ({
              value: family,
              label: licenceLabel(family),
              count: facets ? (facets.licences.get(family) ?? 0) : null,
            }))}
            chosen={chosenFamilies}
            onToggle={(family) => onEdit(toggleLicence(family))}
          />
        ) : (
          <p className="text-muted">{facets ? 'No pair passes the other filters.' : 'Counting…'}</p>
        )}
      </Section>

      <Section title="Size at least" onClear={clear('size')}>
        <div className="flex items-center gap-2 text-muted">
          <PixelInput
            label="Minimum width in pixels"
            placeholder="Width"
            value={size?.minWidth ?? 0}
            onCommit={(minWidth) => onEdit(setSize({ minWidth }))}
          />
          <span aria-hidden>×</span>
          <PixelInput
            label="Minimum height in pixels"
            placeholder="Height"
            value={size?.minHeight ?? 0}
            onCommit={(minHeight) => onEdit(setSize({ minHeight }))}
          />
          <span>px</span>
        </div>
        {facets !== undefined && facets.unknownSize > 0 && (
          <p className="mt-2 text-xs text-muted">
            {size
              ? `${plural(facets.unknownSize, 'pair')} of unknown size ${facets.unknownSize === 1 ? 'is' : 'are'} left out.`
              : `${formatCount(facets.unknownSize)} of unknown size.`}
          </p>
        )}
      </Section>
      {children}
    </div>
  )
}

function PixelInput({
  label,
  placeholder,
  value,
  onCommit,
}: {
  readonly label: string
  readonly placeholder: string
  readonly value: number
  readonly onCommit: (value: number) => void
}) {
  return (
    <DraftInput
      type="text"
      inputMode="numeric"
      autoComplete="off"
      aria-label={label}
      placeholder={placeholder}
      className={`${FIELD} min-w-0 flex-1 text-ink tabular-nums`}
      value={value}
      format={(pixels) => (pixels > 0 ? String(pixels) : '')}
      parse={(text) => (/^\d{0,5}$/.test(text.trim()) ? Number(text.trim()) : undefined)}
      onCommit={onCommit}
    />
  )
}

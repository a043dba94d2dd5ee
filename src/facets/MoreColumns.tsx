import { useId } from 'react'
import type { Engine, EngineStatus, OtherColumn } from '../engine/engine'
import type { ScanStatus } from '../engine/scanning/scanning'
import { formatBytes } from '../pair/format'
import { columnFilterOf, type Query } from '../query/query'
import { TextButton } from '../ui/Button'
import { formatPercent, plural } from '../ui/format'
import { Icon } from '../ui/Icon'
import { Notice } from '../ui/Notice'
import { ColumnRange } from './ColumnRange'
import { clearFilter, type OnEdit } from './edit'
import { Section } from './Section'
import { unfitFilters } from './unfit'
import { useColumnFacet } from './useColumnFacet'
import { ValueList } from './ValueList'

interface MoreColumnsProps {
  readonly engine: Engine
  readonly query: Query
  /** The query whose answers are shown: what drags ask is thinned out. */
  readonly asked: Query
  readonly revision: number
  readonly status: EngineStatus
  readonly scan: ScanStatus | null
  readonly open: ReadonlySet<string>
  readonly onToggle: (column: string) => void
  readonly onEdit: OnEdit
}

/** The columns without a role, each read when it is opened. */
export function MoreColumns({ onToggle, open, ...props }: MoreColumnsProps) {
  const { status, query, onEdit } = props
  const unfit = unfitFilters(query, status)
  if (status.columns.length === 0 && unfit.length === 0) return null
  return (
    <Section title="More columns">
      {unfit.map(({ filter, why }) => (
        <div key={filter.column} className="mb-2">
          <Notice tone="warn">
            <p dir="auto" className="line-clamp-6 wrap-anywhere">
              {why}
            </p>
            <TextButton onClick={() => onEdit(clearFilter({ column: filter.column }))}>Remove the filter</TextButton>
          </Notice>
        </div>
      ))}
      <ul className="-mx-2">
        {status.columns.map((column) => (
          <Disclosure key={column.path} column={column} shown={open.has(column.path)} onToggle={() => onToggle(column.path)} {...props} />
        ))}
      </ul>
    </Section>
  )
}

interface DisclosureProps extends Omit<MoreColumnsProps, 'open' | 'onToggle'> {
  readonly column: OtherColumn
  readonly shown: boolean
  readonly onToggle: () => void
}

function Disclosure({ column, shown, onToggle, ...props }: DisclosureProps) {
  const { path, bytes } = column
  const id = useId()
  const filtered = columnFilterOf(props.query, path) !== undefined
  return (
    <li>
      <div className="flex items-center gap-2 rounded-md pr-2 hover:bg-ink/5">
        <button
          type="button"
          aria-expanded={shown}
          aria-controls={shown ? id : undefined}
          className="flex min-h-8 min-w-0 flex-1 items-center gap-1.5 pl-1 text-left"
          onClick={onToggle}
        >
          <Icon
            name="chevron-right"
            className={`size-4 shrink-0 text-muted transition-transform motion-reduce:transition-none ${shown ? 'rotate-90' : ''}`}
          />
          <span dir="auto" title={path} className={`min-w-0 flex-1 truncate ${shown || filtered ? 'font-medium' : ''}`}>
            {path === '' ? 'column without a name' : path}
          </span>
          {!filtered && bytes > 0 && (
            <span className="text-xs text-muted tabular-nums" title={`Reading this column takes ${formatBytes(bytes)}`}>
              {formatBytes(bytes)}
            </span>
          )}
        </button>
        {filtered && (
          <TextButton className="text-xs" onClick={() => props.onEdit(clearFilter({ column: path }))} aria-label={`Clear ${path}`}>
            Clear
          </TextButton>
        )}
      </div>
      {shown && (
        <div id={id} role="group" aria-label={path} className="px-2 pt-1.5 pb-3">
          <Values column={column} onClose={onToggle} {...props} />
        </div>
      )}
    </li>
  )
}

function Values({
  engine,
  column: { path, kind, integer },
  query,
  asked,
  revision,
  scan,
  onClose,
  onEdit,
}: Omit<DisclosureProps, 'shown' | 'onToggle'> & { readonly onClose: () => void }) {
  const { facet, error } = useColumnFacet(engine, asked, path, revision)
  const filter = columnFilterOf(query, path)
  const reading = scan?.columnReads.find((progress) => progress.path === path)
  return (
    <>
      {reading && (
        <p className="mb-2 text-xs text-muted tabular-nums" role="status">
          Reading: {formatPercent(reading.rowsRead, reading.rowsTotal)} of {plural(reading.rowsTotal, 'row')}.{' '}
          <TextButton
            onClick={() => {
              onEdit(clearFilter({ column: path }))
              onClose()
            }}
          >
            Stop
          </TextButton>
        </p>
      )}
      {error && <p className="text-danger">The column could not be counted. Close it and open it again.</p>}
      {!facet && !error && !reading && <p className="text-muted">Counting…</p>}
      {kind === 'range' && facet?.kind === 'range' && (
        <ColumnRange column={path} integer={integer} filter={filter?.kind === 'range' ? filter : undefined} facet={facet} onEdit={onEdit} />
      )}
      {kind === 'values' && facet?.kind === 'values' && (
        <ValueList column={path} filter={filter?.kind === 'values' ? filter : undefined} facet={facet} onEdit={onEdit} />
      )}
    </>
  )
}

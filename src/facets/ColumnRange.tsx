import type { ColumnFacet } from '../engine/engine'
import { formatNumber } from '../pair/format'
import type { ColumnFilter } from '../query/query'
import { columnAxis } from './column-axis'
import { setColumnMissing, setColumnRange, type OnEdit } from './edit'
import { MissingToggle, RangeHistogram } from './RangeHistogram'

interface ColumnRangeProps {
  readonly column: string
  readonly integer: boolean
  readonly filter: Extract<ColumnFilter, { kind: 'range' }> | undefined
  readonly facet: Extract<ColumnFacet, { kind: 'range' }>
  readonly onEdit: OnEdit
}

/** A range of a column's numbers, and the rows without one. */
export function ColumnRange({ column, integer, filter, facet, onEdit }: ColumnRangeProps) {
  const { extent, bins, missing } = facet
  const included = filter?.missing ?? true
  return (
    <div>
      {extent ? (
        <RangeHistogram<number | null>
          name={column}
          title={column}
          bars={bins.counts.map((count, bin) => ({ from: bins.start + bin * bins.width, to: bins.start + (bin + 1) * bins.width, count }))}
          range={filter ? [filter.min, filter.max] : null}
          ends={[null, null]}
          format={formatNumber}
          parse={parseBound}
          onRange={(min, max, move) => onEdit(setColumnRange(column, min, max), move)}
          {...columnAxis(extent, bins, integer)}
        />
      ) : (
        <p className="text-muted">{facet.rowsRead > 0 ? 'No number in the rows read so far.' : 'Nothing read yet.'}</p>
      )}
      {(missing > 0 || filter?.missing === true) && (
        <MissingToggle label="No number" count={missing} included={included} onToggle={() => onEdit(setColumnMissing(column, !included))} />
      )}
    </div>
  )
}

/** Null for none: an empty box. */
function parseBound(text: string): number | null | undefined {
  const plain = text.trim().replace(',', '.')
  if (plain === '') return null
  const value = Number(plain)
  return Number.isFinite(value) ? value : undefined
}

import type { ColumnValues, RowBatch, StoredColumn } from '../../engine/rows'
import { printerOf, type Printed } from './printed'
import type { OutColumn } from './writer'

/** What a row has in a column: a value, a list of them, JSON as it is; null for none. */
export type Cell = Printed | readonly (Printed | null)[] | { readonly kind: 'json'; readonly text: string } | null

/** Reads cells of batches. */
export function cellsOf(columns: readonly OutColumn[]): (batch: RowBatch, column: number, row: number) => Cell {
  const readers = columns.map(({ column }) => readerOf(column))
  return (batch, column, row) => {
    const values = batch.columns[column]
    return values ? (readers[column]?.(values, row) ?? null) : null
  }
}

function readerOf(column: StoredColumn): (values: ColumnValues, row: number) => Cell {
  const print = printerOf(column)
  return (of, row) => {
    if (of.present?.[row] === 0) return null
    if (column.shape === 'json') return { kind: 'json', text: print(of.values, row).text ?? 'null' }
    const { starts, elements, values } = of
    if (!starts) return print(values, row)
    const first = starts[row] ?? 0
    return Array.from({ length: (starts[row + 1] ?? first) - first }, (_, i) =>
      elements?.[first + i] === 0 ? null : print(values, first + i),
    )
  }
}

/** As JSON has it; what JSON has no number for, as NaN, is null. */
export function jsonOf(cell: Cell): string {
  if (cell === null) return 'null'
  if (isList(cell)) return `[${cell.map(jsonOf).join(',')}]`
  if (cell.text === null) return 'null'
  if (cell.kind === 'text') return JSON.stringify(cell.text)
  return cell.kind === 'number' && /^(?:nan|-?inf)$/.test(cell.text) ? 'null' : cell.text
}

/** As a table of text has it: lists as JSON. */
export function plainOf(cell: Cell): string | null {
  if (cell === null) return null
  return isList(cell) ? jsonOf(cell) : cell.text
}

function isList(cell: Exclude<Cell, null>): cell is readonly (Printed | null)[] {
  return Array.isArray(cell)
}

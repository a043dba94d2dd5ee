import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import type { SqlRows } from '../engine/duckdb/console/protocol'
import { formatCount } from '../pair/format'

const ROW_PX = 28
/** Rows whose texts tell how wide a column is. */
const MEASURED = 200
const WIDTHS = { least: 6, most: 42 } as const
/** Characters of one value that a cell holds, and its hint. */
const SHOWN = 300
const HINT = 1000

/** Numbers stand to the right, by DuckDB's names of their types. */
const NUMERIC = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/

/** Rows of a result, of which those in view are in the page. Every text is shown as the text that it is. */
export function ResultTable({ result }: { readonly result: SqlRows }) {
  const scroller = useRef<HTMLDivElement>(null)
  const { columns, values, rows } = result
  const virtual = useVirtualizer({ count: rows, getScrollElement: () => scroller.current, estimateSize: () => ROW_PX, overscan: 12 })
  const widths = useMemo(() => widthsOf(result), [result])
  const numeric = columns.map(({ type }) => NUMERIC.test(type))
  const template = { gridTemplateColumns: `3.75rem ${widths.map((width) => `${width}ch`).join(' ')}` }
  return (
    // Can be scrolled by keyboard, so it takes the focus.
    <div
      ref={scroller}
      tabIndex={0}
      role="group"
      aria-label="Result"
      className="min-h-0 flex-1 overflow-auto overscroll-contain rounded-lg border border-line bg-raised -outline-offset-2"
    >
      <div
        role="table"
        aria-label="Rows of the result"
        aria-rowcount={rows + 1}
        aria-colcount={columns.length + 1}
        className="w-max min-w-full font-mono text-xs"
      >
        <div role="row" aria-rowindex={1} style={template} className="sticky top-0 z-10 grid border-b border-line bg-surface">
          <span role="columnheader" className="px-2 py-1.5">
            <span className="sr-only">Row</span>
          </span>
          {columns.map(({ name, type }, i) => (
            <span
              key={i}
              role="columnheader"
              className={`min-w-0 px-2 py-1.5 ${numeric[i] ? 'text-right' : ''}`}
              title={`${name} · ${type}`}
            >
              <span dir="auto" className="block truncate font-semibold">
                {name}
              </span>
              <span className="block truncate text-[0.6875rem] text-muted">{type}</span>
            </span>
          ))}
        </div>
        <div role="rowgroup" style={{ height: virtual.getTotalSize() }} className="relative">
          {virtual.getVirtualItems().map(({ index, start }) => (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 2}
              style={{ ...template, height: ROW_PX, transform: `translateY(${start}px)` }}
              className="absolute top-0 left-0 grid w-full items-center border-b border-line/50 hover:bg-ink/4"
            >
              <span role="rowheader" className="px-2 text-right text-muted tabular-nums select-none">
                {formatCount(index + 1)}
              </span>
              {columns.map((_, i) => (
                <Cell key={i} text={values[i]?.[index] ?? null} numeric={numeric[i] === true} />
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}

function Cell({ text, numeric }: { readonly text: string | null; readonly numeric: boolean }) {
  return (
    <span
      role="cell"
      dir="auto"
      title={text !== null && text.length > 20 ? text.slice(0, HINT) : undefined}
      className={`truncate px-2 ${numeric ? 'text-right tabular-nums' : ''} ${text === null ? 'text-muted italic' : ''}`}
    >
      {text === null ? 'NULL' : text.slice(0, SHOWN)}
    </span>
  )
}

/** In characters, by the first rows and the head. */
function widthsOf({ columns, values, rows }: SqlRows): readonly number[] {
  return columns.map(({ name, type }, i) => {
    let longest = Math.max(name.length, type.length)
    for (let row = 0; row < Math.min(rows, MEASURED); row++) longest = Math.max(longest, values[i]?.[row]?.length ?? 4)
    return Math.min(Math.max(longest, WIDTHS.least), WIDTHS.most) + 3
  })
}

import { useEffect, useState } from 'react'
import type { ColumnValue, Engine } from '../engine/engine'
import type { PairKey } from '../pair/pair'

/** What a tile says of one column. */
export interface ShownValue {
  readonly column: string
  readonly value: Exclude<ColumnValue, undefined>
}

/** A scroll passes many rows: ask only for those it stays at. */
const SETTLE_MS = 60
const NONE: ReadonlyMap<PairKey, readonly ShownValue[]> = new Map()

/** The values of some columns for the pairs in view, as far as they are read; asked anew when the table has more. */
export function useColumnValues(
  engine: Engine,
  columns: readonly string[],
  keyList: string,
  revision: number,
): ReadonlyMap<PairKey, readonly ShownValue[]> {
  const [values, setValues] = useState(NONE)
  useEffect(() => {
    if (columns.length === 0 || keyList === '') return
    const controller = new AbortController()
    const keys = keyList.split(',').map(Number)
    const timer = setTimeout(() => {
      engine.columnValues(keys, columns, { signal: controller.signal }).then(
        (rows) => setValues(new Map(keys.map((key, i) => [key, shown(columns, rows[i] ?? [])]))),
        // Tiles are whole without them, and the panel tells what failed.
        () => undefined,
      )
    }, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [engine, columns, keyList, revision])
  return columns.length === 0 ? NONE : values
}

function shown(columns: readonly string[], row: readonly ColumnValue[]): ShownValue[] {
  return columns.flatMap((column, i) => {
    const value = row[i]
    return value === undefined ? [] : [{ column, value }]
  })
}

import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Scanning } from '../engine/scanning/scanning'
import { columnFilters, type Query } from '../query/query'

export interface OpenColumns {
  readonly open: ReadonlySet<string>
  readonly toggle: (column: string) => void
  /** Open or filtered by: read, and shown with each pair. */
  readonly shown: readonly string[]
}

/** Which columns without a role are open: one that is filtered by opens by itself. An engine that scans reads those, and no others. */
export function useOpenColumns(scanning: Scanning | null, query: Query): OpenColumns {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [seen, setSeen] = useState<readonly string[]>([])
  const filtered = columnFilters(query).map(({ column }) => column)
  if (filtered.join('\n') !== seen.join('\n')) {
    setSeen(filtered)
    setOpen(new Set([...open, ...filtered.filter((column) => !seen.includes(column))]))
  }
  const toggle = useCallback(
    (column: string) =>
      setOpen((before) => new Set(before.has(column) ? [...before].filter((other) => other !== column) : [...before, column])),
    [],
  )
  const shown = useMemo(() => [...new Set([...open, ...seen])], [open, seen])
  useEffect(() => scanning?.readColumns(shown), [scanning, shown])
  return { open, toggle, shown }
}

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Dataset } from '../../dataset/dataset'
import { recogniseRoles } from '../../dataset/roles'
import type { Engine } from '../../engine/engine'
import type { StoredRows } from '../../engine/rows'
import type { Source } from './choices'
import { sortByClass, type Sorted } from './guard'
import type { Scope } from './scope'

/** The columns there are to take. */
export function useSource(
  engine: Engine,
  stored: StoredRows,
  dataset: Dataset,
): { readonly source: Source | null; readonly error: Error | null } {
  const { data, error } = useQuery({
    queryKey: ['export-source'],
    queryFn: async ({ signal }): Promise<Source> => {
      const [columns, schema, groupRows] = await Promise.all([
        stored.columns({ signal }),
        engine.schema({ signal }),
        groupRowsOf(engine, signal),
      ])
      return { columns, roles: recogniseRoles(schema.columns, dataset.roles), groupRows }
    },
  })
  return { source: data ?? null, error }
}

/** Where no file tells. */
const USUAL_GROUP = 100_000

async function groupRowsOf({ scanning }: Engine, signal: AbortSignal): Promise<number> {
  try {
    const footer = await scanning?.footer(0, [], { signal })
    return footer?.groups[0]?.rows ?? USUAL_GROUP
  } catch {
    signal.throwIfAborted()
    // The shard cannot be read, which is told elsewhere.
    return USUAL_GROUP
  }
}

type Counted = { readonly scope: Scope; readonly sorted: Sorted | null; readonly error: unknown }

/** The pairs of a scope by class, counted when it is chosen. */
export function useSorted(engine: Engine, scope: Scope): { readonly sorted: Sorted | null; readonly error: unknown } {
  const [counted, setCounted] = useState<Counted | null>(null)
  useEffect(() => {
    const leaving = new AbortController()
    sortByClass(engine, scope, leaving.signal).then(
      (sorted) => setCounted({ scope, sorted, error: null }),
      (error: unknown) => {
        if (!leaving.signal.aborted) setCounted({ scope, sorted: null, error })
      },
    )
    return () => leaving.abort()
  }, [engine, scope])
  return counted?.scope === scope ? counted : { sorted: null, error: null }
}

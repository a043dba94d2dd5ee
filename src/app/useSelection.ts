import { useEffect, useState } from 'react'
import type { Engine } from '../engine/engine'
import { Store } from '../flow/store'
import { intersect } from '../pair/key-ranges'
import { EMPTY_QUERY } from '../query/query'
import { NOTHING_SELECTED, selectionReducer, type Selection } from '../takeaway/selection/selection'

/** The pairs that are marked in an opened dataset. Of a file that changed meanwhile none stays marked: other rows are there now. */
export function useSelection(engine: Engine, changes: number): Store<Selection> {
  const [selection] = useState(() => new Store(NOTHING_SELECTED))
  useEffect(() => {
    if (changes === 0 || selection.get().keys.length === 0) return
    const controller = new AbortController()
    engine.keys(EMPTY_QUERY, { signal: controller.signal }).then(
      (there) => {
        const isThere = (keys: Selection['keys']) => intersect(keys, there)
        if (!controller.signal.aborted) selection.set(selectionReducer(selection.get(), { kind: 'keep', isThere }))
      },
      // Why the rows cannot be asked for is told elsewhere.
      () => undefined,
    )
    return () => controller.abort()
  }, [engine, changes, selection])
  return selection
}

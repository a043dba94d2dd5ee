import type { Pair, PairKey } from '../pair/pair'

/**
 * The pairs to show, in their order: a store for useSyncExternalStore, every change of which gives a new snapshot
 * number. It may grow at its end; any other change is a new generation.
 */
export interface Results {
  /** Tells one list from another, as a key for what shows it. */
  readonly id: number
  readonly status: 'loading' | 'ready' | 'error'
  readonly error: unknown
  /** There is a better list than the one shown: {@link refresh} brings it. */
  readonly stale: boolean
  /** Grows when the list starts anew: positions of before mean nothing any more. */
  readonly generation: number
  /** Pairs that were read on the way, so that no one has to ask for them again. */
  readonly head: readonly Pair[]
  readonly count: number
  readonly keyAt: (index: number) => PairKey | undefined
  /** Width / height, 0 when unknown. */
  readonly aspectAt: (index: number) => number
  /** Of the search that ranked the pairs; null without one. */
  scoreAt(index: number): number | null
  /** -1 when the pair is not among those loaded. */
  indexOf(key: PairKey): number
  readonly subscribe: (listener: () => void) => () => void
  readonly getSnapshot: () => number
  /** Told by the grid: at the top, what belongs further up comes in by itself. */
  setAtTop(atTop: boolean): void
  readonly refresh: () => void
}

/** Nothing yet, and something on its way. */
export const PENDING: Results = {
  id: 0,
  status: 'loading',
  error: null,
  stale: false,
  generation: 0,
  head: [],
  count: 0,
  keyAt: () => undefined,
  aspectAt: () => 0,
  scoreAt: () => null,
  indexOf: () => -1,
  subscribe: () => () => undefined,
  getSnapshot: () => 0,
  setAtTop: () => undefined,
  refresh: () => undefined,
}

let lists = 0

/** An id for a new list. */
export function nextListId(): number {
  return ++lists
}

import { hasKey, NO_KEYS, rangesOf, unite, without, type KeyRanges } from '../../pair/key-ranges'
import type { PairKey } from '../../pair/pair'

/** Pairs that a person has marked. They stay marked whatever is filtered, sorted or searched for. A value. */
export interface Selection {
  readonly keys: KeyRanges
  /** Where a range begins: the pair that was marked or unmarked last; null for none. */
  readonly anchor: PairKey | null
  /** What the last range from the anchor has added: another range from there takes its place. */
  readonly extended: KeyRanges
  /** What was let go of all at once, and can be had back; none once anything else is marked. */
  readonly cleared: KeyRanges
}

export const NOTHING_SELECTED: Selection = { keys: NO_KEYS, anchor: null, extended: NO_KEYS, cleared: NO_KEYS }

export type SelectionAction =
  /** Marks a pair, or takes its mark away. */
  | { readonly kind: 'toggle'; readonly key: PairKey }
  /** Marks what lies between the anchor `from` and another pair in the order shown, both included. */
  | { readonly kind: 'extend'; readonly from: PairKey; readonly between: KeyRanges }
  /** What a frame on the grid holds now, in place of what it held a moment ago, beside what was marked before it. */
  | { readonly kind: 'frame'; readonly before: Selection; readonly held: KeyRanges }
  /** All of these, and nothing else. */
  | { readonly kind: 'set'; readonly keys: KeyRanges }
  /** Marks those shown that are not marked, and no others. */
  | { readonly kind: 'invert'; readonly shown: KeyRanges }
  /** Lets go of those that are not among these. */
  | { readonly kind: 'keep'; readonly isThere: (keys: KeyRanges) => KeyRanges }
  | { readonly kind: 'none' }
  /** Takes `none` back, or forgets what it let go of. */
  | { readonly kind: 'undo' | 'dismiss' }

/** Pure. Gives the same value where nothing changes. */
export function selectionReducer(selection: Selection, action: SelectionAction): Selection {
  const { keys, cleared } = selection
  switch (action.kind) {
    case 'toggle': {
      const one = rangesOf([action.key])
      return { ...NOTHING_SELECTED, keys: hasKey(keys, action.key) ? without(keys, one) : unite(keys, one), anchor: action.key }
    }
    case 'extend': {
      // What was marked before the range stays marked when the range shrinks.
      const before = without(keys, selection.extended)
      return {
        ...NOTHING_SELECTED,
        keys: unite(before, action.between),
        anchor: action.from,
        extended: without(action.between, before),
      }
    }
    case 'frame':
      return { ...NOTHING_SELECTED, keys: unite(action.before.keys, action.held), anchor: action.before.anchor }
    case 'set':
      return { ...NOTHING_SELECTED, keys: action.keys }
    case 'invert':
      return { ...NOTHING_SELECTED, keys: without(action.shown, keys) }
    case 'keep':
      return { ...selection, keys: action.isThere(keys), extended: NO_KEYS, cleared: NO_KEYS }
    case 'none':
      return keys.length === 0 ? selection : { ...NOTHING_SELECTED, cleared: keys }
    case 'undo':
      return cleared.length === 0 ? selection : { ...NOTHING_SELECTED, keys: cleared }
    case 'dismiss':
      return cleared.length === 0 ? selection : { ...selection, cleared: NO_KEYS }
  }
}

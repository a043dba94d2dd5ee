import { countKeys, rangesOf, type KeyRanges } from '../../pair/key-ranges'
import type { PairKey } from '../../pair/pair'
import { EMPTY_QUERY, setOfKeys, type Query } from '../../query/query'

/** Which pairs are taken along. */
export type Scope =
  /** Those that pass the filters among the rows scanned. */
  | { readonly kind: 'passing'; readonly query: Query }
  | { readonly kind: 'selection'; readonly keys: KeyRanges }
  | { readonly kind: 'tag'; readonly name: string; readonly keys: KeyRanges }
  /** Best first. */
  | { readonly kind: 'ranking'; readonly keys: Float64Array<ArrayBuffer> }

/** For people: what the choice of it says. */
export function scopeLabel(scope: Scope): string {
  switch (scope.kind) {
    case 'passing':
      return 'All that pass the filters'
    case 'selection':
      return 'The selected pairs'
    case 'tag':
      return `Tagged “${scope.name}”`
    case 'ranking':
      return 'The first of this search'
  }
}

/** The query that its pairs pass, and no others. */
export function queryOf(scope: Scope): Query {
  if (scope.kind === 'passing') return { ...scope.query, search: null, sort: 'dataset' }
  const keys = scope.kind === 'ranking' ? rangesOf(scope.keys) : scope.keys
  return { ...EMPTY_QUERY, within: setOfKeys(keys) }
}

/** How many pairs it names; null where only the engine can count them. */
export function sizeOf(scope: Scope): number | null {
  if (scope.kind === 'passing') return null
  return scope.kind === 'ranking' ? scope.keys.length : countKeys(scope.keys)
}

/** The order to write in, where it is not the dataset's. */
export function orderOf(scope: Scope): readonly PairKey[] | Float64Array | null {
  return scope.kind === 'ranking' ? scope.keys : null
}

/** The first pairs of a ranking; any other scope as it is. */
export function firstOf(scope: Scope, most: number): Scope {
  return scope.kind === 'ranking' && most < scope.keys.length ? { ...scope, keys: scope.keys.slice(0, most) } : scope
}

import type { LicenceFamily } from '../pair/licence'
import type { NsfwClass } from '../pair/pair'
import type { Search } from './search'

/** The filter AST: a conjunction of at most one node of each kind. Engines compile it; nothing else knows SQL. */
export type Filter =
  | { readonly kind: 'nsfw'; readonly classes: readonly NsfwClass[] }
  | { readonly kind: 'licence'; readonly families: readonly LicenceFamily[] }
  /** `min` and `max` inclusive, within 0..1; `missing` keeps the pairs without a similarity too. */
  | { readonly kind: 'similarity'; readonly min: number; readonly max: number; readonly missing: boolean }
  /** Case-insensitive substring of the caption; never empty. */
  | { readonly kind: 'caption'; readonly contains: string }
  /** Pixels, inclusive, 0 for no bound; pairs of unknown size do not pass. */
  | { readonly kind: 'size'; readonly minWidth: number; readonly minHeight: number }

export type FilterKind = Filter['kind']
export type FilterOf<K extends FilterKind> = Extract<Filter, { kind: K }>

/** Pairs without a similarity come last in both directions; ties are in dataset order. */
export type Sort = 'dataset' | 'similarity-descending' | 'similarity-ascending'

/** What a person asks of the open dataset. */
export interface Query {
  readonly filters: readonly Filter[]
  /** Of no account while a search ranks. */
  readonly sort: Sort
  readonly search: Search | null
}

export const EMPTY_QUERY: Query = { filters: [], sort: 'dataset', search: null }

export function filterOf<K extends FilterKind>(query: Query, kind: K): FilterOf<K> | undefined {
  return query.filters.find((filter): filter is FilterOf<K> => filter.kind === kind)
}

const FILTER_ORDER: readonly FilterKind[] = ['nsfw', 'licence', 'similarity', 'caption', 'size']

/** The query without its filter of one kind: what that kind's own facet counts over. */
export function withoutFilter(query: Query, kind: FilterKind): Query {
  return { ...query, filters: query.filters.filter((filter) => filter.kind !== kind) }
}

/** Puts one filter in place of its kind's former one. Order is canonical, so equal queries compare and print equal. */
export function withFilter(query: Query, filter: Filter): Query {
  const filters = [...query.filters.filter((other) => other.kind !== filter.kind), filter]
  return { ...query, filters: filters.sort((a, b) => FILTER_ORDER.indexOf(a.kind) - FILTER_ORDER.indexOf(b.kind)) }
}

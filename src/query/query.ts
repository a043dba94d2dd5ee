import type { LicenceFamily } from '../pair/licence'
import type { KeyRanges } from '../pair/key-ranges'
import type { NsfwClass } from '../pair/pair'
import type { Search } from './search'

/** Longest path of a column that can be filtered by: links hold it. */
export const MAX_COLUMN = 500
/** Longest value that can be chosen, in characters; longer ones are no classes. */
export const MAX_VALUE = 100
/** Values that one filter can hold. */
export const MAX_VALUES = 100

/** A filter by a column that plays no role, named by its path. */
export type ColumnFilter =
  /** `min` and `max` inclusive, null for no bound; `missing` keeps the rows without a number too. */
  | { readonly kind: 'range'; readonly column: string; readonly min: number | null; readonly max: number | null; readonly missing: boolean }
  /** Texts as {@link canonicalValues} has them; null stands for the rows without a value. */
  | { readonly kind: 'values'; readonly column: string; readonly values: readonly (string | null)[] }

/** The filter AST: a conjunction of at most one node of each kind, and of each column. Engines compile it; nothing else knows SQL. */
export type Filter =
  | ColumnFilter
  | { readonly kind: 'nsfw'; readonly classes: readonly NsfwClass[] }
  | { readonly kind: 'licence'; readonly families: readonly LicenceFamily[] }
  /** `min` and `max` inclusive, within 0..1; `missing` keeps the pairs without a similarity too. */
  | { readonly kind: 'similarity'; readonly min: number; readonly max: number; readonly missing: boolean }
  /** Case-insensitive substring of the caption; never empty. */
  | { readonly kind: 'caption'; readonly contains: string }
  /** Pixels, inclusive, 0 for no bound; pairs of unknown size do not pass. */
  | { readonly kind: 'size'; readonly minWidth: number; readonly minHeight: number }

export type FilterKind = Exclude<Filter, ColumnFilter>['kind']
export type FilterOf<K extends FilterKind> = Extract<Filter, { kind: K }>
/** What a filter is about: a query holds one filter a subject. */
export type Subject = FilterKind | { readonly column: string }

/** Pairs without a similarity come last in both directions; ties are in dataset order. */
export type Sort = 'dataset' | 'similarity-descending' | 'similarity-ascending'

/** A set of pairs, told apart by its id alone: equal ids stand for equal sets. {@link setOfKeys} makes it. */
export interface KeySet {
  readonly id: string
  readonly keys: KeyRanges
}

/** What a person asks of the open dataset. */
export interface Query {
  readonly filters: readonly Filter[]
  /** Only these pairs; null: all. No part of a link, since keys mean something to one engine alone. */
  readonly within: KeySet | null
  /** Of no account while a search ranks. */
  readonly sort: Sort
  readonly search: Search | null
}

export const EMPTY_QUERY: Query = { filters: [], within: null, sort: 'dataset', search: null }

/** The browser's history outlives a page, and holds ids. */
const PAGE = Date.now().toString(36)
let setsMade = 0

/** The set of these keys, under an id that no other set has. Whoever asks by the same set again keeps what this gave. */
export function setOfKeys(keys: KeyRanges): KeySet {
  return { id: `${PAGE}-${++setsMade}`, keys }
}

/** Whether every pair passes. */
export function passesAll({ filters, within }: Pick<Query, 'filters' | 'within'>): boolean {
  return filters.length === 0 && within === null
}

/** Plain and small, and equal for queries that ask the same: what answers are remembered by. */
export function identityOf({ within, ...query }: Query): unknown {
  return { ...query, within: within?.id ?? null }
}

export function filterOf<K extends FilterKind>(query: Query, kind: K): FilterOf<K> | undefined {
  return query.filters.find((filter): filter is FilterOf<K> => filter.kind === kind)
}

export function columnFilters(query: Query): readonly ColumnFilter[] {
  return query.filters.filter(isColumnFilter)
}

export function columnFilterOf(query: Query, column: string): ColumnFilter | undefined {
  return columnFilters(query).find((filter) => filter.column === column)
}

function isColumnFilter(filter: Filter): filter is ColumnFilter {
  return filter.kind === 'range' || filter.kind === 'values'
}

export function subjectOf(filter: Filter): Subject {
  return isColumnFilter(filter) ? { column: filter.column } : filter.kind
}

/** The query without its filter of one subject: what that subject's own facet counts over. */
export function withoutFilter(query: Query, subject: Subject): Query {
  const id = idOf(subject)
  return { ...query, filters: query.filters.filter((filter) => idOf(subjectOf(filter)) !== id) }
}

/** Puts one filter in place of its subject's former one. Order is canonical, so equal queries compare and print equal. */
export function withFilter(query: Query, filter: Filter): Query {
  const filters = [...withoutFilter(query, subjectOf(filter)).filters, filter]
  return { ...query, filters: filters.sort((a, b) => compare(idOf(subjectOf(a)), idOf(subjectOf(b)))) }
}

/** Each value once, in one order, the missing last, at most {@link MAX_VALUES}. */
export function canonicalValues(values: readonly (string | null)[]): readonly (string | null)[] {
  const texts = values.filter((value) => value !== null)
  return [...[...new Set(texts)].sort(compare), ...(values.includes(null) ? [null] : [])].slice(0, MAX_VALUES)
}

const FILTER_ORDER: { readonly [K in FilterKind]: number } = { nsfw: 0, licence: 1, similarity: 2, caption: 3, size: 4 }

/** Different for each subject, and sorted as filters are: the kinds in their order, then columns by name. */
export function idOf(subject: Subject): string {
  return typeof subject === 'string' ? String(FILTER_ORDER[subject]) : `column ${subject.column}`
}

/** By code unit: the same on every device. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

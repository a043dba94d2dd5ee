import { plainText } from '../pair/plain-text'
import type { Facets, OtherColumn } from '../engine/engine'
import { LICENCE_FAMILIES, licenceLabel, type LicenceFamily } from '../pair/licence'
import { NSFW_CLASSES, type NsfwClass } from '../pair/pair'
import { countKeys } from '../pair/key-ranges'
import { formatCount, formatNumber } from '../pair/format'
import {
  canonicalValues,
  columnFilterOf,
  filterOf,
  MAX_VALUE,
  withFilter,
  withoutFilter,
  type ColumnFilter,
  type Filter,
  type KeySet,
  type Query,
  type Subject,
} from '../query/query'

/** A change of the query, made to whatever it is by then. */
export type Edit = (query: Query) => Query
/** `drag`: one of many in a movement. */
export type OnEdit = (edit: Edit, move?: 'step' | 'drag') => void

/** Chooses or drops one value of several; none and all mean no filter. */
function toggled<T>(all: readonly T[], chosen: readonly T[], value: T): readonly T[] | null {
  const next = all.filter((other) => (other === value ? !chosen.includes(value) : chosen.includes(other)))
  return next.length === 0 || next.length === all.length ? null : next
}

const ALL_CLASSES: readonly NsfwClass[] = [0, 1, 2, 3]

export function toggleClass(nsfw: NsfwClass): Edit {
  return (query) => {
    const classes = toggled(ALL_CLASSES, filterOf(query, 'nsfw')?.classes ?? [], nsfw)
    return classes ? withFilter(query, { kind: 'nsfw', classes }) : withoutFilter(query, 'nsfw')
  }
}

export function toggleLicence(family: LicenceFamily): Edit {
  return (query) => {
    const families = toggled(LICENCE_FAMILIES, filterOf(query, 'licence')?.families ?? [], family)
    return families ? withFilter(query, { kind: 'licence', families }) : withoutFilter(query, 'licence')
  }
}

/** A first range leaves out the pairs without a similarity; the whole range with them is no filter. */
export function setRange(min: number, max: number): Edit {
  return (query) => {
    const whole = min <= 0 && max >= 1
    return whole
      ? withoutFilter(query, 'similarity')
      : withFilter(query, { kind: 'similarity', min, max, missing: filterOf(query, 'similarity')?.missing ?? false })
  }
}

export function setMissing(missing: boolean): Edit {
  return (query) => {
    const { min, max } = filterOf(query, 'similarity') ?? { min: 0, max: 1 }
    return missing && min <= 0 && max >= 1
      ? withoutFilter(query, 'similarity')
      : withFilter(query, { kind: 'similarity', min, max, missing })
  }
}

/** As {@link setRange}, by a column; null for no bound. */
export function setColumnRange(column: string, min: number | null, max: number | null): Edit {
  return (query) =>
    min === null && max === null
      ? withoutFilter(query, { column })
      : withFilter(query, { kind: 'range', column, min, max, missing: rangeOf(query, column).missing ?? false })
}

export function setColumnMissing(column: string, missing: boolean): Edit {
  return (query) => {
    const { min, max } = rangeOf(query, column)
    return missing && min === null && max === null
      ? withoutFilter(query, { column })
      : withFilter(query, { kind: 'range', column, min, max, missing })
  }
}

function rangeOf(query: Query, column: string): { readonly min: number | null; readonly max: number | null; readonly missing?: boolean } {
  const filter = columnFilterOf(query, column)
  return filter?.kind === 'range' ? filter : { min: null, max: null }
}

/** Chooses or drops one value; none chosen means no filter. */
export function toggleValue(column: string, value: string | null): Edit {
  return (query) => {
    const filter = columnFilterOf(query, column)
    const chosen = filter?.kind === 'values' ? filter.values : []
    const values = chosen.includes(value) ? chosen.filter((other) => other !== value) : canonicalValues([...chosen, value])
    return values.length === 0 ? withoutFilter(query, { column }) : withFilter(query, { kind: 'values', column, values })
  }
}

/** Keeps the pairs with one value of a column, as the inspector prints it; null where no filter can say it. */
export function onlyValue({ path, kind }: OtherColumn, printed: string): Edit | null {
  const text = printed.trim()
  if (text === '') return null
  if (kind === 'range') return Number.isFinite(Number(text)) ? setColumnRange(path, Number(text), Number(text)) : null
  return Array.from(text).length > MAX_VALUE ? null : (query) => withFilter(query, { kind, column: path, values: [text] })
}

export function setCaption(contains: string): Edit {
  return (query) =>
    contains.trim() === '' ? withoutFilter(query, 'caption') : withFilter(query, { kind: 'caption', contains: contains.trim() })
}

export function setSize(change: { readonly minWidth?: number; readonly minHeight?: number }): Edit {
  return (query) => {
    const size = { minWidth: 0, minHeight: 0, ...filterOf(query, 'size'), ...change }
    return size.minWidth > 0 || size.minHeight > 0
      ? withFilter(query, { kind: 'size', minWidth: size.minWidth, minHeight: size.minHeight })
      : withoutFilter(query, 'size')
  }
}

export const clearFilters: Edit = (query) => ({ ...query, filters: [], within: null })

/** Shows more than the chosen pairs again. */
export const clearWithin: Edit = (query) => ({ ...query, within: null })

/** What the chip of a set of pairs says. */
export function describeWithin({ keys }: KeySet): string {
  const count = countKeys(keys)
  return count === 1 ? 'Only 1 chosen pair' : `Only ${formatCount(count)} chosen pairs`
}

export function clearFilter(subject: Subject): Edit {
  return (query) => withoutFilter(query, subject)
}

/** What a chip says. */
export function describeFilter(filter: Filter): string {
  // Columns and values come from data and links.
  return plainText(labelOf(filter))
}

function labelOf(filter: Filter): string {
  switch (filter.kind) {
    case 'nsfw':
      return filter.classes.map((nsfw) => NSFW_CLASSES[nsfw]).join(' or ')
    case 'licence':
      return filter.families.map(licenceLabel).join(' or ')
    case 'similarity': {
      const { min, max, missing } = filter
      const range =
        min <= 0 && max >= 1
          ? 'With a similarity'
          : max >= 1
            ? `Similarity from ${shortNumber(min)}`
            : min <= 0
              ? `Similarity to ${shortNumber(max)}`
              : `Similarity ${shortNumber(min)} to ${shortNumber(max)}`
      return missing ? `${range}, or none` : range
    }
    case 'caption':
      return `Caption: ${filter.contains}`
    case 'size': {
      const { minWidth, minHeight } = filter
      if (minHeight === 0) return `At least ${formatCount(minWidth)} px wide`
      if (minWidth === 0) return `At least ${formatCount(minHeight)} px high`
      return `At least ${formatCount(minWidth)} × ${formatCount(minHeight)} px`
    }
    case 'range':
    case 'values':
      return describeColumnFilter(filter)
  }
}

function describeColumnFilter(filter: ColumnFilter): string {
  const { column } = filter
  if (filter.kind === 'values') return `${column}: ${filter.values.map((value) => value ?? 'no value').join(' or ')}`
  const [min, max] = [filter.min, filter.max].map((bound) => (bound === null ? null : formatNumber(bound))) as [
    string | null,
    string | null,
  ]
  const range = min === null ? (max === null ? 'any number' : `to ${max}`) : max === null ? `from ${min}` : `${min} to ${max}`
  return `${column} ${range}${filter.missing ? ', or none' : ''}`
}

/** Two decimals where they say it all. */
export function shortNumber(value: number): string {
  return String(Math.round(value * 1e4) / 1e4)
}

/** How many pairs would pass without one filter, where the facets tell. */
export function matchingWithout(kind: Filter['kind'], facets: Facets): number | null {
  const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0)
  switch (kind) {
    case 'nsfw':
      return sum(facets.nsfw)
    case 'licence':
      return sum(facets.licences.values())
    case 'similarity':
      return sum(facets.similarity.bins) + facets.similarity.missing
    case 'caption':
    case 'size':
    case 'range':
    case 'values':
      return null
  }
}

/** The part of 0..1 worth drawing: tenths around what is there and what is chosen. */
export function similarityDomain(bins: readonly number[], min: number, max: number): readonly [number, number] {
  const first = bins.findIndex((count) => count > 0)
  const last = bins.findLastIndex((count) => count > 0)
  const bounds = [
    min > 0 ? min : null,
    max < 1 ? max : null,
    first >= 0 ? first / bins.length : null,
    last >= 0 ? (last + 1) / bins.length : null,
  ].filter((bound) => bound !== null)
  if (bounds.length === 0) return [0, 1]
  // Hundredths first: 0.30000000000000004 is not in the next tenth.
  const tenths = bounds.map((bound) => Math.round(bound * 1000) / 100)
  const low = Math.floor(Math.min(...tenths)) / 10
  const high = Math.ceil(Math.max(...tenths)) / 10
  return high > low ? [low, high] : [Math.max(0, low - 0.1), Math.min(1, high + 0.1)]
}

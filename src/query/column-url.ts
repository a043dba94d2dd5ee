import { canonicalValues, MAX_COLUMN, MAX_VALUE, type ColumnFilter } from './query'

const PREFIX = 'col.'
/** Filters by column that are taken from a link: each costs reading one. */
const MAX_COLUMN_FILTERS = 20
const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:e[+-]?\d+)?`
/** `5..7`, `5..`, `..7`, `..`, each with `,missing` or without. */
const RANGE = new RegExp(`^(${NUMBER})?\\.\\.(${NUMBER})?(,missing)?$`)

/**
 * A filter by column as one parameter: `col.aesthetic=5..7,missing`, `col.status=failed|success|`, where the last, empty one is the
 * missing.
 */
export function columnParameter(filter: ColumnFilter): [string, string] {
  const name = PREFIX + filter.column
  if (filter.kind === 'range') return [name, `${filter.min ?? ''}..${filter.max ?? ''}${filter.missing ? ',missing' : ''}`]
  const list = filter.values.map((value) => (value ?? '').replace(/[%|]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)).join('|')
  // A value may look like a range.
  return [name, RANGE.test(list) ? list.replace('..', '%2e.') : list]
}

/** The filters by column that parameters say. */
export function readColumnFilters(parameters: readonly (readonly [string, string])[]): ColumnFilter[] {
  return parameters
    .map(readColumnFilter)
    .filter((filter) => filter !== null)
    .slice(0, MAX_COLUMN_FILTERS)
}

function readColumnFilter([name, value]: readonly [string, string]): ColumnFilter | null {
  if (!name.startsWith(PREFIX)) return null
  const column = name.slice(PREFIX.length)
  if (column.length > MAX_COLUMN) return null
  const range = RANGE.exec(value)
  return range ? readRange(column, range) : readValues(column, value)
}

function readRange(column: string, [, from, to, withMissing]: RegExpExecArray): ColumnFilter | null {
  const min = from === undefined ? null : Number(from)
  const max = to === undefined ? null : Number(to)
  const missing = withMissing !== undefined
  const finite = Number.isFinite(min ?? 0) && Number.isFinite(max ?? 0)
  const whole = min === null && max === null && missing
  return finite && !whole && (min ?? -Infinity) <= (max ?? Infinity) ? { kind: 'range', column, min, max, missing } : null
}

function readValues(column: string, text: string): ColumnFilter | null {
  const values = text.split('|').map((part) => (part === '' ? null : part.replace(/%(25|7c|2e)/g, decodeURIComponent)))
  const readable = canonicalValues(values.filter((value) => value === null || Array.from(value).length <= MAX_VALUE))
  return readable.length > 0 ? { kind: 'values', column, values: readable } : null
}

import { columnName, type LeafColumn, type RoleMap } from '../../dataset/roles'
import { double, quoteName, quoteText } from '../../engine/duckdb/literals'
import { nsfwCoding, UNSAFE_SCORE } from '../../pair/nsfw'
import type { ColumnFilter, Filter, FilterOf } from '../../query/query'
import { foldCase } from '../../shards/values/needle'

/*
 * The filters of a query as conditions on the columns of the source itself, in the dialect of today's DuckDB. The table that the app asks
 * holds packed numbers instead (engine/duckdb/sql.ts), so its SQL would tell a person nothing. Both give the same rows: tests run both.
 */

/** What of the data a condition has to know. */
export interface Columns {
  readonly roles: RoleMap
  /** Every column, for filters by those without a role. */
  readonly all: readonly LeafColumn[]
  /** Spellings of the licences that the query's licence filter lets through, as the data has them. */
  readonly licenceTexts: readonly string[]
}

/** A filter as a condition; `false` where the data has no such column and so no row can pass. */
export function conditionOf(filter: Filter, columns: Columns): string {
  const { roles } = columns
  switch (filter.kind) {
    case 'nsfw':
      return nsfwPasses(filter, roles.nsfw)
    case 'licence':
      return licencePasses(filter, roles.licence, columns.licenceTexts)
    case 'similarity':
      return similarityPasses(filter, roles.similarity)
    case 'caption':
      return roles.caption ? captionPasses(filter.contains, valueOf(roles.caption)) : 'false'
    case 'size':
      return [atLeast(roles.width, filter.minWidth), atLeast(roles.height, filter.minHeight)].join(' AND ')
    case 'range':
    case 'values':
      return columnPasses(
        filter,
        columns.all.find(({ path }) => path === filter.column),
      )
  }
}

/** How a row's value is reached: of a list its first element, of a struct the field. */
export function valueOf({ path, steps }: LeafColumn): string {
  const [first = path, ...rest] = steps ?? [path]
  return quoteName(String(first)) + rest.map((step) => (step === 0 ? '[1]' : `[${quoteText(step)}]`)).join('')
}

/** A pair's similarity as the app has it: NULL where what is stored is none. */
export function similarityOf(column: LeafColumn): string {
  const value = `${valueOf(column)}::DOUBLE`
  return `CASE WHEN ${value} BETWEEN 0 AND 1 THEN ${value} END`
}

function nsfwPasses({ classes }: FilterOf<'nsfw'>, column: LeafColumn | undefined): string {
  if (classes.length === 0) return 'false'
  return column ? `${nsfwClassOf(column)} IN (${classes.join(', ')})` : String(classes.includes(3))
}

/** 0 UNLIKELY, 1 UNSURE, 2 NSFW, 3 UNTAGGED: as pair/nsfw.ts reads them. */
function nsfwClassOf(column: LeafColumn): string {
  const value = valueOf(column)
  if (column.type === 'binary' || column.type === 'other') return '3'
  switch (nsfwCoding(columnName(column), column.type)) {
    case 'label':
      return `CASE upper(${trimmed(value)}) WHEN 'UNLIKELY' THEN 0 WHEN 'UNSURE' THEN 1 WHEN 'NSFW' THEN 2 ELSE 3 END`
    case 'code':
      return `CASE WHEN ${value} IN (0, 1, 2) THEN ${value}::INTEGER ELSE 3 END`
    case 'flag':
      return `CASE WHEN ${value} THEN 2 WHEN NOT ${value} THEN 0 ELSE 3 END`
    case 'score': {
      const score = `${value}::DOUBLE`
      return (
        `CASE WHEN ${score} BETWEEN 0 AND 1 THEN CASE WHEN ${score} > ${UNSAFE_SCORE.nsfw}::DOUBLE THEN 2 ` +
        `WHEN ${score} > ${UNSAFE_SCORE.unsure}::DOUBLE THEN 1 ELSE 0 END ELSE 3 END`
      )
    }
  }
}

function licencePasses({ families }: FilterOf<'licence'>, column: LeafColumn | undefined, texts: readonly string[]): string {
  const unknown = families.includes('unknown')
  if (!column) return String(unknown)
  const value = valueOf(column)
  const spelled = texts.length > 0 ? `${value} IN (${texts.map(quoteText).join(', ')})` : 'false'
  return unknown ? `(${value} IS NULL OR ${spelled})` : spelled
}

function similarityPasses({ min, max, missing }: FilterOf<'similarity'>, column: LeafColumn | undefined): string {
  if (!column) return String(missing)
  const within = `${similarityOf(column)} BETWEEN ${double(min)} AND ${double(max)}`
  return missing ? `coalesce(${within}, true)` : within
}

/** What data writes for what a person types; `&amp;` last: its own references are not decoded twice. */
const REFERENCES = [
  ["'&quot;'", "'\"'"],
  ["'&#34;'", "'\"'"],
  ["'&#x22;'", "'\"'"],
  ["'&#39;'", "''''"],
  ["'&#039;'", "''''"],
  ["'&#x27;'", "''''"],
  ["'&apos;'", "''''"],
  ["'&lt;'", "'<'"],
  ["'&gt;'", "'>'"],
  ["'&amp;'", "'&'"],
] as const

function captionPasses(contains: string, value: string): string {
  const wanted = foldCase(contains)
  // `lower` knows one σ only where it is not told of the other.
  const folded = wanted.includes('σ') ? `replace(lower(${value}), 'ς', 'σ')` : `lower(${value})`
  const stored = `contains(${folded}, ${quoteText(wanted)})`
  if (!/["'<>&]/.test(wanted)) return stored
  const shown = REFERENCES.reduce((text, [written, meant]) => `replace(${text}, ${written}, ${meant})`, folded)
  return `(${stored} OR contains(${shown}, ${quoteText(wanted)}))`
}

const MAX_DIMENSION = 65_535

function atLeast(column: LeafColumn | undefined, pixels: number): string {
  if (!column) return 'false'
  const value = `${valueOf(column)}::DOUBLE`
  return `${value} >= ${Math.min(Math.max(pixels, 1), MAX_DIMENSION)} AND ${value} < 1e9`
}

function columnPasses(filter: ColumnFilter, column: LeafColumn | undefined): string {
  if (!column) return 'false'
  if (filter.kind === 'range') {
    const value = `${valueOf(column)}::DOUBLE`
    const bounds = [
      `isfinite(${value})`,
      ...(filter.min === null ? [] : [`${value} >= ${double(filter.min)}`]),
      ...(filter.max === null ? [] : [`${value} <= ${double(filter.max)}`]),
    ].join(' AND ')
    return filter.missing ? `(coalesce(${bounds}, true) OR NOT isfinite(${value}))` : bounds
  }
  const text = column.type === 'boolean' ? `${valueOf(column)}::VARCHAR` : trimmed(`replace(${valueOf(column)}, chr(0), '')`)
  const texts = filter.values.filter((each) => each !== null)
  const among = texts.length > 0 ? [`${text} IN (${texts.map(quoteText).join(', ')})`] : []
  return `(${[...among, ...(filter.values.includes(null) ? [`coalesce(${text}, '') = ''`] : [])].join(' OR ')})`
}

function trimmed(value: string): string {
  return `trim(${value}, E' \\t\\n\\r')`
}

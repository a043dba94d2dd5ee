import { columnName, type LeafColumn, type RoleMap } from '../../dataset/roles'
import { LICENCE_FAMILIES } from '../../pair/licence'
import { nsfwCoding, UNSAFE_SCORE } from '../../pair/nsfw'
import type { PairKey } from '../../pair/pair'
import { columnFilters, filterOf, type FilterOf, type Query } from '../../query/query'
import { HISTOGRAM_BINS, type PageCursor } from '../engine'
import { CLASS_COUNT, MISSING_BIN, PASSES_SIMILARITY, PASSES_SIZE, passingClasses } from './cells'
import { columnsPass, joinedColumns, type ColumnTablesByPath } from './column-sql'
import { double, keepingOrder, quoteText, sliceRows, valueSql } from './literals'

/*
 * `key` as in pair/; `similarity` null when missing; `cell` as in cells.ts; `size` is
 * width * 65536 + height, each capped at 65,535 and 0 when unknown. Four columns because DuckDB
 * keeps a 256 KB block a column (and its validity) for every 122,880 rows: 34 bytes a row measured.
 */
export const CREATE_TABLES = [
  'CREATE TABLE pairs (key BIGINT, similarity DOUBLE, cell USMALLINT, size UINTEGER)',
  'CREATE TABLE caption_hits (key BIGINT)',
  'CREATE TABLE licence_codes (licence VARCHAR, code UTINYINT)',
]
/** Bytes of memory a row of `pairs` takes (measured on 13,000,000 rows in DuckDB-WASM 1.28.0). */
export const BYTES_PER_ROW = 34

const MAX_DIMENSION = 65_535

/** The columns that a row group's ingest needs. */
export function ingestColumns(roles: RoleMap): LeafColumn[] {
  return [roles.nsfw, roles.similarity, roles.licence, roles.width, roles.height].filter((column) => column !== undefined)
}

/**
 * A number, and null where the column holds NaN. Statistics of a file leave NaN out, and DuckDB drops a comparison that
 * they settle: `value <= 0.45` would be true of NaN where every other value is below.
 */
function numberSql(column: LeafColumn): string {
  const value = valueSql(column)
  return column.type === 'float' ? `CASE WHEN NOT isnan(${value}) THEN ${value} END` : value
}

function nsfwSql(column: LeafColumn | undefined): string {
  if (!column || column.type === 'binary' || column.type === 'other') return '3'
  const value = numberSql(column)
  switch (nsfwCoding(columnName(column), column.type)) {
    case 'label':
      return `CASE upper(trim(${value}, ' ' || chr(9) || chr(10) || chr(13))) WHEN 'UNLIKELY' THEN 0 WHEN 'UNSURE' THEN 1 WHEN 'NSFW' THEN 2 ELSE 3 END`
    case 'code':
      return `CASE ${value} WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 2 ELSE 3 END`
    case 'flag':
      return `CASE ${value} WHEN true THEN 2 WHEN false THEN 0 ELSE 3 END`
    case 'score': {
      // A FLOAT is compared as the DOUBLE it is when a row is read on its own.
      const score = `(${value})::DOUBLE`
      return `CASE WHEN ${score} >= 0 AND ${score} <= ${double(UNSAFE_SCORE.unsure)} THEN 0 WHEN ${score} > ${double(UNSAFE_SCORE.unsure)} AND ${score} <= ${double(UNSAFE_SCORE.nsfw)} THEN 1 WHEN ${score} > ${double(UNSAFE_SCORE.nsfw)} AND ${score} <= 1 THEN 2 ELSE 3 END`
    }
  }
}

function similaritySql(column: LeafColumn | undefined): string {
  if (!column) return 'NULL::DOUBLE'
  const value = `(${numberSql(column)})::DOUBLE`
  return `CASE WHEN ${value} >= 0 AND ${value} <= 1 THEN ${value} END`
}

function dimensionSql(column: LeafColumn | undefined): string {
  if (!column) return '0'
  const value = `(${numberSql(column)})::DOUBLE`
  return `CASE WHEN ${value} >= 1 AND ${value} < 1e9 THEN floor(least(${value}, ${MAX_DIMENSION}))::UINTEGER ELSE 0 END`
}

/** How a row group's licences become codes: all of one family, or looked up in `licence_codes`. */
export type LicenceCoding = { readonly kind: 'constant'; readonly code: number } | { readonly kind: 'lookup' }

/** Adds a row group to `pairs`. `sliceName` null: the shard has none of the narrow columns, only `rows` is known. */
export function ingestSql(roles: RoleMap, sliceName: string | null, firstKey: PairKey, rows: number, licence: LicenceCoding): string {
  const lookedUp = licence.kind === 'lookup' ? roles.licence : undefined
  const constant = licence.kind === 'constant' ? licence.code : LICENCE_FAMILIES.indexOf('unknown')
  const licenceCode = lookedUp ? `coalesce(licence_codes.code, ${LICENCE_FAMILIES.indexOf('other')})` : `${constant}`
  const rowNumber = sliceName === null ? 'range' : 'file_row_number'
  const source = sliceName === null ? `range(${rows})` : sliceRows(sliceName)
  const join = lookedUp ? ` LEFT JOIN licence_codes ON licence_codes.licence = coalesce(${valueSql(lookedUp)}, '')` : ''
  // A join may change the order of rows, and dataset order is the order of insertion.
  const order = lookedUp ? ` ORDER BY ${rowNumber}` : ''
  return (
    `INSERT INTO pairs SELECT ${firstKey} + n, s, ` +
    `(c + 4 * l + ${CLASS_COUNT} * (CASE WHEN s IS NULL THEN ${MISSING_BIN} ELSE least(floor(s * ${HISTOGRAM_BINS}), ${HISTOGRAM_BINS - 1}) END ` +
    `+ ${MISSING_BIN + 1} * (CASE WHEN w = 0 OR h = 0 THEN 1 ELSE 0 END)))::USMALLINT, ` +
    `(w * 65536 + h)::UINTEGER FROM (SELECT ${rowNumber} AS n, ${similaritySql(roles.similarity)} AS s, ${nsfwSql(roles.nsfw)} AS c, ` +
    `${licenceCode} AS l, (${dimensionSql(roles.width)})::BIGINT AS w, (${dimensionSql(roles.height)})::BIGINT AS h FROM ${source}${join}${order})`
  )
}

export function distinctLicencesSql(column: LeafColumn, sliceName: string): string {
  return `SELECT DISTINCT coalesce(${valueSql(column)}, '') AS licence FROM ${sliceRows(sliceName)}`
}

/** Character references for what a person may type, as data writes them. `&amp;` last: its own references are not decoded twice. */
const REFERENCES: readonly (readonly [written: string, meant: string])[] = [
  ...['&quot;', '&#34;', '&#x22;'].map((written) => [written, '"'] as const),
  ...['&#39;', '&#039;', '&#x27;', '&apos;'].map((written) => [written, "'"] as const),
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
]

/**
 * Adds the keys of a slice's rows whose caption contains the text, as stored or as shown with its character references
 * decoded. Only a text with a character that data writes as a reference is worth decoding every caption for.
 */
export function captionHitsSql(column: LeafColumn, sliceName: string, firstKey: PairKey, contains: string): string {
  const stored = `lower(${valueSql(column)})`
  const wanted = `lower(${quoteText(contains)})`
  const decoded = REFERENCES.reduce((value, [written, meant]) => `replace(${value}, ${quoteText(written)}, ${quoteText(meant)})`, stored)
  const asShown = /["'<>&]/.test(contains) ? ` OR contains(${decoded}, ${wanted})` : ''
  return `INSERT INTO caption_hits SELECT ${firstKey} + file_row_number FROM ${sliceRows(sliceName)} WHERE contains(${stored}, ${wanted})${asShown}`
}

function passesSimilarity(filter: FilterOf<'similarity'>): string {
  return `coalesce(similarity BETWEEN ${double(filter.min)} AND ${double(filter.max)}, ${filter.missing})`
}

function passesSize(filter: FilterOf<'size'>): string {
  const width = Math.min(Math.max(filter.minWidth, 1), MAX_DIMENSION)
  const height = Math.min(Math.max(filter.minHeight, 1), MAX_DIMENSION)
  return `((size >> 16) >= ${width} AND (size & ${MAX_DIMENSION}) >= ${height})`
}

const HAS_CAPTION = 'key IN (SELECT key FROM caption_hits)'

/** The filter AST as a condition on {@link pairsSql}. */
export function whereSql(query: Query, columns: ColumnTablesByPath): string {
  const conditions: string[] = []
  const classes = passingClasses(query)
  if (classes) conditions.push(classes.length ? keepingOrder(`cell % ${CLASS_COUNT} IN (${classes.join(', ')})`) : 'false')
  const similarity = filterOf(query, 'similarity')
  if (similarity) conditions.push(passesSimilarity(similarity))
  const size = filterOf(query, 'size')
  if (size) conditions.push(passesSize(size))
  if (filterOf(query, 'caption')) conditions.push(HAS_CAPTION)
  conditions.push(...columnsPass(query, columns))
  return conditions.length ? conditions.join(' AND ') : 'true'
}

/** `pairs`, with the values of the columns that a query filters by beside them. */
export function pairsSql(query: Query, columns: ColumnTablesByPath): string {
  return `pairs${joinedColumns(
    columnFilters(query).map(({ column }) => column),
    columns,
  )}`
}

function afterSql(query: Query, after: PageCursor): string {
  if (query.sort === 'dataset') return `key > ${after.key}`
  if (after.similarity === null) return `similarity IS NULL AND key > ${after.key}`
  const beyond = query.sort === 'similarity-descending' ? '<' : '>'
  const value = double(after.similarity)
  return `(similarity ${beyond} ${value} OR (similarity = ${value} AND key > ${after.key}) OR similarity IS NULL)`
}

/**
 * A keyset page. Rows lie in key order as long as no shard was retried (`inKeyOrder`): then dataset order
 * needs no sort and the scan stops at the limit.
 */
export function pageSql(query: Query, after: PageCursor | null, limit: number, inKeyOrder: boolean, columns: ColumnTablesByPath): string {
  const passes = whereSql(query, columns)
  const where = after ? `${passes} AND ${afterSql(query, after)}` : passes
  const orders = {
    dataset: inKeyOrder ? '' : ' ORDER BY key',
    'similarity-descending': ' ORDER BY similarity DESC NULLS LAST, key',
    'similarity-ascending': ' ORDER BY similarity ASC NULLS LAST, key',
  }
  const similarity = query.sort === 'dataset' ? '' : ' similarity,'
  return `SELECT key::DOUBLE AS key,${similarity} size FROM ${pairsSql(query, columns)} WHERE ${where}${orders[query.sort]} LIMIT ${limit}`
}

/** Rows among `rows` keys from `firstKey` on that pass, counted from there. */
export function passingSql(query: Query, firstKey: PairKey, rows: number, columns: ColumnTablesByPath): string {
  return `SELECT (key - ${firstKey})::UINTEGER AS row FROM ${pairsSql(query, columns)} WHERE key BETWEEN ${firstKey} AND ${firstKey + rows - 1} AND ${whereSql(query, columns)}`
}

/** The cube of cells.ts for a query; its nsfw and licence filters play no part, and those beside the cube narrow all of it. */
export function cubeSql(query: Query, columns: ColumnTablesByPath): string {
  const similarity = filterOf(query, 'similarity')
  const size = filterOf(query, 'size')
  const flag = (condition: string | null, value: number) => (condition ? `CASE WHEN ${condition} THEN ${value} ELSE 0 END` : `${value}`)
  const others = [...(filterOf(query, 'caption') ? [HAS_CAPTION] : []), ...columnsPass(query, columns)]
  return (
    `SELECT (cell + ${flag(similarity ? passesSimilarity(similarity) : null, PASSES_SIMILARITY)} + ${flag(size ? passesSize(size) : null, PASSES_SIZE)})::UINTEGER AS code, ` +
    `count(*)::UINTEGER AS count FROM ${pairsSql(query, columns)}${others.length ? ` WHERE ${others.join(' AND ')}` : ''} GROUP BY 1`
  )
}

/** Narrow values by key, in no order. */
export function valuesSql(keys: readonly PairKey[]): string {
  return (
    `SELECT key::DOUBLE AS key, similarity, cell, size FROM pairs ` +
    `WHERE key BETWEEN ${Math.min(...keys)} AND ${Math.max(...keys)} AND key IN (${keys.join(', ')})`
  )
}

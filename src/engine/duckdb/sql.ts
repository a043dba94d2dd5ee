import type { PairKey } from '../../pair/pair'
import { columnFilters, filterOf, type FilterOf, type Query } from '../../query/query'
import type { PageCursor } from '../engine'
import { CLASS_COUNT, PASSES_SIMILARITY, PASSES_SIZE, passingClasses } from './cells'
import { columnsPass, joinedColumns, type ColumnTablesByPath } from './column-sql'
import { isInSet, joinedSet } from './key-sets'
import { double, fileRows, keepingOrder } from './literals'

/*
 * `key` as in pair/; `similarity` null when missing; `cell` as in cells.ts; `size` is
 * width * 65536 + height, each capped at 65,535 and 0 when unknown. Four columns because DuckDB
 * keeps a 256 KB block a column (and its validity) for every 122,880 rows: 34 bytes a row measured.
 */
export const CREATE_TABLES = [
  'CREATE TABLE pairs (key BIGINT, similarity DOUBLE, cell USMALLINT, size UINTEGER)',
  'CREATE TABLE caption_hits (key BIGINT)',
]
/** Bytes of memory a row of `pairs` takes (measured on 13,000,000 rows in DuckDB-WASM 1.28.0). */
export const BYTES_PER_ROW = 34

const MAX_DIMENSION = 65_535

/** Adds consecutive rows to `pairs`, out of a file of {@link NarrowRows}. */
export function ingestSql(fileName: string, firstKey: PairKey): string {
  return (
    `INSERT INTO pairs SELECT ${firstKey} + file_row_number, CASE WHEN NOT isnan(similarity) THEN similarity END, cell::USMALLINT, size ` +
    `FROM ${fileRows(fileName)}`
  )
}

/** Adds the keys of rows, out of a file of their places from `firstKey` on. */
export function captionHitsSql(fileName: string, firstKey: PairKey): string {
  return `INSERT INTO caption_hits SELECT ${firstKey} + row FROM ${fileRows(fileName)}`
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

/** Rows of a shard whose file has changed stay in their places, for the sake of the tables beside them, under a key that nobody has. */
const NO_KEY = -1

/** Takes the rows of keys out of every answer. */
export function forgetSql(first: PairKey, last: PairKey): readonly string[] {
  const within = `key BETWEEN ${first} AND ${last}`
  return [`UPDATE pairs SET key = ${NO_KEY} WHERE ${within}`, `DELETE FROM caption_hits WHERE ${within}`]
}

/** The places in `pairs` of rows that are out of every answer. */
export const FORGOTTEN = `SELECT rowid AS row FROM pairs WHERE key = ${NO_KEY}`

const isThere = (some: boolean) => (some ? [`key <> ${NO_KEY}`] : [])

const isWithin = ({ within }: Query) => (within ? [isInSet(within)] : [])

/**
 * A query as a condition on {@link pairsSql}, once the set that it is restricted to is ready; `forgotten`: some rows are out of every
 * answer.
 */
export function whereSql(query: Query, columns: ColumnTablesByPath, forgotten: boolean): string {
  const conditions: string[] = [...isThere(forgotten), ...isWithin(query)]
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

/** `pairs`, with the values of the columns that a query filters by beside them, and with the set that it is restricted to. */
export function pairsSql(query: Query, columns: ColumnTablesByPath): string {
  return `pairs${joinedSet(query.within)}${joinedColumns(
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
export function pageSql(
  query: Query,
  after: PageCursor | null,
  limit: number,
  { inKeyOrder, forgotten }: { readonly inKeyOrder: boolean; readonly forgotten: boolean },
  columns: ColumnTablesByPath,
): string {
  const passes = whereSql(query, columns, forgotten)
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
/** The keys that pass from `first` to `last`, in no order. */
export function keysSql(query: Query, first: PairKey, last: PairKey, columns: ColumnTablesByPath): string {
  return (
    `SELECT key::DOUBLE AS key FROM ${pairsSql(query, columns)} WHERE key BETWEEN ${first} AND ${last} ` +
    `AND ${whereSql(query, columns, false)}`
  )
}

export function passingSql(query: Query, firstKey: PairKey, rows: number, columns: ColumnTablesByPath): string {
  return (
    `SELECT (key - ${firstKey})::UINTEGER AS row FROM ${pairsSql(query, columns)} WHERE key BETWEEN ${firstKey} AND ` +
    `${firstKey + rows - 1} AND ${whereSql(query, columns, false)}`
  )
}

/** How many rows pass. */
export function countSql(query: Query, columns: ColumnTablesByPath, forgotten: boolean): string {
  return `SELECT count(*)::UINTEGER AS count FROM ${pairsSql(query, columns)} WHERE ${whereSql(query, columns, forgotten)}`
}

/** The cube of cells.ts for a query; its nsfw and licence filters play no part, and those beside the cube narrow all of it. */
export function cubeSql(query: Query, columns: ColumnTablesByPath, forgotten: boolean): string {
  const similarity = filterOf(query, 'similarity')
  const size = filterOf(query, 'size')
  const flag = (condition: string | null, value: number) => (condition ? `CASE WHEN ${condition} THEN ${value} ELSE 0 END` : `${value}`)
  const others = [
    ...isThere(forgotten),
    ...isWithin(query),
    ...(filterOf(query, 'caption') ? [HAS_CAPTION] : []),
    ...columnsPass(query, columns),
  ]
  return (
    `SELECT (cell + ${flag(similarity ? passesSimilarity(similarity) : null, PASSES_SIMILARITY)} + ` +
    `${flag(size ? passesSize(size) : null, PASSES_SIZE)})::UINTEGER AS code, ` +
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

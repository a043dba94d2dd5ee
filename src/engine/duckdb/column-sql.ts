import { columnFilters, type ColumnFilter, type Query } from '../../query/query'
import { double, fileRows, keepingOrder } from './literals'

/*
 * A column without a role has a table of its own, whose rows lie in the very order of `pairs`, so that a positional join
 * puts them side by side: on 1,000,000 rows it takes 20 ms to count by, where a join by key takes 45 and 8 more bytes a row.
 * NULL: not read (yet), which passes no filter. Numbers are DOUBLE, -infinity where there is none; texts are codes.
 */

/** The values of one column, as far as they are read. */
export interface ColumnTable {
  readonly id: number
  readonly kind: ColumnFilter['kind']
  /** Codes by text. */
  readonly codes: ReadonlyMap<string, number>
}

/** Tables by the path of their column. */
export type ColumnTablesByPath = ReadonlyMap<string, ColumnTable>

/** Drops what a former dataset left. */
export const RESET_COLUMNS = ['DROP SCHEMA IF EXISTS columns CASCADE', 'CREATE SCHEMA columns']
/** Distinct texts that have codes of their own; what comes later counts as {@link OTHER_CODE}. */
export const MAX_CLASSES = 1000
/** Null, empty or blank. */
export const MISSING_CODE = 0
export const OTHER_CODE = 1
export const FIRST_CODE = 2

const NO_NUMBER = `'-infinity'::DOUBLE`
/** Bytes of memory a row takes: DuckDB keeps blocks of 256 KB, with their validity, for every 122,880 rows. */
export const COLUMN_BYTES_PER_ROW: { readonly [K in ColumnFilter['kind']]: number } = { range: 11, values: 5 }

const tableName = ({ id }: ColumnTable): string => `columns.values_${id}`
const alias = ({ id }: ColumnTable): string => `c${id}`
/** A column's value beside a row of `pairs`. */
export const columnValue = (table: ColumnTable): string => `${alias(table)}.value`

export function createColumnSql(table: ColumnTable): string {
  return `CREATE TABLE ${tableName(table)} (value ${table.kind === 'range' ? 'DOUBLE' : 'USMALLINT'})`
}

export function dropColumnSql(table: ColumnTable): string {
  return `DROP TABLE IF EXISTS ${tableName(table)}`
}

/** Values of consecutive rows. */
export interface ColumnSlice {
  /** Row of `pairs` at which the rows lie, from 0. */
  readonly at: number
  readonly rows: number
  /** A file of them; null: nothing could be read. */
  readonly fileName: string | null
}

/** The values as `n` from 0 and `value`. */
function valuesOf({ rows, fileName }: ColumnSlice): string {
  return fileName === null
    ? `SELECT range AS n, NULL AS value FROM range(${rows})`
    : `SELECT file_row_number AS n, value FROM ${fileRows(fileName)}`
}

export function appendValuesSql(table: ColumnTable, values: ColumnSlice): string {
  return `INSERT INTO ${tableName(table)} SELECT value FROM (${valuesOf(values)}) ORDER BY n`
}

/** For rows that could not be read the first time. */
export function replaceValuesSql(table: ColumnTable, values: ColumnSlice): string {
  return (
    `UPDATE ${tableName(table)} SET value = s.value FROM (SELECT n + ${values.at} AS row, value FROM (${valuesOf(values)})) ` +
    `s WHERE ${tableName(table)}.rowid = s.row`
  )
}

/** Leaves the values at places of `pairs` unread. */
export function unreadSql(table: ColumnTable, places: string): string {
  return `UPDATE ${tableName(table)} SET value = NULL FROM (${places}) s WHERE ${tableName(table)}.rowid = s.row`
}

/** What follows `pairs` so that the values of columns stand beside its rows; columns without a table are left out. */
export function joinedColumns(paths: readonly string[], tables: ColumnTablesByPath): string {
  return [...new Set(paths)]
    .map((path) => tables.get(path))
    .filter((table) => table !== undefined)
    .map((table) => ` POSITIONAL JOIN ${tableName(table)} ${alias(table)}`)
    .join('')
}

/** The filters by column as conditions. What the data does not have, or has of another kind, passes nothing. */
export function columnsPass(query: Query, tables: ColumnTablesByPath): string[] {
  return columnFilters(query).map((filter) => {
    const table = tables.get(filter.column)
    return table?.kind === filter.kind ? columnPasses(filter, table) : 'false'
  })
}

function columnPasses(filter: ColumnFilter, table: ColumnTable): string {
  const value = columnValue(table)
  if (filter.kind === 'range') {
    const within = `${value} BETWEEN ${double(filter.min ?? -Number.MAX_VALUE)} AND ${double(filter.max ?? Number.MAX_VALUE)}`
    return filter.missing ? keepingOrder(`${within} OR ${value} = ${NO_NUMBER}`) : `(${within})`
  }
  const codes = filter.values.map((text) => (text === null ? MISSING_CODE : table.codes.get(text))).filter((code) => code !== undefined)
  return codes.length > 0 ? keepingOrder(`${value} IN (${codes.join(', ')})`) : 'false'
}

/** Least and greatest number read. */
export function extentSql(table: ColumnTable): string {
  return `SELECT min(value) AS low, max(value) AS high FROM ${tableName(table)} WHERE value > ${NO_NUMBER}`
}

/** Rows by bin, where bin i is [start + i * width, start + (i + 1) * width); -1 for those without a number. */
export function binsSql(table: ColumnTable, start: number, width: number, count: number, from: string, where: string): string {
  const value = columnValue(table)
  const bin = `least(greatest(floor((${value} - ${double(start)}) / ${double(width)}), 0), ${count - 1})::INTEGER`
  return (
    `SELECT CASE WHEN ${value} = ${NO_NUMBER} THEN -1 ELSE ${bin} END AS bin, count(*)::UINTEGER AS count FROM ${from} ` +
    `WHERE ${value} IS NOT NULL AND ${where} GROUP BY 1`
  )
}

/** Rows by code. */
export function codeCountsSql(table: ColumnTable, from: string, where: string): string {
  return (
    `SELECT ${columnValue(table)} AS code, count(*)::UINTEGER AS count FROM ${from} WHERE ${columnValue(table)} IS NOT NULL ` +
    `AND ${where} GROUP BY 1`
  )
}

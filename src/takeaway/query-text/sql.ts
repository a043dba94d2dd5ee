import { quoteText } from '../../engine/duckdb/literals'
import type { Query } from '../../query/query'
import { conditionOf, similarityOf, type Columns } from './conditions'

/** Consecutive rows of one shard, counted from 0, inclusive. */
export interface RowRange {
  readonly shard: number
  readonly first: number
  readonly last: number
}

export interface QueryText {
  readonly query: Query
  readonly columns: Columns
  /** Addresses or file names of the Parquet shards, in order. */
  readonly files: readonly string[]
  /** The pairs alone that these rows are; null: all. */
  readonly rows: readonly RowRange[] | null
}

/** Names of what `read_parquet` says of each row besides its columns; ours is none that data is likely to have. */
const FILE = 'shard_file'
const ROW = 'file_row_number'

/**
 * A SELECT that gives the rows that the grid shows, in their order, with every column and the file and row that each came from. For DuckDB
 * 1.1 or newer. The order of a search is not in it.
 */
export function querySql(text: QueryText): string {
  const { query, columns, files, rows } = text
  const conditions = [...query.filters.map((filter) => conditionOf(filter, columns)), ...(rows ? [rowsPass(rows, files)] : [])]
  const where = conditions.map((condition, i) => `${i === 0 ? 'WHERE' : '  AND'} ${condition}`)
  return [
    'SELECT *',
    `FROM read_parquet([${files.map((file) => `\n  ${quoteText(file)}`).join(',')}\n], union_by_name = true, ` +
      `filename = '${FILE}', file_row_number = true)`,
    ...where,
    `ORDER BY ${orderOf(text)};`,
  ].join('\n')
}

/** The same for Python's `duckdb`, as a data frame. */
export function queryPython(text: QueryText): string {
  return [
    '# pip install duckdb pandas',
    'import duckdb',
    '',
    `rows = duckdb.sql(${pythonText(querySql(text))}).df()`,
    'print(rows)',
    '',
  ].join('\n')
}

function orderOf({ query, columns, files }: QueryText): string {
  const inFile = files.length === 1 ? [ROW] : [fileOrder(files), ROW]
  const { similarity } = columns.roles
  if (query.search !== null || query.sort === 'dataset' || !similarity) return inFile.join(', ')
  const direction = query.sort === 'similarity-descending' ? 'DESC' : 'ASC'
  return [`${similarityOf(similarity)} ${direction} NULLS LAST`, ...inFile].join(', ')
}

/** Mostly the names of shards ascend as the shards do. */
function fileOrder(files: readonly string[]): string {
  const ascending = files.every((file, i) => i === 0 || isBelow(files[i - 1] ?? '', file))
  return ascending ? FILE : `list_position([${files.map(quoteText).join(', ')}], ${FILE})`
}

/** Of plain ASCII, which everybody compares alike. */
function isBelow(a: string, b: string): boolean {
  return /^[ -~]*$/.test(a + b) && a < b
}

function rowsPass(rows: readonly RowRange[], files: readonly string[]): string {
  if (rows.length === 0) return 'false'
  const ranges = new Map<number, RowRange[]>()
  for (const range of rows) {
    const others = ranges.get(range.shard)
    if (others) others.push(range)
    else ranges.set(range.shard, [range])
  }
  const ofShards = [...ranges].map(([shard, within]) => {
    const places = within.map(({ first, last }) => (first === last ? `${ROW} = ${first}` : `${ROW} BETWEEN ${first} AND ${last}`))
    const inRows = places.length === 1 ? places[0] : `(${places.join(' OR ')})`
    return files.length === 1 ? (inRows ?? 'false') : `${FILE} = ${quoteText(files[shard] ?? '')} AND ${inRows ?? 'false'}`
  })
  return ofShards.length === 1 ? (ofShards[0] ?? 'false') : `(${ofShards.map((of) => `\n    ${of}`).join(' OR')}\n  )`
}

/** A Python literal of a text of several lines; a hostile one cannot end it. */
function pythonText(text: string): string {
  return `"""\n${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}\n"""`
}

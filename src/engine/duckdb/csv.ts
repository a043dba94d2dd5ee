import type { AsyncDuckDB, AsyncDuckDBConnection } from '@duckdb/duckdb-wasm'
import type { ConvertedPiece, TableConverter } from '../../shards/tables/converted'
import { rowsOf } from '../../shards/tables/csv-text'
import { keptColumns } from '../../shards/tables/kept-columns'
import { mendCsv } from '../../shards/tables/mend'
import { sniffCsv, type CsvShape } from '../../shards/tables/sniff'
import { wholeRows } from '../../shards/tables/whole-rows'
import { quoteName, quoteText } from './literals'

const SAMPLE_BYTES = 128 * 1024
/** Rows are read a screenful at a time, from memory: small groups decode fast. */
const GROUP_ROWS = 10_240
/** Texts even where every value happens to be a number. */
const NEVER_NUMBERS = new Set([
  'caption',
  'text',
  'txt',
  'title',
  'alt_text',
  'url',
  'license',
  'licence',
  'key',
  'uid',
  'hash',
  'md5',
  'sha256',
])
const BLANK = `('', 'nan', 'none', 'null')`
/** A column is one of numbers when this share of its values are; the others go to `extra`. */
const NUMBERS_SHARE = 0.95
/** Expressions of one statement: hundreds of them overflow the stack of DuckDB's WASM. */
const AT_ONCE = 40

/** DuckDB's own limit. A line that is longer is no reason to lose the others. */
const LONGEST_LINE = 2 ** 21

let conversions = 0

/** Converts comma or otherwise separated values. Rows that DuckDB refuses are mended first: none is lost. */
export class CsvConverter implements TableConverter {
  private shape: CsvShape | null = null
  private kinds: readonly Kind[] | null = null

  constructor(private readonly db: AsyncDuckDB) {}

  wholeRows(text: Uint8Array): number {
    const { dialect, header } = this.shapeOf(text, false)
    const end = wholeRows(text, dialect)
    // A header alone says nothing of its columns.
    const isHeader =
      header &&
      this.kinds === null &&
      end <= SAMPLE_BYTES &&
      [...rowsOf(new TextDecoder().decode(text.subarray(0, end)), dialect)].length <= 1
    return isHeader ? 0 : end
  }

  async convert(rows: Uint8Array<ArrayBuffer>, last: boolean): Promise<ConvertedPiece> {
    const first = this.kinds === null
    const shape = this.shapeOf(rows, last)
    const kept = keptColumns(shape.names)
    const names = kept.map((column) => shape.names[column] ?? '')
    const connection = await this.db.connect()
    const table = `text_table_${++conversions}`
    try {
      // Only the first piece has the header.
      const { junkRows, rest } = await this.load(connection, table, rows, { ...shape, header: shape.header && first }, kept)
      const [total = 0] = await counted(connection, table, ['count(*)'])
      if (total === 0) return { parquet: null, junkRows }
      this.kinds ??= await kindsOf(connection, table, names)
      const misfits = await misfitsOf(connection, table, this.kinds)
      const hasExtra = !(first && last) || rest || misfits.length > 0
      if (hasExtra) await addExtra(connection, table, { names, kinds: this.kinds, misfits, rest })
      return { parquet: await this.write(connection, selectSql(table, names, this.kinds, hasExtra)), junkRows }
    } finally {
      await connection.query(`DROP TABLE IF EXISTS ${table}`)
      await connection.close()
    }
  }

  private shapeOf(text: Uint8Array, whole: boolean): CsvShape {
    return (this.shape ??= sniffCsv(new TextDecoder().decode(text.subarray(0, SAMPLE_BYTES)), whole && text.length <= SAMPLE_BYTES))
  }

  /** `rest`: the table has one more column than are kept, of what was left over of the rows. */
  private async load(
    connection: AsyncDuckDBConnection,
    table: string,
    rows: Uint8Array<ArrayBuffer>,
    shape: CsvShape,
    kept: readonly number[],
  ): Promise<{ junkRows: number; rest: boolean }> {
    try {
      if (kept.length < shape.names.length) throw new RangeError('too many columns')
      // A copy: DuckDB takes the buffer it is given, and the text may have to be mended.
      await loadCsv(this.db, connection, table, rows.slice(), shape, kept.length)
      return { junkRows: 0, rest: false }
    } catch {
      const { bytes, junkRows, rest } = await mendCsv(rows, shape, kept)
      await loadCsv(
        this.db,
        connection,
        table,
        bytes,
        { dialect: { delimiter: ',', quoted: true }, header: false, names: [] },
        kept.length + (rest ? 1 : 0),
      )
      return { junkRows, rest }
    }
  }

  private async write(connection: AsyncDuckDBConnection, select: string): Promise<Uint8Array<ArrayBuffer>> {
    const file = `text_table_${++conversions}.parquet`
    await this.db.registerFileBuffer(file, new Uint8Array(0))
    try {
      await connection.query(`COPY (${select}) TO ${quoteText(file)} (FORMAT PARQUET, CODEC 'SNAPPY', ROW_GROUP_SIZE ${GROUP_ROWS})`)
      return Uint8Array.from(await this.db.copyFileToBuffer(file))
    } finally {
      await this.db.dropFile(file)
    }
  }
}

/** Reads every field as text into a table of columns c0, c1, ... */
async function loadCsv(
  db: AsyncDuckDB,
  connection: AsyncDuckDBConnection,
  table: string,
  bytes: Uint8Array<ArrayBuffer>,
  { dialect, header }: CsvShape,
  columns: number,
): Promise<void> {
  const file = `${table}_${++conversions}.csv`
  const longest = Math.max(LONGEST_LINE, bytes.length)
  await db.registerFileBuffer(file, bytes)
  const quote = dialect.quoted ? `'"'` : `''`
  const types = Array.from({ length: columns }, (_, column) => `'c${column}': 'VARCHAR'`).join(', ')
  try {
    await connection.query(
      `CREATE TABLE ${table} AS SELECT * FROM read_csv(${quoteText(file)}, auto_detect = false, delim = ` +
        `${quoteText(dialect.delimiter)}, quote = ${quote}, escape = ${quote}, header = ${header}, max_line_size = ` +
        `${longest}, columns = {${types}})`,
    )
  } finally {
    await db.dropFile(file)
  }
}

/** A column's type; null: text. */
type Kind = 'BIGINT' | 'DOUBLE' | null

async function kindsOf(connection: AsyncDuckDBConnection, table: string, names: readonly string[]): Promise<Kind[]> {
  const may = names.flatMap((name, column) => (NEVER_NUMBERS.has(name.toLowerCase()) ? [] : [column]))
  const filled = await counted(
    connection,
    table,
    may.map((column) => `count(*) FILTER (WHERE ${isFilled(column)})`),
  )
  const numbers = await counted(
    connection,
    table,
    may.map((column) => `count(${valueSql(column, 'DOUBLE')})`),
  )
  const numeric = may.flatMap((column, i) => {
    const [all = 0, these = 0] = [filled[i], numbers[i]]
    return all > 0 && these >= all * NUMBERS_SHARE ? [{ column, numbers: these }] : []
  })
  const integers = await counted(
    connection,
    table,
    numeric.map(({ column }) => `count(${valueSql(column, 'BIGINT')})`),
  )
  // Codes with leading zeros, and integers of more digits than any number here holds.
  const codes = await counted(
    connection,
    table,
    numeric.map(({ column }) => `count(*) FILTER (WHERE regexp_full_match(trim(c${column}), '-?(0[0-9]+|[0-9]{19,})'))`),
  )
  const kinds = names.map((): Kind => null)
  for (const [i, { column, numbers: these }] of numeric.entries())
    if (codes[i] === 0) kinds[column] = integers[i] === these ? 'BIGINT' : 'DOUBLE'
  return kinds
}

/** The columns with values that are not of their kind. */
async function misfitsOf(connection: AsyncDuckDBConnection, table: string, kinds: readonly Kind[]): Promise<number[]> {
  const typed = [...kinds.keys()].filter((column) => kinds[column] !== null)
  const counts = await counted(
    connection,
    table,
    typed.map((column) => `count(*) FILTER (WHERE ${isMisfit(column, kinds[column] ?? null)})`),
  )
  return typed.filter((_, i) => counts[i] !== 0)
}

function isFilled(column: number): string {
  return `lower(trim(c${column})) NOT IN ${BLANK}`
}

function isMisfit(column: number, kind: Kind): string {
  return `${isFilled(column)} AND ${valueSql(column, kind)} IS NULL`
}

/** A field as its column's kind, null where it is none. "nan" is no number here: a missing value is null. */
function valueSql(column: number, kind: Kind): string {
  const value = `trim(c${column})`
  if (kind === 'BIGINT') return `CASE WHEN regexp_full_match(${value}, '-?(0|[1-9][0-9]*)') THEN TRY_CAST(${value} AS BIGINT) END`
  return kind === 'DOUBLE' ? `nullif(TRY_CAST(${value} AS DOUBLE), 'nan'::DOUBLE)` : `c${column}`
}

/** Counts over a table, some at a time: the time that DuckDB takes grows with their square. */
async function counted(connection: AsyncDuckDBConnection, table: string, counts: readonly string[]): Promise<number[]> {
  const found: number[] = []
  for (let from = 0; from < counts.length; from += AT_ONCE) {
    const some = counts.slice(from, from + AT_ONCE)
    const row = (await connection.query(`SELECT ${some.map((sql, i) => `${sql} AS n${i}`).join(', ')} FROM ${table}`)) as {
      getChild(name: string): { get(index: number): unknown } | null
    }
    found.push(...some.map((_, i) => Number(row.getChild(`n${i}`)?.get(0) ?? 0)))
  }
  return found
}

interface ExtraOptions {
  readonly names: readonly string[]
  readonly kinds: readonly Kind[]
  readonly misfits: readonly number[]
  /** The table has a last column without a name. */
  readonly rest: boolean
}

/** Adds a column of what fits no other: the rest of a row, and values that are not of their column's kind. */
async function addExtra(connection: AsyncDuckDBConnection, table: string, { names, kinds, misfits, rest }: ExtraOptions): Promise<void> {
  await connection.query(`ALTER TABLE ${table} ADD COLUMN extra VARCHAR`)
  const parts = [
    ...(rest ? [`c${names.length}`] : []),
    ...misfits.map(
      (column) => `CASE WHEN ${isMisfit(column, kinds[column] ?? null)} THEN ${quoteText(`${names[column] ?? ''}: `)} || c${column} END`,
    ),
  ]
  for (let from = 0; from < parts.length; from += AT_ONCE) {
    await connection.query(
      `UPDATE ${table} SET extra = nullif(concat_ws('; ', extra, ${parts.slice(from, from + AT_ONCE).join(', ')}), '')`,
    )
  }
}

function selectSql(table: string, names: readonly string[], kinds: readonly Kind[], hasExtra: boolean): string {
  const columns = names.map((name, column) => `${valueSql(column, kinds[column] ?? null)} AS ${quoteName(name)}`)
  const taken = names.some((name) => name.toLowerCase() === 'extra')
  if (hasExtra) columns.push(`extra AS ${quoteName(taken ? 'extra fields' : 'extra')}`)
  return `SELECT ${columns.join(', ')} FROM ${table}`
}

import type { AsyncDuckDB, AsyncDuckDBConnection } from '@duckdb/duckdb-wasm'
import type { ConvertedPiece, TableConverter } from '../../shards/tables/converted'
import { mendCsv } from '../../shards/tables/mend'
import { sniffCsv, type CsvShape } from '../../shards/tables/sniff'
import { wholeRows } from '../../shards/tables/whole-rows'
import { quoteName, quoteText } from './literals'

const SAMPLE_BYTES = 128 * 1024
/** Rows are read a screenful at a time, from memory: small groups decode fast. */
const GROUP_ROWS = 10_240
/** Texts even where every value happens to be a number. */
const NEVER_NUMBERS = new Set(['caption', 'text', 'txt', 'title', 'alt_text', 'url', 'license', 'licence', 'key', 'uid', 'hash', 'md5', 'sha256'])
const BLANK = `('', 'nan', 'none', 'null')`
/** A column is one of numbers when this share of its values are; the others go to `extra`. */
const NUMBERS_SHARE = 0.95

let conversions = 0

/** Converts comma or otherwise separated values. Rows that DuckDB refuses are mended first: none is lost. */
export class CsvConverter implements TableConverter {
  private shape: CsvShape | null = null
  private kinds: readonly Kind[] | null = null

  constructor(private readonly db: AsyncDuckDB) {}

  wholeRows(text: Uint8Array): number {
    return wholeRows(text, this.shapeOf(text, false).dialect)
  }

  async convert(rows: Uint8Array<ArrayBuffer>, last: boolean): Promise<ConvertedPiece> {
    const first = this.kinds === null
    const shape = this.shapeOf(rows, last)
    // Only the first piece has the header.
    const written = { ...shape, header: shape.header && first }
    const connection = await this.db.connect()
    const table = `text_table_${++conversions}`
    try {
      const { junkRows, rest } = await this.load(connection, table, rows, written)
      const [total = 0] = await counted(connection, table, ['count(*)'])
      if (total === 0) return { parquet: null, junkRows }
      this.kinds ??= await kindsOf(connection, table, shape.names)
      return { parquet: await this.write(connection, selectSql(table, shape.names, this.kinds, { rest, always: !(first && last) })), junkRows }
    } finally {
      await connection.query(`DROP TABLE IF EXISTS ${table}`)
      await connection.close()
    }
  }

  private shapeOf(text: Uint8Array, whole: boolean): CsvShape {
    return (this.shape ??= sniffCsv(new TextDecoder().decode(text.subarray(0, SAMPLE_BYTES)), whole && text.length <= SAMPLE_BYTES))
  }

  /** `rest`: the table has one more column than names, of what was left over of longer rows. */
  private async load(connection: AsyncDuckDBConnection, table: string, rows: Uint8Array<ArrayBuffer>, shape: CsvShape): Promise<{ junkRows: number; rest: boolean }> {
    const columns = shape.names.length
    try {
      // A copy: DuckDB takes the buffer it is given, and the text may have to be mended.
      await loadCsv(this.db, connection, table, rows.slice(), shape, columns)
      return { junkRows: 0, rest: false }
    } catch {
      const { bytes, junkRows, rest } = await mendCsv(rows, shape)
      await loadCsv(this.db, connection, table, bytes, { dialect: { delimiter: ',', quoted: true }, header: false, names: [] }, columns + (rest ? 1 : 0))
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
async function loadCsv(db: AsyncDuckDB, connection: AsyncDuckDBConnection, table: string, bytes: Uint8Array<ArrayBuffer>, { dialect, header }: CsvShape, columns: number): Promise<void> {
  const file = `${table}_${++conversions}.csv`
  await db.registerFileBuffer(file, bytes)
  const quote = dialect.quoted ? `'"'` : `''`
  const types = Array.from({ length: columns }, (_, column) => `'c${column}': 'VARCHAR'`).join(', ')
  try {
    await connection.query(
      `CREATE TABLE ${table} AS SELECT * FROM read_csv(${quoteText(file)}, auto_detect = false, delim = ${quoteText(dialect.delimiter)}, quote = ${quote}, escape = ${quote}, header = ${header}, columns = {${types}})`,
    )
  } finally {
    await db.dropFile(file)
  }
}

/** A column's type, null for text. `misfits`: some values are not of it. */
interface Kind {
  readonly type: 'BIGINT' | 'DOUBLE' | null
  readonly misfits: boolean
}

async function kindsOf(connection: AsyncDuckDBConnection, table: string, names: readonly string[]): Promise<Kind[]> {
  const may = names.flatMap((name, column) => (NEVER_NUMBERS.has(name.toLowerCase()) ? [] : [column]))
  const value = (column: number) => `trim(c${column})`
  const count = (condition: string) => `count(*) FILTER (WHERE ${condition})`
  const filled = await counted(connection, table, may.map((column) => count(isFilled(column))))
  const numbers = await counted(connection, table, may.map((column) => count(`${isFilled(column)} AND TRY_CAST(${value(column)} AS DOUBLE) IS NOT NULL`)))
  const numeric = may.flatMap((column, i) => {
    const [all = 0, these = 0] = [filled[i], numbers[i]]
    return all > 0 && these >= all * NUMBERS_SHARE ? [{ column, numbers: these, misfits: these < all }] : []
  })
  const integers = await counted(connection, table, numeric.map(({ column }) => count(`regexp_full_match(${value(column)}, '-?(0|[1-9][0-9]*)') AND TRY_CAST(${value(column)} AS BIGINT) IS NOT NULL`)))
  // Codes with leading zeros, and integers of more digits than any number here holds.
  const codes = await counted(connection, table, numeric.map(({ column }) => count(`regexp_full_match(${value(column)}, '-?(0[0-9]+|[0-9]{19,})')`)))
  return names.map((_, column): Kind => {
    const i = numeric.findIndex((of) => of.column === column)
    const found = numeric[i]
    if (!found || codes[i] !== 0) return { type: null, misfits: false }
    return { type: integers[i] === found.numbers ? 'BIGINT' : 'DOUBLE', misfits: found.misfits }
  })
}

function isFilled(column: number): string {
  return `lower(trim(c${column})) NOT IN ${BLANK}`
}

/** Counts over a table, in one pass. */
async function counted(connection: AsyncDuckDBConnection, table: string, counts: readonly string[]): Promise<number[]> {
  if (counts.length === 0) return []
  const row = (await connection.query(`SELECT ${counts.map((sql, i) => `${sql} AS n${i}`).join(', ')} FROM ${table}`)) as { getChild(name: string): { get(index: number): unknown } | null }
  return counts.map((_, i) => Number(row.getChild(`n${i}`)?.get(0) ?? 0))
}

/** `rest`: the table has a last column without a name; `always`: with the column `extra`, though nothing is in it. */
function selectSql(table: string, names: readonly string[], kinds: readonly Kind[], { rest, always }: { rest: boolean; always: boolean }): string {
  const columns = names.map((name, column) => {
    const type = kinds[column]?.type
    // "nan" is no number here: a missing value is null.
    return `${type ? `CASE WHEN ${isFilled(column)} THEN TRY_CAST(trim(c${column}) AS ${type}) END` : `c${column}`} AS ${quoteName(name)}`
  })
  const misfits = names.flatMap((name, column) => {
    const { type, misfits } = kinds[column] ?? { type: null, misfits: false }
    return type && (misfits || always) ? [`CASE WHEN ${isFilled(column)} AND TRY_CAST(trim(c${column}) AS ${type}) IS NULL THEN ${quoteText(`${name}: `)} || c${column} END`] : []
  })
  const extra = [...(rest ? [`c${names.length}`] : []), ...misfits]
  const taken = names.some((name) => name.toLowerCase() === 'extra')
  if (extra.length > 0 || always) columns.push(`nullif(concat_ws('; ', ${['NULL', ...extra].join(', ')}), '') AS ${quoteName(taken ? 'extra fields' : 'extra')}`)
  return `SELECT ${columns.join(', ')} FROM ${table}`
}

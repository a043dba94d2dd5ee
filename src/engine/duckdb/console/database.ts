import type { AsyncDuckDB, AsyncDuckDBConnection } from '@duckdb/duckdb-wasm'
import type { Copies, CopiedColumn, CopyPart } from '../../copies'
import { numbersFile } from '../numbers-file'
import type { Batch } from '../statements'
import { createHeldSql, createViewSql, holdSql } from './pairs-view'
import type { SqlAnswer, SqlColumn } from './protocol'
import { sqlErrorOf } from './sql-error'
import { statementOf, type Statement } from './statement'

/** Rows of a result that are kept. */
export const KEPT_ROWS = 100_000
/** Characters of one value that are kept. */
const KEPT_CHARACTERS = 10_000
/** Expressions of one statement: a few hundred overflow the stack of DuckDB's WASM, and no later one works. */
const MOST_COLUMNS = 100

type Printed = string | number | bigint | boolean | null | undefined

/** An Arrow table as far as it is read here. */
interface Rows extends Batch {
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: unknown }[] }
  getChildAt(index: number): { get(index: number): Printed } | null
}

/**
 * A DuckDB of the console's own, over a copy of the rows. Once it is locked it reads nothing else: DuckDB then refuses files, the network,
 * extensions and settings, for good.
 */
export class ConsoleDatabase {
  private files = 0
  private results = 0

  private constructor(
    private readonly db: AsyncDuckDB,
    private readonly connection: AsyncDuckDBConnection,
    private readonly columns: readonly CopiedColumn[],
    private readonly place: Copies['place'],
  ) {}

  static async create(db: AsyncDuckDB, columns: readonly CopiedColumn[], place: Copies['place']): Promise<ConsoleDatabase> {
    const connection = await db.connect()
    for (const sql of createHeldSql(columns)) await connection.query(sql)
    return new ConsoleDatabase(db, connection, columns, place)
  }

  async add({ keys, similarity, cells, sizes, values }: CopyPart): Promise<void> {
    const name = `copy-${++this.files}.parquet`
    const others = Object.fromEntries(values.map((numbers, i) => [`v${i}`, numbers]))
    await this.db.registerFileBuffer(name, numbersFile({ key: keys, similarity, cell: cells, size: sizes, ...others }))
    try {
      await this.connection.query(holdSql(this.columns, name))
    } finally {
      await this.db.dropFile(name)
    }
  }

  /** No more rows come: from now on questions are answered, and nothing else is. */
  async lock(memoryBytes: number): Promise<void> {
    await this.connection.query(createViewSql(this.columns, this.place))
    await this.connection.query(`SET memory_limit = '${Math.round(memoryBytes / 1e6)}MB'`)
    await this.connection.query('SET enable_external_access = false')
    await this.connection.query('SET lock_configuration = true')
  }

  async run(sql: string): Promise<SqlAnswer> {
    const statement = statementOf(sql)
    if ('refused' in statement)
      return {
        kind: 'error',
        error: { message: statement.refused, place: { from: statement.at, to: Math.min(statement.at + 1, sql.length) } },
      }
    const before = performance.now()
    const answer = statement.kind === 'query' ? await this.query(statement.text) : await this.tell(statement)
    return answer.kind === 'rows' ? { ...answer, milliseconds: performance.now() - before } : answer
  }

  /** The known keys that a query's column `key` has, of all its rows. */
  async keysOf(sql: string): Promise<Float64Array<ArrayBuffer>> {
    const statement = statementOf(sql)
    if ('refused' in statement || statement.kind !== 'query') return new Float64Array()
    const rows = await this.inTurn(async (table) => {
      await this.connection.query(
        `CREATE TEMP TABLE ${table} AS SELECT key::DOUBLE AS key FROM held.rows ` +
          `WHERE key IN (SELECT try_cast(key AS BIGINT) FROM (\n${statement.text}\n))`,
      )
      return await this.read(`SELECT key FROM ${table}`)
    })
    return ((rows.getChild('key')?.toArray() ?? new Float64Array()) as Float64Array<ArrayBuffer>).slice()
  }

  private async query(text: string): Promise<SqlAnswer> {
    try {
      // By itself first: what is wrong with it is told of its own text, and nothing in it closes the bracket below.
      const columns = await this.describe(text)
      if (columns.length > MOST_COLUMNS)
        return {
          kind: 'error',
          error: { message: `The result has ${columns.length} columns; ask for at most ${MOST_COLUMNS}.`, place: null },
        }
      return await this.inTurn(async (table) => {
        const names = columns.map((_, i) => `c${i}`)
        const texts = names.map((name) => `${name}::VARCHAR AS ${name}`)
        await this.keepFirst(table, text, names)
        return answerOf(await this.read(`SELECT ${texts.join(', ')} FROM (FROM ${table}) AS result(${names.join(', ')})`), columns)
      })
    } catch (error) {
      return { kind: 'error', error: sqlErrorOf(messageOf(error), text, 1) }
    }
  }

  /**
   * The first rows, into a table: what fails half way through a result that is streamed is told by nobody (DuckDB-WASM 1.28.0). The limit
   * becomes the query's own, so that of what it sorts no more rows than these are held; a query that has one is put in brackets.
   */
  private async keepFirst(table: string, text: string, names: readonly string[]): Promise<void> {
    try {
      await this.connection.query(`CREATE TEMP TABLE ${table} AS (\n${text}\n) LIMIT ${KEPT_ROWS + 1}`)
    } catch (error) {
      // Told before anything is run: of a second limit, or of two columns of a name.
      if (!/^(?:Parser|Binder|Catalog) Error/.test(messageOf(error))) throw error
      await this.connection.query('ROLLBACK')
      await this.connection.query('BEGIN')
      await this.connection.query(
        `CREATE TEMP TABLE ${table} AS SELECT * FROM (\n${text}\n) AS result(${names.join(', ')}) LIMIT ${KEPT_ROWS + 1}`,
      )
    }
  }

  private async tell({ text, query }: Extract<Statement, { kind: 'telling' }>): Promise<SqlAnswer> {
    try {
      if (query !== null) await this.describe(query)
    } catch (error) {
      return { kind: 'error', error: sqlErrorOf(messageOf(error), text, 1) }
    }
    try {
      return await this.inTurn(async () => {
        const rows = await this.read(text)
        const columns = rows.schema.fields.map(({ name, type }) => ({ name, type: String(type) === 'Utf8' ? 'VARCHAR' : 'BIGINT' }))
        return answerOf(rows, columns)
      })
    } catch (error) {
      return { kind: 'error', error: sqlErrorOf(messageOf(error), text, 0) }
    }
  }

  private async describe(query: string): Promise<readonly SqlColumn[]> {
    const rows = await this.read(`DESCRIBE\n${query}`)
    const text = (name: string, row: number) => String(rows.getChild(name)?.get(row))
    return Array.from({ length: rows.numRows }, (_, row) => ({ name: text('column_name', row), type: text('column_type', row) }))
  }

  /** Nothing that is done here stays. */
  private async inTurn<T>(work: (table: string) => Promise<T>): Promise<T> {
    await this.connection.query('BEGIN')
    try {
      return await work(`result_${++this.results}`)
    } finally {
      await this.connection.query('ROLLBACK')
    }
  }

  private async read(sql: string): Promise<Rows> {
    const rows: unknown = await this.connection.query(sql)
    return rows as Rows
  }
}

function answerOf(rows: Rows, columns: readonly SqlColumn[]): SqlAnswer {
  const kept = Math.min(rows.numRows, KEPT_ROWS)
  let cut = 0
  const textOf = (value: Printed): string | null => {
    if (value === null || value === undefined) return null
    const text = String(value)
    if (text.length <= KEPT_CHARACTERS) return text
    cut += 1
    return text.slice(0, KEPT_CHARACTERS)
  }
  const values = columns.map((_, i) => {
    const column = rows.getChildAt(i)
    return Array.from({ length: kept }, (__, row) => textOf(column?.get(row)))
  })
  return { kind: 'rows', columns, values, rows: kept, complete: rows.numRows <= KEPT_ROWS, cut, milliseconds: 0 }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

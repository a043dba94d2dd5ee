import type { AsyncDuckDB, AsyncDuckDBConnection } from '@duckdb/duckdb-wasm'
import { Limit, type Urgency } from '../../flow/limit'
import { numbersFile, type NumberColumns } from './numbers-file'

/** What is used of an Arrow table, whose own types do not resolve under modern module resolution. */
export interface Batch {
  readonly numRows: number
  getChild(name: string): { toArray(): unknown; get(index: number): unknown } | null
}

/** Statements on one connection, a turn at a time, and the files of numbers they read. */
export class Statements {
  private readonly turns = new Limit(1)
  private files = 0

  constructor(
    private readonly db: AsyncDuckDB,
    private readonly connection: AsyncDuckDBConnection,
  ) {}

  /** Within a turn. */
  async run(sql: string): Promise<Batch> {
    return (await this.connection.query(sql)) as Batch
  }

  take<T>(urgency: Urgency, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.turns.run(work, signal, urgency)
  }

  /** Within a turn: runs work on a file of numbers under a name. */
  async withNumbers<T>(columns: NumberColumns, work: (fileName: string) => Promise<T>): Promise<T> {
    // A registered name is never used twice: DuckDB keeps what it knew of the old file.
    const name = `numbers-${++this.files}.parquet`
    await this.db.registerFileBuffer(name, numbersFile(columns))
    try {
      return await work(name)
    } finally {
      await this.db.dropFile(name)
    }
  }
}

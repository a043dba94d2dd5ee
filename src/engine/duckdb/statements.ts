import type { AsyncDuckDB, AsyncDuckDBConnection } from '@duckdb/duckdb-wasm'
import { repairText } from '../../shards/repair'
import { Limit, type Urgency } from '../../flow/limit'

/** What is used of an Arrow table, whose own types do not resolve under modern module resolution. */
export interface Batch {
  readonly numRows: number
  getChild(name: string): { toArray(): unknown; get(index: number): unknown } | null
}

/** Statements on one connection, a turn at a time, and the slices they read. */
export class Statements {
  private readonly turns = new Limit(1)
  private slices = 0

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

  /** Within a turn: runs work on a slice under a name; a slice refused for a string that is not UTF-8 is repaired and tried again. */
  async withSlice<T>(slice: Uint8Array<ArrayBuffer> | null, work: (name: string | null) => Promise<T>): Promise<T> {
    if (slice === null) return await work(null)
    // DuckDB takes the buffer it is given, so the copy to repair is made before.
    const spare = slice.slice()
    try {
      return await this.withFile(slice, work)
    } catch (error) {
      if (!(error instanceof Error && /invalid (?:string encoding|unicode|utf-?8)/i.test(error.message))) throw error
      return await this.withFile(await repairText(spare), work)
    }
  }

  private async withFile<T>(bytes: Uint8Array, work: (name: string) => Promise<T>): Promise<T> {
    // A registered name is never used twice: DuckDB keeps what it knew of the old file.
    const name = `slice-${++this.slices}.parquet`
    await this.db.registerFileBuffer(name, bytes)
    try {
      return await work(name)
    } finally {
      await this.db.dropFile(name)
    }
  }
}

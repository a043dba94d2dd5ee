import { AsyncDuckDB, VoidLogger, type AsyncDuckDBConnection } from '@duckdb/duckdb-wasm'
import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url'
import workerUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url'

/** The peer, as duckdb-wasm's own documentation starts it. */
export async function connect(): Promise<AsyncDuckDBConnection> {
  const db = new AsyncDuckDB(new VoidLogger(), new Worker(workerUrl))
  await db.instantiate(wasmUrl)
  return db.connect()
}

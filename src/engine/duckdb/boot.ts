import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm'
import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url'
import workerUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url'
import { ProblemError } from '../../dataset/problem'

/**
 * Starts DuckDB in a worker of its own. 1.28.0 is the last release with Parquet linked in: later ones fetch it
 * from a third-party host at run time, which breaks offline use and a strict CSP.
 */
export async function bootDuckDB(): Promise<AsyncDuckDB> {
  const worker = new Worker(workerUrl)
  const db = new AsyncDuckDB(new VoidLogger(), worker)
  const crashed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      reject(new ProblemError({ code: 'engine', where: 'DuckDB', detail: event.message }))
    })
  })
  await Promise.race([db.instantiate(wasmUrl), crashed])
  await db.open({ query: { castBigIntToDouble: false } })
  return db
}

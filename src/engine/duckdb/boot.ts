import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm'
import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url'
import { ProblemError } from '../../dataset/problem'
import { deathSentence, watchWorker, type Death } from '../../flow/life'

/** A statement over every row blocks a slow device for long. */
const SILENCE_MS = 60_000

class WatchedDuckDB extends AsyncDuckDB {
  get isWorking(): boolean {
    return this._pendingRequests.size > 0
  }
}

/**
 * Starts DuckDB in a worker of its own; `onDeath` hears when that ends by itself. 1.28.0 is the last release with Parquet linked in: later
 * ones fetch it from a third-party host at run time, which breaks offline use and a strict CSP.
 */
export async function bootDuckDB(
  onDeath: (death: Death) => void,
  { worker = ownWorker(), limitMs = SILENCE_MS }: { readonly worker?: Worker; readonly limitMs?: number } = {},
): Promise<AsyncDuckDB> {
  let runs = false
  const crashed = new Promise<never>((_, reject) => {
    watchWorker(worker, {
      limitMs,
      isWorking: () => db.isWorking,
      onDeath(how) {
        // Before it runs, its script alone can have failed.
        const death: Death = runs || how.kind !== 'error' ? how : { kind: 'not-started' }
        reject(new ProblemError({ code: 'engine', where: 'DuckDB', detail: deathSentence(death) }))
        onDeath(death)
      },
    })
  })
  // It may die long after anybody waits for this.
  crashed.catch(() => undefined)
  const db = new WatchedDuckDB(new VoidLogger(), worker)
  await Promise.race([db.instantiate(wasmUrl), crashed])
  runs = true
  await db.open({ query: { castBigIntToDouble: false } })
  return db
}

function ownWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pairscope-duckdb' })
}

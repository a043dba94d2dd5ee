/** DuckDB's worker as it is published, byte for byte, watched over like our own. */
import duckdbUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url'
import { showLife } from '../../flow/life'

showLife()
// What is said before DuckDB listens is kept for it.
const early: MessageEvent[] = []
self.onmessage = (event) => early.push(event)
await import(/* @vite-ignore */ duckdbUrl)
for (const event of early) self.onmessage(event)

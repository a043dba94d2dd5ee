/** DuckDB's worker as it is published, watched over like our own. The order counts: questions about its life are not for DuckDB. */
import './worker-life'
import '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js'

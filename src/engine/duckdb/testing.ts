import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import { fetchColumns } from '../../shards/column-io'
import { MemoryShard } from '../../shards/file'
import { readFooter } from '../../shards/footer'
import type { FetchedColumns } from './narrow'

/** What tests use of the Node build, which ships no types for it. */
interface NodeBuild {
  createDuckDB(
    bundles: object,
    logger: object,
    runtime: object,
  ): Promise<{ instantiate(onProgress: () => void): Promise<unknown>; open(config: object): void }>
  readonly VoidLogger: new () => object
  readonly NODE_RUNTIME: object
}

/** For tests: the columns of a Parquet file, as a scan fetches them. */
export async function columnsOf(parquet: Uint8Array): Promise<FetchedColumns> {
  const file = new MemoryShard('memory.parquet', '', parquet)
  const footer = await readFooter(file)
  const fetched = await fetchColumns(
    file,
    footer,
    footer.groups.map(({ index }) => index),
    [...footer.columns.keys()],
  )
  return new Map(footer.columns.flatMap(({ path }, index) => (fetched[index] ? [[path, fetched[index]] as const] : [])))
}

/** For tests: the browser's own build of DuckDB, in its blocking form for Node. Awaiting its plain values makes it fit. */
export async function openForTest(): Promise<AsyncDuckDB> {
  const require = createRequire(import.meta.url)
  const path = require.resolve('@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs')
  const duckdb = require(path) as NodeBuild
  const folder = dirname(path)
  const bundles = { mvp: { mainModule: `${folder}/duckdb-mvp.wasm` }, eh: { mainModule: `${folder}/duckdb-eh.wasm` } }
  const db = await duckdb.createDuckDB(bundles, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME)
  await db.instantiate(() => undefined)
  db.open({ query: { castBigIntToDouble: false } })
  return db as unknown as AsyncDuckDB
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { ShardRows } from '../../src/engine/scanning/stored/stored-rows'
import type { MemoryShard } from '../../src/shards/file'
import type { Footer } from '../../src/shards/footer'
import type { OpenedShard } from '../../src/shards/kinds/open'
import type { RowReader } from '../../src/shards/rows'
import { parquetWriter } from '../../src/takeaway/formats/parquet'

/** Several batches and row groups, of small files too. */
const BATCH = 70
const GROUP = 100
/** Longer files take long here, and say no more. */
const MOST_ROWS = 50_000

/** What an export needs of a shard. */
type Opened = Pick<OpenedShard, 'index' | 'version' | 'file' | 'footer' | 'reader'>

/**
 * How the columns of values and lists differ once they are exported as Parquet, read again by native DuckDB, from what it reads of the
 * file itself; null where they do not.
 */
export async function differenceOfExport(
  path: string,
  { file, footer, reader }: { readonly file: MemoryShard; readonly footer: Footer; readonly reader: RowReader },
  native: DuckDBConnection,
): Promise<string | null> {
  if (footer.rows > MOST_ROWS) return null
  const opened: Opened = { index: 0, version: 0, file, footer, reader }
  const shard = () => Promise.resolve(opened as OpenedShard)
  const rows = new ShardRows({ all: async () => [await shard()], any: shard }, () => undefined)
  const { signal } = new AbortController()
  const keys = Float64Array.from({ length: footer.rows }, (_, row) => row)
  const source = `read_parquet('${path.replaceAll("'", "''")}')`
  const named = new Set((await native.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`)).getRows().map(([name]) => name))
  const columns = (await rows.columns()).filter(({ name, shape }) => shape !== 'json' && name !== '' && named.has(name))
  if (columns.length === 0) return null
  const writer = parquetWriter(
    columns.map((column) => ({ name: column.name, column })),
    { codec: 'snappy', rowsPerGroup: GROUP, metadata: {} },
  )
  const parts: Uint8Array[] = []
  for (let from = 0; from < keys.length; from += BATCH)
    parts.push(...writer.write(await rows.read(keys.slice(from, from + BATCH), columns, signal)))
  parts.push(...writer.end())
  const folder = mkdtempSync(join(tmpdir(), 'pairscope-exported-'))
  try {
    const written = join(folder, 'exported.parquet')
    writeFileSync(written, Buffer.concat(parts))
    const list = columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`).join(', ')
    const read = async (from: string) => {
      const types = await native.runAndReadAll(`SELECT column_name, column_type FROM (DESCRIBE SELECT ${list} FROM ${from})`)
      return [...types.getRowsJson(), ...(await native.runAndReadAll(`SELECT ${list} FROM ${from}`)).getRowsJson()].map((row) =>
        JSON.stringify(row),
      )
    }
    const [expected, found] = [await read(source), await read(`read_parquet('${written}')`)]
    const at = expected.findIndex((row, i) => row !== found[i])
    return at < 0 && expected.length === found.length
      ? null
      : `exported, ${found[at]?.slice(0, 200)}, native ${expected[at]?.slice(0, 200)}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

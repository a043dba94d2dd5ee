import type { AsyncDuckDBConnection } from '@duckdb/duckdb-wasm'
import { epochMs, FIRST_ROWS, type Side } from './api'
import { connect } from './connect'
import { facetSql, loadSql } from './peer-sql'

function firstRows(url: string): string {
  return `SELECT TEXT AS caption, URL, LICENSE, NSFW, WIDTH, HEIGHT, similarity FROM read_parquet('${url}') LIMIT ${FIRST_ROWS}`
}

/** What is used of an Arrow table, whose own types the package does not bring along. */
interface ArrowTable {
  toArray(): { toJSON(): Record<string, unknown> }[]
}

async function rows(connection: AsyncDuckDBConnection, sql: string): Promise<readonly Record<string, unknown>[]> {
  const table = (await connection.query(sql)) as unknown as ArrowTable
  return table.toArray().map((row) => row.toJSON())
}

let toExport: { readonly connection: AsyncDuckDBConnection; readonly url: string } | null = null

/** duckdb-wasm reading the shard by itself, over its own HTTP. */
export const peer: Side = {
  async firstPage(url, warmUrl) {
    let startedAt = epochMs()
    const connection = await connect()
    if (warmUrl !== null) {
      await rows(connection, firstRows(warmUrl))
      startedAt = epochMs()
    }
    const found = await rows(connection, firstRows(url))
    return { startedAt, endedAt: epochMs(), captions: found.map((row) => String(row.caption)) }
  },

  async facets(url, queries) {
    const connection = await connect()
    await connection.query(loadSql(url))
    const ms: number[] = []
    const matching: number[] = []
    for (const query of queries) {
      const start = performance.now()
      const answers = []
      for (const sql of facetSql(query)) answers.push(await rows(connection, sql))
      ms.push(performance.now() - start)
      matching.push(Number(answers[0]?.[0]?.n))
    }
    return { ms, matching }
  },

  async scan(url, warmUrl, text) {
    const connection = await connect()
    await rows(connection, firstRows(warmUrl))
    let start = performance.now()
    const lap = () => {
      const ms = performance.now() - start
      start = performance.now()
      return ms
    }
    await connection.query(loadSql(url))
    const ingest = lap()
    const [found] = await rows(connection, `SELECT count(*) AS n FROM read_parquet('${url}') WHERE contains(lower(TEXT), lower('${text}'))`)
    const captions = lap()
    await rows(connection, `SELECT * FROM t ORDER BY similarity DESC NULLS LAST LIMIT ${FIRST_ROWS}`)
    return { ingest, captions, hits: Number(found?.n), sorted: lap() }
  },

  async openForExport(url, warmUrl) {
    toExport = { connection: await connect(), url }
    await rows(toExport.connection, firstRows(warmUrl))
  },

  async export(everyClass) {
    if (!toExport) throw new Error('Nothing is open.')
    const { connection, url } = toExport
    const start = performance.now()
    const where = everyClass ? '' : `WHERE NSFW = 'UNLIKELY'`
    await connection.query(
      `COPY (SELECT * FROM read_parquet('${url}') ${where}) TO 'out.parquet' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 100000)`,
    )
    const ms = performance.now() - start
    const [written] = await rows(connection, `SELECT sum(total_compressed_size)::DOUBLE AS n FROM parquet_metadata('out.parquet')`)
    return { ms, bytes: Number(written?.n) }
  },

  async ingest(url) {
    const connection = await connect()
    await connection.query(loadSql(url))
    return Number((await rows(connection, 'SELECT count(*) AS n FROM t'))[0]?.n)
  },
}

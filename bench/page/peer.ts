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

  async ingest(url) {
    const connection = await connect()
    await connection.query(loadSql(url))
    return Number((await rows(connection, 'SELECT count(*) AS n FROM t'))[0]?.n)
  },
}

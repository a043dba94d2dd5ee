import { DuckDBInstance } from '@duckdb/node-api'

/** Runs SQL in native DuckDB, an engine that shares nothing with the app's but the dialect. */
export async function native(sql: string): Promise<readonly (readonly unknown[])[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRows()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** How many rows of Parquet files pass a condition. */
export async function nativeCount(files: string | readonly string[], where: string): Promise<number> {
  const list = [files].flat().map(literal).join(', ')
  const [row] = await native(`SELECT count(*) FROM read_parquet([${list}]) WHERE ${where}`)
  return Number(row?.[0])
}

/** The condition that a stored similarity is a similarity at all. */
export const HAS_SIMILARITY = 'similarity IS NOT NULL AND NOT isnan(similarity) AND similarity BETWEEN 0 AND 1'

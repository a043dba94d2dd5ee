import { readFileSync } from 'node:fs'
import { fromHalf } from '../../sample/float16'
import { decodeNpy } from '../../sample/npy'
import { literal, native } from '../native'
import { cached } from './cache'
import { PICTURES } from './laion'

export const CODECS = ['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'] as const
export type Codec = (typeof CODECS)[number]

/**
 * A shard's rows written again by native DuckDB with another codec: a second writer, too, to read what not only hyparquet-writer writes.
 */
export function recoded(source: string, codec: Codec): Promise<string> {
  return cached(`recoded-${codec}`, { source, codec }, async (path) => {
    await native(
      `COPY (FROM read_parquet(${literal(source)})) TO ${literal(path)} (FORMAT parquet, COMPRESSION ${codec}, ROW_GROUP_SIZE 2048)`,
    )
  })
}

/**
 * The first rows of a metadata file with their vectors in a column, float32 lists in row groups of 64: TFDS's `embeddings` config as
 * exports have it.
 */
export function embeddedShard(metadata: string, npy: string, rows: number): Promise<string> {
  const { halves, width } = decodeNpy(readFileSync(npy))
  return cached('embedded', { rows, width, halves: halves.length }, async (path) => {
    const values = Array.from(
      { length: rows },
      (_, row) => `(${row}, [${Array.from(halves.subarray(row * width, (row + 1) * width), fromHalf).join(',')}]::FLOAT[])`,
    )
    await native(`
      COPY (
        SELECT m.url, m.caption, m.NSFW, m.similarity, v.image_embedding
        FROM read_parquet(${literal(metadata)}, file_row_number = true) m
        JOIN (VALUES ${values.join(',')}) v(row, image_embedding) ON v.row = m.file_row_number
        ORDER BY v.row
      ) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 64)`)
  })
}

/**
 * A shard of many millions of rows, for memory. Written by native DuckDB, in a minute rather than in ten.
 * The narrow columns are spread as LAION's are; captions and URLs are short and repeat, which the scan does not read.
 */
export function hugeShard(rows: number): Promise<string> {
  return cached(`huge-${rows}`, { rows }, async (path) => {
    const part = (salt: number): string => `(hash(i * 16 + ${salt}) / 18446744073709551616.0)`
    await native(`
      COPY (
        SELECT
          (hash(i) >> 1)::BIGINT AS SAMPLE_ID,
          ${literal(`${PICTURES}/pictures/`)} || (i % 5000) || '.png' AS URL,
          'picture number ' || (i % 5000) AS TEXT,
          (120 + ${part(1)} * 1200)::INTEGER AS HEIGHT,
          (200 + ${part(2)} * 1000)::INTEGER AS WIDTH,
          CASE WHEN ${part(3)} < 0.97 THEN '?' WHEN ${part(3)} < 0.98 THEN ''
            ELSE 'https://creativecommons.org/licenses/by/4.0/' END AS LICENSE,
          CASE WHEN ${part(4)} < 0.94 THEN 'UNLIKELY' WHEN ${part(4)} < 0.975 THEN 'UNSURE' WHEN ${part(4)} < 0.99 THEN 'NSFW' END AS NSFW,
          CASE WHEN ${part(5)} < 0.006 THEN -1 ELSE least(0.62, 0.3 - 0.035 * ln(1 - ${part(6)}))::FLOAT END::DOUBLE AS similarity
        FROM range(${rows}) t(i)
      ) TO ${literal(path)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 100000)`)
  })
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { written } from '../../src/shards/tables.testing'
import { parquet } from '../../src/shards/testing'
import { compareFile } from './compare'

let folder = ''
let duck: DuckDBConnection
let files = 0
const newPath = () => join(folder, `${files++}.parquet`)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pairscope-conform-'))
  duck = await (await DuckDBInstance.create(':memory:')).connect()
})
afterAll(() => {
  duck.closeSync()
  rmSync(folder, { recursive: true, force: true })
})

/** Every third value is missing; some numbers are as large as they can be. */
const TYPES = `SELECT (i % 100)::TINYINT AS t, (i % 256)::UTINYINT AS ut, i::SMALLINT AS s, i::USMALLINT AS us,
  i::INTEGER AS i, (4294967295 - i)::UINTEGER AS ui,
  CASE WHEN i % 3 > 0 THEN (hash(i)::HUGEINT - 9223372036854775808)::BIGINT END AS l, hash(i) AS ul,
  i / 7.0::FLOAT AS f, CASE i % 4 WHEN 0 THEN 'nan' WHEN 1 THEN 'inf' ELSE i / 3.0 END::DOUBLE AS d, i % 2 = 0 AS flag,
  CASE WHEN i % 3 > 0 THEN 'text ' || i % 40 END AS few, 'a long text that begins alike ' || i AS many,
  '' AS nothing, encode('b' || i) AS bytes,
  (i / 7)::DECIMAL(4, 2) AS d4, (i / 7)::DECIMAL(18, 3) AS d18, (-i / 7)::DECIMAL(38, 9) AS d38, DATE '1969-12-01' + i::INTEGER AS day,
  TIMESTAMP '1969-12-31 23:59:59.123456' + INTERVAL (i) SECOND AS us6, (TIMESTAMP '2024-01-01' + INTERVAL (i) DAY)::TIMESTAMP_NS AS ns,
  (TIMESTAMP '1900-01-01' + INTERVAL (i) DAY)::TIMESTAMP_MS AS ms, TIME '12:34:56.789' AS at, INTERVAL (i) DAY AS span,
  uuid() AS id, CASE WHEN i % 3 > 0 THEN {'bytes': encode('im' || i), 'size': {'w': i}} END AS image, [i, NULL, i + 1] AS list,
  CASE i % 3 WHEN 0 THEN [] WHEN 1 THEN [['a'], []] END AS lists, MAP {'a': i, 'b': NULL} AS map, [{'x': i, 'y': [i]}] AS structs
  FROM range(300) t(i)`

describe('what is read as native DuckDB reads it', () => {
  it.each(
    ['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'].flatMap((codec) =>
      ['V1', 'V2'].map((version) => [codec, version] as const),
    ),
  )('every type that DuckDB writes, %s and version %s', async (codec, version) => {
    const path = newPath()
    await duck.run(`COPY (${TYPES}) TO '${path}' (FORMAT parquet, COMPRESSION ${codec}, PARQUET_VERSION ${version})`)
    const { outcome, detail } = await compareFile(path)
    expect({ outcome, detail }).toMatchObject({ outcome: 'equal' })
  })

  it('every encoding, type and codec that hyparquet-writer writes', async () => {
    await fc.assert(
      fc.asyncProperty(written, async ({ bytes }) => {
        const path = newPath()
        writeFileSync(path, bytes)
        const { outcome, detail } = await compareFile(path)
        // Native DuckDB splits the bytes of no integers.
        if (!detail.includes('BYTE_STREAM_SPLIT')) expect({ outcome, detail }).toMatchObject({ outcome: 'equal' })
      }),
      { numRuns: 40 },
    )
  })

  it('and tells a damaged file from one that differs', async () => {
    const path = newPath()
    const bytes = parquet({ codec: 'UNCOMPRESSED', columnData: [{ name: 'a', type: 'INT32', data: [1, 2, 3] }] })
    bytes.fill(0xff, 4, 20)
    writeFileSync(path, bytes)
    expect((await compareFile(path)).outcome).toBe('refused')
  })
})

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { literal, native } from '../../e2e/native'
import { ProblemError } from '../dataset/problem'
import { readRow } from '../engine/scanning/pairs'
import { Lru } from '../flow/lru'
import { readFooter } from './footer'
import type { OpenedShard } from './kinds/open'
import { RowReader } from './rows'
import { fileOf, parquet } from './testing'

export const name = 'parquet'

/** As many pages as are read of a damaged file: its footer may claim any number of row groups. */
const GROUPS = 2
const ROWS = 20

const COLUMNS = `
  SELECT range AS id, 'http://pic.test/' || range || '.jpg' AS url, 
    CASE WHEN range % 3 = 0 THEN NULL ELSE 'a cat ' || (range % 5) END AS caption,
    (range / 60.0)::FLOAT AS similarity, range % 2 = 0 AS safe, DATE '2020-01-01' + range::INTEGER AS day,
    make_timestamp(range * 1000003) AS at,
    (range * 1.5)::DECIMAL(9, 2) AS price, [range, NULL, range + 1] AS list, {'a': range, 'b': ['x', 'y']} AS thing,
    MAP {'k': range} AS pairs,
    ('0a0b' || range)::BLOB AS image, uuid() AS unique_id
  FROM range(24)`

const KINDS = [
  ...['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'].map((codec) => `COMPRESSION ${codec}`),
  'PARQUET_VERSION v2, COMPRESSION snappy',
  'PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 2048',
]

export async function seeds(): Promise<Uint8Array[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-seeds-'))
  try {
    const files: Uint8Array[] = []
    for (const [number, kind] of KINDS.entries()) {
      const path = join(folder, `${number}.parquet`)
      await native(`COPY (${COLUMNS}) TO ${literal(path)} (FORMAT parquet, ${kind})`)
      files.push(new Uint8Array(readFileSync(path)))
    }
    return [...files, ...written()]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** With what DuckDB does not write: page indexes, many small pages and row groups, other encodings. */
function written(): Uint8Array[] {
  const rows = Array.from({ length: 120 }, (_, i) => i)
  const texts = rows.map((i) => (i % 7 === 0 ? null : `text ${i % 9}`))
  return [
    parquet({
      rowGroupSize: 50,
      pageSize: 200,
      columnData: [
        { name: 'url', type: 'STRING', data: texts, offsetIndex: true },
        { name: 'n', type: 'INT64', encoding: 'DELTA_BINARY_PACKED', data: rows.map(BigInt) },
        { name: 'x', type: 'DOUBLE', encoding: 'BYTE_STREAM_SPLIT', data: rows.map((i) => i / 7) },
      ],
    }),
    parquet({
      codec: 'UNCOMPRESSED',
      columnData: [
        { name: 'url', type: 'STRING', encoding: 'DELTA_BYTE_ARRAY', data: rows.map((i) => `http://pic.test/${i}`) },
        { name: 'caption', type: 'STRING', encoding: 'DELTA_LENGTH_BYTE_ARRAY', data: rows.map((i) => `a cat ${i}`) },
        { name: 'flag', type: 'BOOLEAN', encoding: 'RLE', data: rows.map((i) => i % 3 === 0) },
      ],
    }),
  ]
}

/** The footer, then of some row groups some rows of each column as the grid reads them, and a whole row as the inspector prints it. */
export async function read(bytes: Uint8Array): Promise<void> {
  const file = fileOf(bytes)
  const footer = await readFooter(file)
  const reader = new RowReader(file, footer, new Lru(4e6))
  const shard = { index: 0, ref: { kind: 'remote', name, url: name }, file, footer, reader } as unknown as OpenedShard
  for (const { index, firstRow, rows } of footer.groups.slice(0, GROUPS)) {
    for (const { path } of footer.columns) {
      await unlessProblem(reader.read(index, [path], 0, Math.min(ROWS, rows)))
      await unlessProblem(reader.read(index, [path], rows - 1, rows))
    }
    await unlessProblem(readRow(shard, firstRow))
  }
}

/** One damaged column must not keep the others from being tried. */
async function unlessProblem(promise: Promise<unknown>): Promise<void> {
  await promise.catch((error: unknown) => {
    if (!(error instanceof ProblemError)) throw error
  })
}

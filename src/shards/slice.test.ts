import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFooter } from './footer'
import { planSlice } from './plan'
import { repairText } from './repair'
import { fetchSlice } from './slice-io'
import { written } from './tables.testing'
import { comparable, fileOf, parquet, SpyFile } from './testing'

let folder = ''
let duck: DuckDBConnection
let files = 0

/** A new name every time: DuckDB caches files by name and time of change. */
function newPath(): string {
  return join(folder, `${files++}.parquet`)
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pairscope-slice-'))
  duck = await (await DuckDBInstance.create(':memory:')).connect()
})
afterAll(() => {
  duck.closeSync()
  rmSync(folder, { recursive: true, force: true })
})

async function sliceOf(bytes: Uint8Array, group: number | readonly number[], paths: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const file = fileOf(bytes)
  return fetchSlice(file, planSlice(await readFooter(file), [group].flat(), paths))
}

async function decoded(slice: Uint8Array<ArrayBuffer>): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: slice.buffer, compressors, utf8: false })
}

/** Rows as JSON, the way native DuckDB reads a Parquet file, a strict reader of the format. */
async function duckRows(bytes: Uint8Array, query: string): Promise<unknown[][]> {
  const path = newPath()
  writeFileSync(path, bytes)
  return (await duck.runAndReadAll(query.replace('?', `'${path}'`))).getRowsJson()
}

/** A file as another writer makes it: DuckDB's SQL for the rows and the options of its COPY. */
async function duckFile(select: string, options: string): Promise<Uint8Array> {
  const path = newPath()
  await duck.run(`copy (${select}) to '${path}' (format parquet, ${options})`)
  return readFileSync(path)
}

describe('a slice', () => {
  it('decodes to the same rows, for any file, run of row groups and columns', async () => {
    await fc.assert(
      fc.asyncProperty(
        written,
        fc.nat(),
        fc.nat(3),
        fc.infiniteStream(fc.boolean()),
        async ({ table, bytes, rows, groupRows, plain }, seed, more, coin) => {
          const count = Math.ceil(rows / groupRows)
          const group = seed % count
          const end = Math.min(count, group + 1 + more)
          const groups = Array.from({ length: end - group }, (_, i) => group + i)
          const names = [...table.keys()].filter((_, index) => coin.next().value ?? index === 0)
          if (names.length === 0) names.push('c0')
          const slice = await sliceOf(bytes, groups, names)
          const expected = names.map((name) =>
            table
              .get(name)
              ?.slice(group * groupRows, end * groupRows)
              .map(comparable),
          )
          const rowsOf = await decoded(slice)
          expect(names.map((name) => rowsOf.map((row) => comparable(row[name])))).toEqual(expected)
          expect(Object.keys(parquetMetadata(slice).row_groups[0]?.columns ?? {})).toHaveLength(names.length)
          // In order: native DuckDB reads row groups side by side.
          const columns = names.map((name) => `list(hash(${name}) order by file_row_number)`).join(', ')
          expect(await duckRows(slice, `select ${columns} from read_parquet(?, file_row_number = true)`)).toEqual(
            await duckRows(
              plain(names, group * groupRows, end * groupRows),
              `select ${columns} from read_parquet(?, file_row_number = true)`,
            ),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  const nested = `select i::integer as id, case when i % 3 = 0 then null else {'bytes': encode('im' || i), 'path': 'p' || i} end as image,
    [i, i + 1] as l, map {'a': i} as m, (i % 2 = 0) as flag, ('2024-01-01'::timestamp + interval (i) second) as seen, (i % 256)::utinyint as small,
    (i / 7)::decimal(9, 2) as price, i::varchar as caption from range(300) t(i)`

  it.each([
    ['snappy', 'V1'],
    ['zstd', 'V2'],
    ['gzip', 'V1'],
    ['brotli', 'V1'],
    ['brotli', 'V2'],
    ['lz4_raw', 'V1'],
    ['lz4_raw', 'V2'],
    ['uncompressed', 'V2'],
  ])('keeps structs, lists, maps, times and decimals, %s and version %s', async (codec, version) => {
    const bytes = await duckFile(nested, `compression ${codec}, parquet_version ${version}, row_group_size 2048`)
    for (const column of ['id', 'image', 'l', 'm', 'flag', 'seen', 'small', 'price', 'caption']) {
      const query = `select ${column} from read_parquet(?)`
      expect(await duckRows(await sliceOf(bytes, 0, [column]), query)).toEqual(await duckRows(bytes, query))
    }
  })

  it('takes one leaf of a struct with its parents, and all of a list', async () => {
    const bytes = await duckFile(nested, 'row_group_size 2048')
    const schema = async (paths: readonly string[]) =>
      parquetMetadata(await sliceOf(bytes, 0, paths)).schema.map(({ name, num_children }) =>
        num_children ? `${name}:${num_children}` : name,
      )
    expect((await schema(['image.bytes'])).slice(1)).toEqual(['image:1', 'bytes'])
    expect((await schema(['l.list.element', 'flag'])).slice(1)).toEqual(['l:1', 'list:1', 'element', 'flag'])
    expect((await schema(['m.key_value.key'])).slice(1)).toEqual(['m:1', 'key_value:2', 'key', 'value'])
  })

  it('keeps a required boolean, whose type and repetition are index 0 in Thrift', async () => {
    const bytes = parquet({ columnData: [{ name: 'b', type: 'BOOLEAN', nullable: false, data: [true, false, true] }] })
    const slice = await sliceOf(bytes, 0, ['b'])
    expect(parquetMetadata(slice).schema[1]).toMatchObject({ type: 'BOOLEAN', repetition_type: 'REQUIRED' })
    expect(await duckRows(slice, 'select b from read_parquet(?)')).toEqual([[true], [false], [true]])
  })

  it('calls unannotated text by its name, so that the engine gets strings', async () => {
    const bytes = parquet({
      schema: [
        { name: 'root', num_children: 1 },
        { name: 'URL', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
      ],
      columnData: [{ name: 'URL', data: [new TextEncoder().encode('http://a'), null] }],
    })
    expect(await duckRows(await sliceOf(bytes, 0, ['URL']), 'select typeof(URL), URL from read_parquet(?)')).toEqual([
      ['VARCHAR', 'http://a'],
      ['VARCHAR', null],
    ])
  })

  it('is repaired where a string is not UTF-8, which the engine refuses', async () => {
    const schema = [
      { name: 'root', num_children: 2 },
      { name: 's', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'n', type: 'INT64', repetition_type: 'OPTIONAL' },
    ] as const
    const data = [Uint8Array.of(65, 0xff), new TextEncoder().encode('강아지'), null]
    const bytes = parquet({
      schema: [...schema],
      columnData: [
        { name: 's', data },
        { name: 'n', data: [1n, null, 3n] },
      ],
    })
    const slice = await sliceOf(bytes, 0, ['s', 'n'])
    const query = 'select s, n from read_parquet(?)'
    await expect(duckRows(slice, query)).rejects.toThrow('UTF')
    expect(await duckRows(await repairText(slice), query)).toEqual([
      ['A\uFFFD', '1'],
      ['강아지', null],
      [null, '3'],
    ])
  })

  it('fetches only its chunks, neighbours in one request', async () => {
    const wide = Array.from({ length: 20_000 }, (_, i) => `${i}`.padEnd(40, `${i * 7919}`))
    const bytes = parquet({
      codec: 'UNCOMPRESSED',
      columnData: [
        { name: 'a', type: 'INT32', data: wide.map((_, i) => i) },
        { name: 'b', type: 'INT32', data: wide.map((_, i) => i) },
        { name: 'wide', type: 'STRING', data: wide },
        { name: 'z', type: 'INT32', data: wide.map((_, i) => i) },
      ],
      rowGroupSize: 20_000,
    })
    const file = new SpyFile(bytes)
    const plan = planSlice(await readFooter(file), [0], ['a', 'b', 'z'])
    file.reads.length = 0
    await fetchSlice(file, plan)
    expect(file.reads).toHaveLength(2)
    expect(file.bytesRead).toBe(plan.bytes)
    expect(plan.bytes).toBeLessThan(bytes.length / 2)
  })

  it('asks for columns and groups that exist', async () => {
    const footer = await readFooter(fileOf(parquet({ columnData: [{ name: 'a', type: 'INT32', data: [1] }] })))
    expect(() => planSlice(footer, [0], ['b'])).toThrow(RangeError)
    expect(() => planSlice(footer, [1], ['a'])).toThrow(RangeError)
  })
})

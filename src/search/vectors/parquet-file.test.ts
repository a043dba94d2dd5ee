import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { parquetMetadata, type SchemaElement } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { ProblemError } from '../../dataset/problem'
import { openShard } from '../../shards/file'
import { readFooter } from '../../shards/footer'
import { Meter } from '../../shards/meter'
import { fakeHost, ioOf, parquet, problemOf } from '../../shards/testing'
import { floatToHalf } from './half'
import { openVectorColumn } from './parquet-file'
import type { VectorFile } from './vector-file'

const WIDTH = 12
const ROWS = 300
const NAME = 'image_embedding'
/** No number repeats, so that no writer makes a dictionary of its own accord. */
const numberAt = (row: number, i: number) => Math.fround(Math.sin(row * WIDTH + i + 1))
const vector = (row: number) => Array.from({ length: WIDTH }, (_, i) => numberAt(row, i))
const VECTORS = Array.from({ length: ROWS }, (_, row) => vector(row))

type Numbers = readonly number[] | null

function halvesOf(rows: readonly Numbers[]): Uint16Array {
  return Uint16Array.from(
    rows.flatMap((numbers) => (numbers?.length === WIDTH ? numbers.map(floatToHalf) : new Array<number>(WIDTH).fill(0))),
  )
}

interface Opened {
  readonly file: VectorFile
  readonly requests: readonly { readonly range: string | null }[]
  readonly meter: Meter
}

async function open(bytes: Uint8Array, width = WIDTH): Promise<Opened> {
  const host = fakeHost({ bytes })
  vi.stubGlobal('fetch', host.fetch)
  const ref = { kind: 'remote', name: 'a.parquet', url: 'https://host.test/a.parquet' } as const
  const footer = await readFooter(await openShard(ref, ioOf()))
  const meter = new Meter()
  const file = await openVectorColumn({ kind: 'parquet', ref, footer, column: NAME }, width, ioOf(meter))
  host.requests.length = 0
  meter.bytes = 0
  meter.requests = 0
  return { file, requests: host.requests, meter }
}

async function allOf({ file }: Opened): Promise<Uint16Array> {
  const blocks = await Promise.all(file.blocks.map(({ index }) => file.read(index)))
  return Uint16Array.from(blocks.flatMap((block) => Array.from(block)))
}

afterEach(() => vi.unstubAllGlobals())

const LIST = (leaf: Partial<SchemaElement>, repetition: 'OPTIONAL' | 'REQUIRED' = 'OPTIONAL'): SchemaElement[] => [
  { name: 'root', num_children: 1 },
  { name: NAME, repetition_type: repetition, num_children: 1, converted_type: 'LIST' },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', repetition_type: repetition, type: 'FLOAT', ...leaf },
]
const FLAT = (leaf: Partial<SchemaElement>): SchemaElement[] => [
  { name: 'root', num_children: 1 },
  { name: NAME, repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY', ...leaf },
]
const FLOAT16: Partial<SchemaElement> = { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2, logical_type: { type: 'FLOAT16' } }

const compressors = { GZIP: (bytes: Uint8Array) => gzipSync(bytes), BROTLI: (bytes: Uint8Array) => brotliCompressSync(bytes) }

interface Writing {
  readonly schema: SchemaElement[]
  readonly data: readonly unknown[]
  readonly codec?: 'UNCOMPRESSED' | 'SNAPPY' | 'GZIP' | 'BROTLI'
  readonly encoding?: 'PLAIN' | 'RLE_DICTIONARY' | 'BYTE_STREAM_SPLIT'
  readonly groupRows?: number
  readonly pageSize?: number
}

function written({ schema, data, codec = 'SNAPPY', encoding, groupRows = 100, pageSize = 1000 }: Writing): Uint8Array<ArrayBuffer> {
  return parquet({
    schema,
    columnData: [{ name: NAME, data: [...data], ...(encoding ? { encoding } : {}) }],
    codec,
    compressors,
    rowGroupSize: groupRows,
    pageSize,
  })
}

const bytesAs = (type: 16 | 32) => (numbers: Numbers) =>
  numbers && new Uint8Array(type === 16 ? Uint16Array.from(numbers, floatToHalf).buffer : Float32Array.from(numbers).buffer)

/** The ways vectors are stored, each with what makes its cells. */
const LAYOUTS: readonly [string, SchemaElement[], (numbers: Numbers) => unknown][] = [
  ['a list of float32', LIST({}), (numbers) => numbers],
  ['a list of float32 that nothing is missing from', LIST({}, 'REQUIRED'), (numbers) => numbers ?? []],
  ['a list of float64', LIST({ type: 'DOUBLE' }), (numbers) => numbers],
  ['a list of FLOAT16', LIST(FLOAT16), (numbers) => numbers],
  ['bytes of float16', FLAT({}), bytesAs(16)],
  ['bytes of float32', FLAT({}), bytesAs(32)],
  ['fixed bytes of float16', FLAT({ type: 'FIXED_LEN_BYTE_ARRAY', type_length: WIDTH * 2 }), bytesAs(16)],
  ['fixed bytes of float32', FLAT({ type: 'FIXED_LEN_BYTE_ARRAY', type_length: WIDTH * 4 }), bytesAs(32)],
]

describe.each(LAYOUTS)('a column of %s', (name, schema, cell) => {
  it.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI'] as const)('is read, packed with %s', async (codec) => {
    const opened = await open(written({ schema, data: VECTORS.map(cell), codec }))
    expect(opened.file).toMatchObject({ rows: ROWS, width: WIDTH })
    expect(await allOf(opened)).toEqual(halvesOf(VECTORS))
  })

  it('is read with a dictionary, where the writer made one', async () => {
    const repeated = VECTORS.map((_, row) => vector(row % 3))
    expect(await allOf(await open(written({ schema, data: repeated.map(cell), encoding: 'RLE_DICTIONARY' })))).toEqual(halvesOf(repeated))
  })

  it('gives zeros for rows that have none', async () => {
    const holed = VECTORS.map((numbers, row) => (row % 7 === 0 ? null : numbers))
    expect(await allOf(await open(written({ schema, data: holed.map(cell) })))).toEqual(halvesOf(holed))
  })

  it('gives one row by itself', async () => {
    const { file } = await open(written({ schema, data: VECTORS.map(cell) }))
    expect(await file.readRow(217)).toEqual(halvesOf(VECTORS.slice(217, 218)))
  })

  // Of a fixed length, rows cannot differ.
  if (!name.startsWith('fixed')) {
    it('gives zeros for rows of another length', async () => {
      const uneven = VECTORS.map((numbers, row) => (row % 5 === 0 ? numbers.slice(0, 4 + 3 * (row % 3)) : numbers))
      expect(await allOf(await open(written({ schema, data: uneven.map(cell) })))).toEqual(halvesOf(uneven))
    })
  }

  it('of another width is refused by both widths', async () => {
    const { file } = await open(written({ schema, data: VECTORS.map(cell) }), 8)
    expect(await problemOf(file.read(0))).toMatchObject({ code: 'vectors', detail: expect.stringMatching(/\b8\b/) as string })
  })
})

/** The same file with its list told as a bare repeated number, as old writers have it: the levels of both are alike. */
function unlisted(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const metadata = parquetMetadata(bytes.buffer)
  for (const { columns } of metadata.row_groups) for (const { meta_data } of columns) if (meta_data) meta_data.path_in_schema = [NAME]
  const writer = new ByteWriter()
  writeMetadata(writer, {
    ...metadata,
    schema: [
      { name: 'root', num_children: 1 },
      { name: NAME, repetition_type: 'REPEATED', type: 'FLOAT' },
    ],
  })
  return Uint8Array.of(...bytes.subarray(0, bytes.length - 8 - metadata.metadata_length), ...writer.getBytes(), ...bytes.subarray(-4))
}

describe('a column of vectors', () => {
  it('may be a bare repeated number', async () => {
    expect(await allOf(await open(unlisted(written({ schema: LIST({}, 'REQUIRED'), data: VECTORS }))))).toEqual(halvesOf(VECTORS))
    const holed = VECTORS.map((numbers, row) => (row % 7 === 0 ? [] : numbers))
    expect(await allOf(await open(unlisted(written({ schema: LIST({}, 'REQUIRED'), data: holed }))))).toEqual(halvesOf(holed))
  })

  it('split into bytes by stream is read', async () => {
    expect(await allOf(await open(written({ schema: LIST({}), data: VECTORS, encoding: 'BYTE_STREAM_SPLIT' })))).toEqual(halvesOf(VECTORS))
  })

  it('may have rows without any number, whole groups of them too', async () => {
    const late = VECTORS.map((numbers, row) => (row < 150 ? (row % 2 === 0 ? null : []) : numbers))
    expect(await allOf(await open(written({ schema: LIST({}), data: late })))).toEqual(halvesOf(late))
  })

  it('may miss single numbers, and such a row is not taken for a whole one', async () => {
    const data = VECTORS.map((numbers, row) => numbers.map((number, i) => (row === 5 && i === 3 ? null : number)))
    const halves = await allOf(await open(written({ schema: LIST({}), data })))
    expect(halves.slice(6 * WIDTH)).toEqual(halvesOf(VECTORS).slice(6 * WIDTH))
    expect([0x7e00, 0]).toContain(halves[5 * WIDTH + 3])
  })

  it('that is not there, or is no column of vectors, is refused', async () => {
    expect(await problemOf(open(parquet({ columnData: [{ name: 'other', data: [1, 2], type: 'DOUBLE' }] })))).toMatchObject({
      code: 'vectors',
      detail: expect.stringContaining(NAME) as string,
    })
    const { file } = await open(parquet({ columnData: [{ name: NAME, data: ['a', 'b'], type: 'STRING' }] }))
    expect(await file.read(0).catch((error: unknown) => error instanceof ProblemError)).not.toBe(false)
  })

  it('damaged anywhere is read or refused, never thrown on otherwise', async () => {
    const whole = written({ schema: LIST({}), data: VECTORS, codec: 'UNCOMPRESSED' })
    for (let at = 4; at < 3000; at += 11) {
      const bytes = whole.slice()
      bytes[at] = (bytes[at] ?? 0) ^ 0xff
      const { file } = await open(bytes)
      await file.read(0).catch((error: unknown) => expect(error).toBeInstanceOf(ProblemError))
    }
  })
})

it('says how long vectors of another width are, and of bytes what that may be', async () => {
  const detailOf = async (schema: SchemaElement[], data: readonly unknown[]) => {
    const { file } = await open(written({ schema, data }), 512)
    return await file.read(0).catch((error: unknown) => (error instanceof ProblemError ? error.problem.detail : error))
  }
  expect(await detailOf(LIST({}), VECTORS)).toContain('holds vectors of 12 numbers, and 512 numbers are expected')
  expect(await detailOf(FLAT({}), VECTORS.map(bytesAs(32)))).toContain('vectors of 48 bytes (12 float32 or 24 float16), and 512 numbers')
})

describe('blocks of a column', () => {
  it('join small row groups, and their rows follow one another', async () => {
    const { file } = await open(written({ schema: LIST({}), data: VECTORS, groupRows: 7 }))
    expect(file.blocks).toHaveLength(1)
    expect(file.blocks[0]).toMatchObject({ index: 0, firstRow: 0, rows: ROWS })
  })

  it('take as many bytes and requests as they said', async () => {
    const rows = 6000
    const data = Array.from({ length: rows }, (_, row) => vector(row))
    const { file, meter, requests } = await open(
      written({ schema: LIST({}), data, groupRows: 2000, pageSize: 100_000, codec: 'UNCOMPRESSED' }),
    )
    const [block] = file.blocks
    await file.read(0)
    expect(meter.bytes).toBeLessThanOrEqual(block?.bytes ?? 0)
    expect(requests.length).toBeLessThanOrEqual(block?.requests ?? 0)
    expect(block?.bytes).toBeGreaterThan(rows * WIDTH * 4)
    expect(block?.bytes).toBeLessThan(rows * WIDTH * 4 * 1.1)
  })

  it('stop when the reader leaves', async () => {
    const data = Array.from({ length: 6000 }, (_, row) => vector(row))
    const { file } = await open(written({ schema: LIST({}), data, groupRows: 6000 }))
    const reason = new Error('left')
    await expect(file.read(0, AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})

describe('a column as native DuckDB writes it', () => {
  let folder = ''
  let duck: DuckDBConnection
  let files = 0
  const numbers = `list_transform(range(${WIDTH}), j -> sin(i * ${WIDTH} + j + 1)::FLOAT)`

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pairscope-vectors-'))
    duck = await (await DuckDBInstance.create(':memory:')).connect()
  })
  afterAll(() => {
    duck.closeSync()
    rmSync(folder, { recursive: true, force: true })
  })

  async function duckFile(value: string, options: string): Promise<Uint8Array> {
    const path = join(folder, `${files++}.parquet`)
    await duck.run(
      `copy (select 'x' || i as url, ${value} as ${NAME} from range(${ROWS}) t(i) order by i) to '${path}' (format parquet, ${options})`,
    )
    return readFileSync(path)
  }

  const CODECS = ['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw']
  const VERSIONS = ['V1', 'V2']
  const VALUES: readonly [string, string][] = [
    ['a list of FLOAT', numbers],
    ['an array of FLOAT', `${numbers}::FLOAT[${WIDTH}]`],
    ['a list of DOUBLE', `${numbers}::DOUBLE[]`],
  ]
  it.each(VALUES.flatMap(([name, sql]) => CODECS.flatMap((codec) => VERSIONS.map((version) => [name, codec, version, sql] as const))))(
    '%s, %s, %s',
    async (_, codec, version, sql) => {
      const bytes = await duckFile(sql, `compression ${codec}, parquet_version ${version}`)
      expect(await allOf(await open(bytes))).toEqual(halvesOf(VECTORS))
    },
  )

  it('with missing rows and few distinct numbers', async () => {
    const bytes = await duckFile(
      `case when i % 4 <> 0 then list_transform(range(${WIDTH}), j -> ((i + j) % 5)::FLOAT) end`,
      'compression snappy',
    )
    const expected = VECTORS.map((numbers, i) => (i % 4 === 0 ? null : numbers.map((_, j) => (i + j) % 5)))
    expect(await allOf(await open(bytes))).toEqual(halvesOf(expected))
  })

  it('as blobs', async () => {
    // Little-endian float16 bits of row i: its number over and over.
    const bytes = await duckFile(`unhex(repeat(printf('%02x3c', i % 256), ${WIDTH}))`, 'compression zstd')
    expect(await allOf(await open(bytes))).toEqual(
      Uint16Array.from({ length: ROWS * WIDTH }, (_, at) => 0x3c00 + (Math.floor(at / WIDTH) % 256)),
    )
  })
})

describe('a row group that claims more rows than can be held', () => {
  it('is refused before room is made for them', async () => {
    vi.stubGlobal('fetch', fakeHost({ bytes: written({ schema: LIST({}), data: VECTORS }) }).fetch)
    const ref = { kind: 'remote', name: 'a.parquet', url: 'https://host.test/a.parquet' } as const
    const footer = await readFooter(await openShard(ref, ioOf()))
    const lying = { ...footer, rows: 3e8, groups: footer.groups.slice(0, 1).map((group) => ({ ...group, rows: 3e8 })) }
    const opening = openVectorColumn({ kind: 'parquet', ref, footer: lying, column: NAME }, 512, ioOf())
    expect((await problemOf(opening)).detail).toMatch(/more than can be read at once/)
  })
})

import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../dataset/problem'
import { chunkOf, readFooter } from './footer'
import { Lru } from '../flow/lru'
import { RowReader } from './rows'
import { written } from './tables.testing'
import { comparable, fileOf, parquet, SpyFile } from './testing'

const CACHE = 8 * 1024 * 1024

async function readerOf(bytes: Uint8Array, cacheBytes = CACHE) {
  const file = new SpyFile(bytes)
  const footer = await readFooter(file)
  file.reads.length = 0
  // A file of a test lies in its own tail: take that away, or nothing would be read.
  const reader = new RowReader(file, { ...footer, tail: { start: bytes.length, bytes: new Uint8Array(0) } }, new Lru(cacheBytes))
  return { file, footer, reader }
}

const ROWS = 40_000
const urls = Array.from({ length: ROWS }, (_, i) => `https://x.org/${(i * 2654435761) % 4294967296}/${(i * 40503) % 65536}.jpg`)
const classes = Array.from({ length: ROWS }, (_, i) => (i % 5 === 0 ? null : ['UNLIKELY', 'NSFW'][i % 2]))

function shard(offsetIndex: boolean, pageSize = 100_000): Uint8Array {
  return parquet({
    codec: 'UNCOMPRESSED',
    pageSize,
    rowGroupSize: ROWS,
    columnData: [
      { name: 'url', type: 'STRING', data: urls, encoding: 'PLAIN', offsetIndex },
      { name: 'nsfw', type: 'STRING', data: classes, offsetIndex },
    ],
  })
}

describe('reading rows', () => {
  it('gives the rows of the table, for any file and range', async () => {
    await fc.assert(
      fc.asyncProperty(
        written,
        fc.nat(),
        fc.nat(),
        fc.nat(),
        fc.constantFrom(0, CACHE),
        async ({ table, bytes, rows, groupRows }, a, b, c, cacheBytes) => {
          const group = a % Math.ceil(rows / groupRows)
          const inGroup = Math.min(groupRows, rows - group * groupRows)
          const start = b % (inGroup + 1)
          const end = start + (c % (inGroup - start + 1))
          const { reader } = await readerOf(bytes, cacheBytes)
          const names = [...table.keys()]
          for (const [from, to] of [
            [start, end],
            [0, inGroup],
          ] as const) {
            const got = await reader.read(group, names, from, to)
            expect(names.map((name) => got.get(name)?.map(comparable))).toEqual(
              names.map((name) =>
                table
                  .get(name)
                  ?.slice(group * groupRows + from, group * groupRows + to)
                  .map(comparable),
              ),
            )
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('takes a page index for what to read: the index, then the pages', async () => {
    const bytes = shard(true)
    const { reader, file } = await readerOf(bytes)
    const got = await reader.read(0, ['url', 'nsfw'], 20_000, 20_060)
    expect(got.get('url')).toEqual(urls.slice(20_000, 20_060))
    expect(got.get('nsfw')).toEqual(classes.slice(20_000, 20_060))
    expect(file.reads.length).toBeLessThanOrEqual(3)
    expect(file.bytesRead).toBeLessThan(260_000)
  })

  it('finds the first rows without an index: a prefix, then the rest of the page, no byte twice', async () => {
    const { reader, file } = await readerOf(shard(false))
    expect((await reader.read(0, ['url'], 0, 60)).get('url')).toEqual(urls.slice(0, 60))
    expect(file.reads.length).toBe(2)
    expect(file.bytesRead).toBeLessThan(120_000)
    expect(file.reads[1]?.start).toBe(file.reads[0]?.end)
  })

  it('hops over large pages, and remembers where they lie', async () => {
    const { reader, file } = await readerOf(shard(false, 400_000))
    expect((await reader.read(0, ['url'], 39_000, 39_060)).get('url')).toEqual(urls.slice(39_000, 39_060))
    expect(file.bytesRead).toBeLessThan(600_000)
    file.reads.length = 0
    await reader.read(0, ['url'], 10, 20)
    expect(file.reads.length).toBe(1)
  })

  it('reads straight on over small pages', async () => {
    const { reader, file } = await readerOf(shard(false, 10_000))
    expect((await reader.read(0, ['url'], 30_000, 30_060)).get('url')).toEqual(urls.slice(30_000, 30_060))
    expect(file.reads.length).toBeLessThan(6)
  })

  it.each(['SNAPPY', 'UNCOMPRESSED'] as const)(
    'takes the front of one huge page, and more of it as rows are asked for (%s)',
    async (codec) => {
      const { reader, file } = await readerOf(
        parquet({ codec, pageSize: 1e9, rowGroupSize: ROWS, columnData: [{ name: 'url', type: 'STRING', data: urls, encoding: 'PLAIN' }] }),
      )
      const rows = async (from: number, to: number) => (await reader.read(0, ['url'], from, to)).get('url')
      expect(await rows(0, 60)).toEqual(urls.slice(0, 60))
      expect(file.bytesRead).toBe(64 * 1024)
      expect(await rows(2000, 2060)).toEqual(urls.slice(2000, 2060))
      expect(await rows(9000, 9060)).toEqual(urls.slice(9000, 9060))
      expect(file.bytesRead).toBeLessThan(file.byteLength * 0.6)
      expect(await rows(ROWS - 5, ROWS)).toEqual(urls.slice(-5))
      expect(file.bytesRead).toBeLessThan(file.byteLength)
    },
  )

  it('reads a page once for all who ask at the same time, and not again while it is cached', async () => {
    const { reader, file } = await readerOf(shard(true))
    await Promise.all(Array.from({ length: 20 }, (_, i) => reader.read(0, ['url'], i, i + 1)))
    expect(file.reads.length).toBe(2)
    await reader.read(0, ['url'], 30, 40)
    expect(file.reads.length).toBe(2)
  })

  it('lets one who leaves not end what others wait for', async () => {
    const { reader, file } = await readerOf(shard(true))
    const leaving = new AbortController()
    const left = reader.read(0, ['url'], 0, 5, leaving.signal)
    const staying = reader.read(0, ['url'], 2, 9)
    leaving.abort(new Error('scrolled past'))
    await expect(left).rejects.toThrow('scrolled past')
    expect((await staying).get('url')).toEqual(urls.slice(2, 9))
    expect(file.reads.length).toBe(2)
  })

  it('ends a fetch that nobody waits for', async () => {
    const { reader, file } = await readerOf(shard(true))
    file.delay = 30
    const leaving = new AbortController()
    const reads = [reader.read(0, ['url'], 0, 5, leaving.signal), reader.read(0, ['url'], 3, 6, leaving.signal)]
    setTimeout(() => leaving.abort(new Error('gone')), 15)
    await expect(Promise.all(reads)).rejects.toThrow('gone')
    await Promise.allSettled(reads)
    expect(file.aborted).toBeGreaterThan(0)
    expect((await reader.read(0, ['url'], 0, 5)).get('url')).toEqual(urls.slice(0, 5))
  })

  it('joins the columns of a small row group in one request', async () => {
    const { reader, file } = await readerOf(
      parquet({
        rowGroupSize: 100,
        columnData: [
          { name: 'url', type: 'STRING', data: urls.slice(0, 1000) },
          { name: 'nsfw', type: 'STRING', data: classes.slice(0, 1000) },
        ],
      }),
    )
    expect((await reader.read(3, ['url', 'nsfw'], 0, 60)).get('nsfw')).toEqual(classes.slice(300, 360))
    expect(file.reads.length).toBe(1)
  })

  it('gives bytes that the caller may keep or transfer', async () => {
    const pictures = [1, 2, 3].map((i) => new Uint8Array(50).fill(i))
    const { reader } = await readerOf(
      parquet({ codec: 'UNCOMPRESSED', columnData: [{ name: 'image', type: 'BYTE_ARRAY', data: pictures }] }),
    )
    const first = (await reader.read(0, ['image'], 1, 2)).get('image')?.[0]
    expect(first).toEqual(pictures[1])
    expect((first as Uint8Array).buffer.byteLength).toBe(50)
    structuredClone(first, { transfer: [(first as Uint8Array<ArrayBuffer>).buffer] })
    expect((await reader.read(0, ['image'], 1, 2)).get('image')?.[0]).toEqual(pictures[1])
  })

  it('tells damaged pages as a truncated file', async () => {
    const bytes = shard(false)
    bytes.fill(0xff, 4, 5000)
    const { reader } = await readerOf(bytes)
    const error: unknown = await reader.read(0, ['url'], 0, 5).catch((reason: unknown) => reason)
    expect(error instanceof ProblemError && error.problem.code).toBe('truncated')
  })

  it('refuses rows and columns that are not there', async () => {
    const { reader } = await readerOf(shard(false))
    await expect(reader.read(0, ['url'], 0, ROWS + 1)).rejects.toThrow(RangeError)
    await expect(reader.read(1, ['url'], 0, 1)).rejects.toThrow(RangeError)
    await expect(reader.read(0, ['nope'], 0, 1)).rejects.toThrow(RangeError)
  })
})

describe('a whole row', () => {
  it('holds every column: leaves by path, lists by name', async () => {
    const { reader } = await readerOf(
      parquet({
        schema: [
          { name: 'root', num_children: 3 },
          { name: 'id', type: 'INT32', repetition_type: 'REQUIRED' },
          { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
          { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
          { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
          { name: 'tags', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
          { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
          { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        ],
        columnData: [
          { name: 'id', data: [1, 2, 3] },
          { name: 'image', data: [{ bytes: Uint8Array.of(7), path: 'a' }, null, { bytes: null, path: 'c' }] },
          { name: 'tags', data: [['x', 'y'], [], null] },
        ],
      }),
    )
    const rows = await Promise.all([0, 1, 2].map((row) => whole(reader, row)))
    expect(rows).toEqual([
      [
        ['id', 1],
        ['image.bytes', Uint8Array.of(7)],
        ['image.path', 'a'],
        ['tags', ['x', 'y']],
      ],
      [
        ['id', 2],
        ['image.bytes', null],
        ['image.path', null],
        ['tags', []],
      ],
      [
        ['id', 3],
        ['image.bytes', null],
        ['image.path', 'c'],
        ['tags', null],
      ],
    ])
  })

  it('leaves out a value that would cost over 4 MB, unless it is there already', async () => {
    const big = new Uint8Array(5 * 1024 * 1024)
    const { reader } = await readerOf(
      parquet({
        codec: 'UNCOMPRESSED',
        columnData: [
          { name: 'image', type: 'BYTE_ARRAY', encoding: 'PLAIN', data: [big] },
          { name: 'id', type: 'INT32', data: [5] },
        ],
      }),
    )
    expect(await reader.readWholeRow(0, 0)).toEqual([
      { name: 'image', type: 'binary', skipped: expect.any(Number) as number },
      { name: 'id', type: 'integer', value: 5 },
    ])
    await reader.read(0, ['image'], 0, 1)
    expect((await reader.readWholeRow(0, 0))[0]).toMatchObject({ value: { length: big.length } })
  })

  it('tells each column that cannot be read, and reads the others', async () => {
    const bytes = parquet({
      codec: 'SNAPPY',
      columnData: [
        { name: 'id', type: 'INT32', data: [5, 6] },
        { name: 'bad', type: 'STRING', encoding: 'PLAIN', data: ['x'.repeat(500), 'y'.repeat(500)] },
        { name: 'score', type: 'FLOAT', data: [0.5, 1] },
      ],
    })
    const { range } = chunkOf(await readFooter(new SpyFile(bytes)), 0, 1)
    // Behind the page's header: the block's own size, and what it is made of.
    bytes.fill(0xff, range.end - 20, range.end)
    const { reader } = await readerOf(bytes)
    expect(await reader.readWholeRow(0, 1)).toEqual([
      { name: 'id', type: 'integer', value: 6 },
      { name: 'bad', type: 'string', problem: expect.objectContaining({ code: 'truncated', where: 'spy.parquet' }) as unknown },
      { name: 'score', type: 'float', value: 1 },
    ])
  })

  it('gives every column its own value, whatever their names', async () => {
    const { reader } = await readerOf(
      parquet({
        columnData: [
          { name: 'score', type: 'INT32', data: [1, 2] },
          { name: 'score', type: 'INT32', data: [3, 4] },
          { name: '', type: 'INT32', data: [5, 6] },
        ],
      }),
    )
    expect(await whole(reader, 1)).toEqual([
      ['score', 2],
      ['score', 4],
      ['', 6],
    ])
  })

  it('leaves no work behind when the row is no longer wanted', async () => {
    const { reader } = await readerOf(shard(false))
    const controller = new AbortController()
    const row = reader.readWholeRow(0, 7, controller.signal)
    controller.abort(new Error('left'))
    await expect(row).rejects.toThrow('left')
  })

  it('shows two lists of one name each with its own values', async () => {
    const list = (name: string) => [
      { name, repetition_type: 'OPTIONAL' as const, num_children: 1, converted_type: 'LIST' as const },
      { name: 'list', repetition_type: 'REPEATED' as const, num_children: 1 },
      { name: 'element', type: 'INT32' as const, repetition_type: 'OPTIONAL' as const },
    ]
    const bytes = parquet({
      schema: [{ name: 'root', num_children: 2 }, ...list('a'), ...list('b')],
      columnData: [
        { name: 'a', data: [[1, 2]] },
        { name: 'b', data: [[3]] },
      ],
    })
    const file = fileOf(bytes)
    const footer = await readFooter(file)
    Object.assign(footer.metadata.schema[4] ?? {}, { name: 'a' })
    const row = await new RowReader(file, footer, new Lru(1e6)).readWholeRow(0, 0)
    expect(row.map((column) => 'value' in column && column.value)).toEqual([[1, 2], [3]])
  })
})

async function whole(reader: RowReader, row: number): Promise<unknown[]> {
  return (await reader.readWholeRow(0, row)).map((outcome) => [outcome.name, 'value' in outcome ? outcome.value : outcome])
}

const REAL = '../shared/data/laion-rows/url-text-1000.parquet'

describe.skipIf(!existsSync(REAL))(`real rows (skipped without ${REAL})`, () => {
  it('are read as hyparquet reads them', async () => {
    const bytes = new Uint8Array(readFileSync(REAL))
    const { reader, footer } = await readerOf(bytes)
    const expected = await parquetReadObjects({ file: bytes.buffer })
    expect(footer.columns.map(({ path, type }) => `${path} ${type}`)).toEqual(['URL string', 'TEXT string', '__index_level_0__ integer'])
    const got = await reader.read(0, ['URL', 'TEXT'], 0, footer.groups[0]?.rows ?? 0)
    expect(got.get('TEXT')).toEqual(expected.map((row) => row.TEXT as unknown))
    expect(got.get('URL')?.[999]).toBe(expected[999]?.URL)
  })
})

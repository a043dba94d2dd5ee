import fc from 'fast-check'
import { ByteWriter } from 'hyparquet-writer'
import { serializeTCompactProtocol } from 'hyparquet-writer/src/thrift.js'
import { describe, expect, it } from 'vitest'
import { chunkOf, readFooter } from './footer'
import { covers, directoryOfIndex, emptyDirectory, nextRead, pagesOf, walk, type Chunk, type Directory } from './pages'
import { fileOf, parquet } from './testing'

const ROWS = 3000
const bytes = parquet({
  codec: 'UNCOMPRESSED',
  rowGroupSize: ROWS,
  pageSize: 2000,
  columnData: [
    { name: 'plain', type: 'INT64', encoding: 'PLAIN', data: Array.from({ length: ROWS }, (_, i) => BigInt(i)) },
    {
      name: 'dictionary',
      type: 'STRING',
      data: Array.from({ length: ROWS }, (_, i) => `a long enough value ${i % 100}`),
      encoding: 'RLE_DICTIONARY',
    },
  ],
})

async function chunkAndIndex(column: number) {
  const { range, offsetIndex } = chunkOf(await readFooter(fileOf(bytes)), 0, column)
  return { chunk: { range, rows: ROWS } satisfies Chunk, index: bytes.slice(offsetIndex?.start, offsetIndex?.end) }
}

function walkAll(chunk: Chunk, step: number): Directory {
  let directory = emptyDirectory(chunk)
  for (let more = step; !covers(directory, ROWS); more += step) {
    const next = walk(directory, chunk, { start: directory.next, bytes: bytes.subarray(directory.next, directory.next + more) })
    if (next !== directory) more = 0
    directory = next
  }
  return directory
}

describe('a page directory', () => {
  it.each([0, 1])('is the same by index and by walk, in steps of any size (column %i)', async (column) => {
    const { chunk, index } = await chunkAndIndex(column)
    const known = directoryOfIndex(index, chunk)
    expect(known?.pages.length).toBeGreaterThan(1)
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 100_000 }), (step) => {
        const walked = walkAll(chunk, step)
        expect({ dictionary: walked.dictionary, pages: walked.pages }).toEqual({ dictionary: known?.dictionary, pages: known?.pages })
      }),
      { numRuns: 20 },
    )
  })

  it('gives just the pages that hold some rows', async () => {
    const { chunk, index } = await chunkAndIndex(0)
    const directory = directoryOfIndex(index, chunk) ?? emptyDirectory(chunk)
    fc.assert(
      fc.property(fc.nat(ROWS - 1), fc.nat(500), (start, count) => {
        const end = Math.min(ROWS, start + 1 + count)
        const pages = pagesOf(directory, start, end)
        expect(pages[0]?.firstRow).toBeLessThanOrEqual(start)
        const last = pages.at(-1)
        expect((last?.firstRow ?? 0) + (last?.rows ?? 0)).toBeGreaterThanOrEqual(end)
        expect(pages.every((page) => page.firstRow < end && page.firstRow + page.rows > start)).toBe(true)
      }),
    )
  })

  it('does not believe a damaged index', async () => {
    const { chunk, index } = await chunkAndIndex(0)
    expect(directoryOfIndex(index.slice(0, 20), chunk)).toBeNull()
    expect(directoryOfIndex(index, { ...chunk, range: { start: chunk.range.start, end: chunk.range.start + 10 } })).toBeNull()
    expect(directoryOfIndex(index, { ...chunk, rows: 5 })).toBeNull()
  })

  it('does not believe headers that cannot be true', async () => {
    const { chunk } = await chunkAndIndex(0)
    const window = { start: chunk.range.start, bytes: bytes.subarray(chunk.range.start) }
    expect(() => walk(emptyDirectory(chunk), { ...chunk, range: { ...chunk.range, end: chunk.range.start + 1000 } }, window)).toThrow(
      RangeError,
    )
    expect(() => walk(emptyDirectory(chunk), { ...chunk, rows: ROWS + 1 }, window)).toThrow('too few rows')
    expect(() => walk(emptyDirectory(chunk), { ...chunk, rows: 5 }, window)).toThrow('too many rows')
  })
})

describe('what to read next', () => {
  const MB = 1024 * 1024
  const chunk: Chunk = { range: { start: 1000, end: 1000 + 40 * MB }, rows: 100_000 }
  const after = (pageBytes: number, pageRows: number): Directory => ({
    dictionary: null,
    pages: [{ offset: 1000, size: pageBytes, firstRow: 0, rows: pageRows }],
    next: 1000 + pageBytes,
    nextRow: pageRows,
  })
  const sizeOf = (directory: Directory, rowEnd: number, tried?: number) => {
    const { start, end } = nextRead(directory, chunk, rowEnd, tried)
    return end - start
  }

  it('is all of a small chunk', () => {
    const small: Chunk = { range: { start: 1000, end: 300_000 }, rows: 10 }
    expect(nextRead(emptyDirectory(small), small, 1)).toEqual(small.range)
  })

  it('is a prefix of a large one', () => {
    expect(sizeOf(emptyDirectory(chunk), 60)).toBe(64 * 1024)
  })

  it('is only a header where pages are larger than a round trip is worth', () => {
    expect(sizeOf(after(MB, 2500), 50_000)).toBe(16 * 1024)
  })

  it('is a stretch up to the row where they are smaller', () => {
    expect(sizeOf(after(10_000, 1000), 50_000)).toBe(500_000)
    expect(sizeOf(after(200_000, 1000), 99_000)).toBe(8 * MB)
  })

  it('is more where a header did not fit', () => {
    expect(sizeOf(after(MB, 2500), 50_000, 16 * 1024)).toBe(64 * 1024)
    expect(nextRead(after(MB, 2500), chunk, 50_000, 100 * MB).end).toBe(chunk.range.end)
  })
})

describe('a page header that cannot be true', () => {
  type Fields = Record<`field_${number}`, unknown>
  const v1 = { field_1: 10, field_2: 0, field_3: 3, field_4: 3 }
  const v2 = { field_1: 10, field_2: 0, field_3: 10, field_4: 0, field_5: 0, field_6: 0 }

  function walked(fields: Fields): Directory {
    const writer = new ByteWriter()
    serializeTCompactProtocol(writer, fields)
    const page = Uint8Array.from([...new Uint8Array(writer.getBuffer()), ...new Uint8Array(80)])
    const chunk: Chunk = { range: { start: 4, end: 4 + page.length }, rows: 10 }
    return walk(emptyDirectory(chunk), chunk, { start: 4, bytes: page })
  }

  it('is told from one that can', () => {
    expect(walked({ field_1: 0, field_2: 80, field_3: 80, field_5: v1 }).nextRow).toBe(10)
    expect(walked({ field_1: 3, field_2: 80, field_3: 80, field_8: v2 }).nextRow).toBe(10)
  })

  it.each<[string, Fields]>([
    ['no stored size', { field_1: 0, field_2: 80, field_5: v1 }],
    ['no unpacked size', { field_1: 0, field_3: 80, field_5: v1 }],
    ['a negative size', { field_1: 0, field_2: 80, field_3: -80, field_5: v1 }],
    ['text for a size', { field_1: 0, field_2: 80, field_3: 'eighty', field_5: v1 }],
    ['no number of values', { field_1: 0, field_2: 80, field_3: 80, field_5: { ...v1, field_1: undefined } }],
    ['an unknown encoding', { field_1: 0, field_2: 80, field_3: 80, field_5: { ...v1, field_2: 77 } }],
    ['the header of another page', { field_1: 3, field_2: 80, field_3: 80, field_5: v1 }],
    ['more nulls than values', { field_1: 3, field_2: 80, field_3: 80, field_8: { ...v2, field_2: 11 } }],
    ['levels longer than the page', { field_1: 3, field_2: 80, field_3: 80, field_8: { ...v2, field_5: 81 } }],
    ['a dictionary of more values than bytes', { field_1: 2, field_2: 80, field_3: 80, field_7: { field_1: 81, field_2: 0 } }],
    ['more rows than its column', { field_1: 0, field_2: 80, field_3: 80, field_5: { ...v1, field_1: 11 } }],
    ['a size beyond its column', { field_1: 0, field_2: 81, field_3: 81, field_5: v1 }],
  ])('%s', (_, fields) => {
    expect(() => walked(fields)).toThrow(RangeError)
  })
})

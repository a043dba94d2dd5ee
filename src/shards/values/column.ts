import type { CompressionCodec } from 'hyparquet'
import { decoding } from './at-work'
import { decodingProblem, Unsupported } from './fault'
import type { Leaf } from './leaf'
import { entriesOf, pageAt, readDictionary, readPage, type Page, type PageAt } from './page'
import type { Stored } from './stored'

/** A column chunk as it lies in the file. */
export interface ChunkBytes {
  readonly bytes: Uint8Array
  readonly codec: CompressionCodec
  /** Of its row group. */
  readonly rows: number
}

/** A leaf column of consecutive row groups: fetched, and not decoded yet. */
export interface FetchedColumn {
  /** Name or URL of the file, for problems. */
  readonly where: string
  readonly leaf: Leaf
  readonly chunks: readonly ChunkBytes[]
  /** Of all chunks. */
  readonly rows: number
}

/** What pages of one chunk share: the same object for all of them. */
export interface PageOfRows extends Page {
  readonly rows: number
  /** By row, the place of its value among `codes`, or else among `stored`; -1 where it has none. Null: row i has value i. */
  readonly slots: Int32Array | null
}

/**
 * Decodes a column page by page, and gives each with the row at which it starts. Of a list a row has its first element. Throws
 * ProblemError: truncated, unsupported.
 */
export function readRows(column: FetchedColumn, visit: (page: PageOfRows, firstRow: number) => void): void {
  const { leaf, chunks, where } = column
  try {
    let firstRow = 0
    for (const chunk of chunks) {
      decoding(where, () =>
        readChunk(chunk, leaf, (page, row) => {
          visit(page, firstRow + row)
        }),
      )
      firstRow += chunk.rows
    }
  } catch (error) {
    throw decodingProblem(error, where)
  }
}

/** Rows of a row group that are decoded at once: as many as pyarrow of old writes. A few bytes can claim any number of nulls. */
const MAX_ROWS = 2 ** 26

/** Throws Unsupported for more rows than memory may hold. */
export function checkRows(rows: number, most = MAX_ROWS): void {
  if (rows > most)
    throw new Unsupported(
      `${rows.toLocaleString('en')} rows in one row group are more than can be read at once. ` +
        'Written in smaller row groups, the file opens.',
    )
}

/** Entries of a chunk of lists that are decoded at once; more would end the worker. */
const MAX_ENTRIES = 2 ** 26

function readChunk({ bytes, codec, rows }: ChunkBytes, leaf: Leaf, visit: (page: PageOfRows, firstRow: number) => void): void {
  let row = 0
  for (const page of pagesOf(bytes, leaf, codec, leaf.maxRepetition > 0 ? MAX_ENTRIES : rows)) {
    const { count, repetitions } = page
    let begun = count
    if (repetitions) {
      begun = 0
      for (let index = 0; index < count; index++) if (repetitions[index] === 0) begun++
    }
    if (row + begun > rows) throw new Error('a column has too many rows')
    visit({ ...page, rows: begun, slots: slotsOf(page, begun, leaf.maxDefinition) }, row)
    row += begun
  }
  if (row < rows) throw new Error('a column has too few rows')
}

/** The data pages of a chunk, decoded. Throws Error when they have more than `most` entries together. */
export function* pagesOf(bytes: Uint8Array, leaf: Leaf, codec: CompressionCodec, most: number): Generator<Page> {
  let dictionary: Stored | null = null
  let left = most
  for (const at of dataAndDictionaries(bytes, most)) {
    if (at.header.dictionary_page_header) dictionary = readDictionary(at, leaf, codec)
    else {
      const page = readPage(at, dictionary, leaf, codec, left)
      left -= page.count
      yield page
    }
  }
}

/** Headers come first: what they claim must fit together before anything is unpacked. */
function dataAndDictionaries(bytes: Uint8Array, most: number): PageAt[] {
  const pages: PageAt[] = []
  let entries = 0
  // What follows the last value is no page.
  for (let offset = 0; offset < bytes.length && entries < most;) {
    const page = pageAt(bytes, offset)
    const { data_page_header: v1, data_page_header_v2: v2, dictionary_page_header: dictionary } = page.header
    if (v1 ?? v2 ?? dictionary) pages.push(page)
    entries += entriesOf(page.header)
    if (entries > most) throw new Error('a column has too many values')
    offset = page.end
  }
  return pages
}

function slotsOf({ count, definitions, repetitions }: Page, rows: number, maxDefinition: number): Int32Array | null {
  if (!definitions && !repetitions) return null
  const slots = new Int32Array(rows)
  let value = 0
  let row = 0
  for (let index = 0; index < count; index++) {
    const present = !definitions || definitions[index] === maxDefinition
    if (!repetitions || repetitions[index] === 0) slots[row++] = present ? value : -1
    if (present) value++
  }
  return slots
}

import { readOffsetIndex } from 'hyparquet'
import { pageHeaderAt } from './page-header'
import type { ByteRange } from './ranges'
import type { Piece } from './sparse'
import { structEnd } from './thrift'

/** A chunk this small is read whole: a second round trip would cost more. */
const SMALL_CHUNK = 512 * 1024
/** The first read of a larger one: the dictionary's header and, mostly, the first page's. */
const PREFIX = 64 * 1024
/** Room for a page header, long min and max values included. */
const HEADER = 16 * 1024
/** What a round trip is worth in bytes: 30 to 80 ms at 50 Mbit/s. */
const ROUND_TRIP = 256 * 1024
/** Longest stretch read in one request while walking. */
const STRETCH = 8 * 1024 * 1024

/** A data page of a flat column. `offset` and `size` include its header. */
export interface Page {
  readonly offset: number
  readonly size: number
  /** Row of the row group at which it starts. */
  readonly firstRow: number
  readonly rows: number
}

export interface Chunk {
  readonly range: ByteRange
  readonly rows: number
}

/** What is known of where a chunk's pages lie: all of it, or all up to the header at `next`. */
export interface Directory {
  readonly dictionary: ByteRange | null
  readonly pages: readonly Page[]
  readonly next: number
  readonly nextRow: number
}

export function emptyDirectory(chunk: Chunk): Directory {
  return { dictionary: null, pages: [], next: chunk.range.start, nextRow: 0 }
}

/** The whole directory out of an offset index; null when the index is damaged, so that the walk takes over. */
export function directoryOfIndex(bytes: Uint8Array, chunk: Chunk): Directory | null {
  const { range, rows } = chunk
  try {
    if (structEnd(bytes, 0) === null) return null
    const locations = readOffsetIndex({ view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }).page_locations
    const pages = locations.map((location, index): Page => {
      const firstRow = Number(location.first_row_index)
      const end = Number(locations[index + 1]?.first_row_index ?? rows)
      return { offset: Number(location.offset), size: location.compressed_page_size, firstRow, rows: end - firstRow }
    })
    const first = pages[0]
    const sound = pages.every(
      (page) => page.rows >= 0 && page.size > 0 && page.offset >= range.start && page.offset + page.size <= range.end,
    )
    if (first?.firstRow !== 0 || !sound) return null
    const dictionary = first.offset > range.start ? { start: range.start, end: first.offset } : null
    return { dictionary, pages, next: range.end, nextRow: rows }
  } catch {
    return null
  }
}

/** Whether the pages of rows before `rowEnd` are all known. */
export function covers(directory: Directory, rowEnd: number): boolean {
  return directory.nextRow >= rowEnd
}

/** The pages that hold rows [rowStart, rowEnd), out of a directory that covers them. */
export function pagesOf(directory: Directory, rowStart: number, rowEnd: number): Page[] {
  return directory.pages.filter((page) => page.rows > 0 && page.firstRow < rowEnd && page.firstRow + page.rows > rowStart)
}

/**
 * What to read next on the way to `rowEnd`. Where pages are large it hops from header to header; where hopping would
 * cost more than the bytes between, counting a round trip as {@link ROUND_TRIP} bytes, it reads straight ahead.
 * `tried` is how many bytes from `next` on were not enough for the header there.
 */
export function nextRead(directory: Directory, chunk: Chunk, rowEnd: number, tried = 0): ByteRange {
  const { range } = chunk
  const { next, nextRow, pages } = directory
  const upTo = (bytes: number) => ({ start: next, end: Math.min(range.end, next + bytes) })
  if (range.end - range.start <= SMALL_CHUNK) return range
  if (tried >= HEADER) return upTo(tried * 4)
  const first = pages[0]
  if (!first) return upTo(PREFIX)
  const pageBytes = (next - first.offset) / pages.length
  const pagesLeft = Math.ceil((rowEnd - nextRow) / Math.max(1, nextRow / pages.length))
  const hopping = pagesLeft * (ROUND_TRIP + HEADER)
  const straight = pagesLeft * pageBytes
  return straight <= hopping ? upTo(Math.min(STRETCH, Math.max(HEADER, straight + pageBytes))) : upTo(HEADER)
}

/**
 * Reads every page header that lies whole in `window`, which starts at `directory.next`. Returns the directory itself
 * when not one does. Throws RangeError for headers that cannot be true.
 */
export function walk(directory: Directory, chunk: Chunk, window: Piece): Directory {
  const { range, rows } = chunk
  const pages = [...directory.pages]
  let { dictionary, next, nextRow } = directory
  while (nextRow < rows && next < range.end) {
    const page = pageHeaderAt(window.bytes, next - window.start)
    if (!page) break
    const end = next + page.length + page.body
    if (end > range.end) throw new RangeError('a page is longer than its column')
    if (nextRow + page.rows > rows) throw new RangeError('a column has too many rows')
    if (page.kind === 'dictionary') dictionary = { start: next, end }
    if (page.rows > 0) {
      pages.push({ offset: next, size: end - next, firstRow: nextRow, rows: page.rows })
      nextRow += page.rows
    }
    next = end
  }
  if (next >= range.end && nextRow < rows) throw new RangeError('a column has too few rows')
  return next === directory.next ? directory : { dictionary, pages, next, nextRow }
}

import { ProblemError } from '../dataset/problem'
import { decodeDictionary, decodePage, type DecodedPage, type Dictionary, type PageDecoder } from './decode'
import type { ShardFile } from './file'
import type { Lru } from '../flow/lru'
import { covers, directoryOfIndex, emptyDirectory, nextRead, pagesOf, walk, type Chunk, type Directory, type Page } from './pages'
import { decodePrefix, mayDecodePrefix } from './prefix'
import { length, type ByteRange } from './ranges'
import { Shared, together } from '../flow/shared'
import { joinPieces, Sparse } from './sparse'
import { decoding } from './values/at-work'
import { decodingProblem } from './values/fault'

/** Of a page larger than this only the front is fetched, where that gives the rows. */
const LARGE_PAGE = 512 * 1024
/** Bytes fetched beyond the estimate: rows are not all of one length. */
const FRONT_ROOM = 64 * 1024

/** What the cache holds: a page's values, a dictionary, or undecoded bytes that came with a walk. */
export type Cached = DecodedPage | { readonly dictionary: Dictionary } | { readonly raw: Sparse }

/** Work under way for any chunk of a shard. */
export class InFlight {
  readonly walks = new Shared<undefined>()
  readonly pages = new Shared<DecodedPage>()
  readonly dictionaries = new Shared<Dictionary>()
}

/** Finds, fetches and decodes the pages of one flat column chunk. What it finds out of their places it keeps. */
export class ChunkReader implements Chunk {
  readonly range: ByteRange
  readonly rows: number
  private readonly id: string
  private readonly file: ShardFile
  private readonly decoder: PageDecoder
  private readonly cache: Lru<Cached>
  private readonly inFlight: InFlight
  /** Null once looked at, or where there is none. */
  private offsetIndex: ByteRange | null
  private directory: Directory

  constructor(
    at: { readonly id: string; readonly range: ByteRange; readonly rows: number; readonly offsetIndex: ByteRange | null },
    decoder: PageDecoder,
    shard: { readonly file: ShardFile; readonly cache: Lru<Cached>; readonly inFlight: InFlight },
  ) {
    this.id = at.id
    this.range = at.range
    this.rows = at.rows
    this.offsetIndex = at.offsetIndex
    this.decoder = decoder
    this.file = shard.file
    this.cache = shard.cache
    this.inFlight = shard.inFlight
    this.directory = emptyDirectory(this)
  }

  /** Values of rows [rowStart, rowEnd), by page and in order, as {@link DecodedPage} has them. */
  async values(rowStart: number, rowEnd: number, signal: AbortSignal): Promise<unknown[]> {
    await this.locate(rowEnd, signal)
    const pages = pagesOf(this.directory, rowStart, rowEnd)
    const decoded = await together(
      pages.map((page) => (signal) => this.page(page, Math.min(page.rows, rowEnd - page.firstRow), signal)),
      signal,
    )
    return pages.flatMap((page, index) => {
      const from = Math.max(0, rowStart - page.firstRow)
      const to = Math.min(page.rows, rowEnd - page.firstRow)
      const values = decoded[index]?.values ?? []
      return Array.from({ length: to - from }, (_, row) => values[from + row])
    })
  }

  /** Bytes that reading one row would fetch, about; 0 when it is cached. */
  async cost(row: number, signal: AbortSignal): Promise<number> {
    await this.locate(row + 1, signal)
    const [page] = pagesOf(this.directory, row, row + 1)
    const cached = page && this.cache.get(this.pageKey(page))
    if (!page || (cached && 'values' in cached && cached.values.length > row - page.firstRow)) return 0
    const { dictionary } = this.directory
    const size = this.frontSize(page, row - page.firstRow + 1)
    return dictionary && !this.cache.has(this.dictionaryKey) ? size + length(dictionary) : size
  }

  /** Makes the directory cover the rows before `rowEnd`, one shared read at a time. */
  private async locate(rowEnd: number, signal: AbortSignal): Promise<void> {
    while (!covers(this.directory, rowEnd)) {
      await this.inFlight.walks.run(this.id, signal, (signal) =>
        this.offsetIndex ? this.lookUp(this.offsetIndex, signal) : this.step(rowEnd, signal),
      )
    }
  }

  private async lookUp(offsetIndex: ByteRange, signal: AbortSignal): Promise<undefined> {
    if (offsetIndex.end <= this.file.byteLength) {
      this.directory = directoryOfIndex(await this.file.read(offsetIndex, signal), this) ?? this.directory
    }
    this.offsetIndex = null
  }

  private async step(rowEnd: number, signal: AbortSignal): Promise<undefined> {
    const { next } = this.directory
    const raw = this.raw()
    let advanced = this.walked(raw)
    for (let tried = 0; advanced === this.directory; tried = raw.from(next).length) {
      if (tried > 0 && next + tried >= this.range.end) throw this.damaged('a page header does not parse')
      const range = nextRead(this.directory, this, rowEnd, tried)
      const gaps = raw.missing(range)
      const fetched = await together(
        gaps.map((gap) => (signal) => this.file.read(gap, signal)),
        signal,
      )
      gaps.forEach((gap, index) => raw.add(gap.start, fetched[index] ?? new Uint8Array(0)))
      advanced = this.walked(raw)
    }
    this.directory = advanced
    this.keepRaw(raw)
  }

  private walked(raw: Sparse): Directory {
    const { next } = this.directory
    return this.checked(() => walk(this.directory, this, { start: next, bytes: raw.from(next) }))
  }

  /** A page's values, at least the first `rows` of them. */
  private async page(page: Page, rows: number, signal: AbortSignal): Promise<DecodedPage> {
    const key = this.pageKey(page)
    const cached = this.cache.get(key)
    if (cached && 'values' in cached && cached.values.length >= rows) return cached
    const decoded = await this.inFlight.pages.run(key, signal, async (signal) => {
      const decoded = (await this.frontOfPage(page, rows, signal)) ?? (await this.wholePage(page, signal))
      this.cache.set(key, decoded, decoded.cost)
      return decoded
    })
    // What was joined may have been after fewer rows.
    return decoded.values.length >= rows ? decoded : this.page(page, rows, signal)
  }

  /** The first rows of a page too large to fetch whole for them; null where that is not the case. */
  private async frontOfPage(page: Page, rows: number, signal: AbortSignal): Promise<DecodedPage | null> {
    for (let size = this.frontSize(page, rows); size < page.size; size = worthFront(size * 2, page)) {
      const raw = this.raw()
      const bytes = await this.bytes({ start: page.offset, end: page.offset + size }, signal)
      raw.add(page.offset, bytes)
      this.keepRaw(raw)
      const front = this.checked(() => decodePrefix(bytes, this.decoder, page.rows))
      if (!front) return null
      if (front.values.length >= rows) return front
    }
    return null
  }

  /** Bytes of a page to fetch for its first `rows`: what is here already, if that may be enough, else an estimate. */
  private frontSize(page: Page, rows: number): number {
    if (page.size < LARGE_PAGE || !mayDecodePrefix(this.decoder)) return page.size
    const held = Math.min(page.size, this.raw().from(page.offset).length)
    const expected = (page.size * rows) / page.rows
    return expected * 1.25 < held ? held : worthFront(expected * 1.5 + FRONT_ROOM, page)
  }

  private async wholePage(page: Page, signal: AbortSignal): Promise<DecodedPage> {
    const range = { start: page.offset, end: page.offset + page.size }
    const [dictionary, bytes] = await Promise.all([this.dictionary(signal), this.bytes(range, signal)])
    const decoded = this.checked(() => decodePage(bytes, dictionary, this.decoder, page.rows))
    if (decoded.values.length < page.rows) throw this.damaged('a page has too few values')
    return decoded
  }

  private async dictionary(signal: AbortSignal): Promise<Dictionary | undefined> {
    const range = this.directory.dictionary
    if (!range) return undefined
    const cached = this.cache.get(this.dictionaryKey)
    if (cached && 'dictionary' in cached) return cached.dictionary
    return this.inFlight.dictionaries.run(this.id, signal, async (signal) => {
      const bytes = await this.bytes(range, signal)
      const dictionary = this.checked(() => decodeDictionary(bytes, this.decoder))
      this.cache.set(this.dictionaryKey, { dictionary }, bytes.length + dictionary.values.length * 100)
      return dictionary
    })
  }

  /** Bytes of the chunk, those of them that a walk brought not fetched again. */
  private async bytes(range: ByteRange, signal: AbortSignal): Promise<Uint8Array> {
    const raw = this.raw()
    const held = raw.within(range)
    const gaps = raw.missing(range)
    // A copy: values of an uncompressed page are views that would keep the whole stretch alive.
    if (gaps.length === 0) return joinPieces(range, held).slice()
    const fetched = await together(
      gaps.map((gap) => (signal) => this.file.read(gap, signal)),
      signal,
    )
    return joinPieces(range, [...held, ...gaps.map((gap, index) => ({ start: gap.start, bytes: fetched[index] ?? new Uint8Array(0) }))])
  }

  private raw(): Sparse {
    const cached = this.cache.get(this.rawKey)
    return cached && 'raw' in cached ? cached.raw : new Sparse()
  }

  private keepRaw(raw: Sparse): void {
    this.cache.set(this.rawKey, { raw }, raw.bytes)
  }

  private pageKey(page: Page): string {
    return `${this.id}@${page.offset}`
  }

  private get dictionaryKey(): string {
    return `${this.id}#dictionary`
  }

  private get rawKey(): string {
    return `${this.id}#raw`
  }

  /** Bytes that make no sense bring plain errors. */
  private checked<T>(decode: () => T): T {
    try {
      return decoding(this.file.where, decode)
    } catch (error) {
      throw decodingProblem(error, this.file.where)
    }
  }

  private damaged(detail: string): ProblemError {
    return new ProblemError({ code: 'truncated', where: this.file.where, detail })
  }
}

/** Most of a page is not worth decoding from the front: all of it then, once and for all. */
function worthFront(size: number, page: Page): number {
  return size > page.size / 2 ? page.size : Math.ceil(size)
}

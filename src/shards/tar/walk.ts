import { fileTypeOf, TELLING_BYTES } from '../../dataset/file-type'
import { ProblemError } from '../../dataset/problem'
import type { ShardFile } from '../file'
import { afterEntry, BLOCK, parseHeader, parseLongName, parsePax } from './header'

/** The first reads: enough to learn how large the pictures are and how far apart. */
const FIRST_WINDOW = 64 * 1024
const LEAST_WINDOW = 4 * 1024
/**
 * Pictures smaller than this on average are read over: each would take a request of its own to be skipped, one after the other, and
 * those save time only where far more bytes are passed over.
 */
const READ_OVER = 32 * 1024
const READ_OVER_WINDOW = 512 * 1024
/** Members passed over before their sizes say something. */
const TELLING = 4
/** Data kept in memory of one member, and of the headers that only lengthen a name. */
const MOST_DATA = 1024 * 1024

export interface TarMember {
  readonly name: string
  /** Bytes [start, end) of the tar. */
  readonly start: number
  readonly end: number
  /** Null for members that are not wanted in memory, or too large for it. */
  readonly data: Uint8Array | null
}

/**
 * Finds the members of a tar one after the other, by its headers. What is not wanted in memory is passed over: the reads
 * begin at the next header and are about as long as what lies between two pictures.
 */
export class TarWalk {
  /** Where the next entry begins: all before is known. */
  position = 0
  private window = { start: 0, bytes: new Uint8Array(0) }
  private passedOver = 0
  private skips = 0

  constructor(
    readonly file: ShardFile,
    private readonly wanted: (name: string) => boolean,
  ) {}

  /**
   * The next file in the tar; null after the last one. Rejects with ProblemError when the tar is damaged; a failed read may be tried
   * again.
   */
  async next(signal?: AbortSignal): Promise<TarMember | null> {
    let at = this.position
    let said: { readonly name?: string; readonly size?: number } = {}
    for (;;) {
      const header = at + BLOCK > this.file.byteLength ? 'end' : parseHeader(await this.read(at, BLOCK, signal))
      if (header === 'end') {
        if (this.file.byteLength < BLOCK) throw await this.intruder(signal)
        this.position = this.file.byteLength
        return null
      }
      if (!header) throw at === 0 ? await this.intruder(signal) : this.damaged(`There is no header at byte ${at}.`)
      const start = at + BLOCK
      const size = header.kind === 'file' ? (said.size ?? header.size) : header.size
      const end = start + size
      if (end > this.file.byteLength) throw this.damaged(`It ends in the middle of ${said.name ?? header.name}.`)
      const next = afterEntry(at, size)
      if (header.kind === 'pax' || header.kind === 'long-name') {
        if (size > MOST_DATA) throw this.damaged(`A name at byte ${at} is longer than any name.`)
        const data = await this.read(start, size, signal)
        said = { ...said, ...(header.kind === 'pax' ? parsePax(data) : { name: parseLongName(data) }) }
      } else if (header.kind === 'file') {
        const name = said.name ?? header.name
        const keep = this.wanted(name) && size <= MOST_DATA
        const data = keep ? (await this.read(start, size, signal)).slice() : null
        if (!keep) {
          this.passedOver += size
          this.skips += 1
        }
        this.position = next
        return { name, start, end, data }
      } else said = {}
      at = next
    }
  }

  private async read(start: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const held = this.window
    if (start < held.start || start + length > held.start + held.bytes.length) {
      const end = Math.min(this.file.byteLength, start + Math.max(length, this.windowLength()))
      this.window = { start, bytes: await this.file.read({ start, end }, signal) }
    }
    const from = start - this.window.start
    return this.window.bytes.subarray(from, from + length)
  }

  /** A little more than what lies between two pictures, as far as is known by now. */
  private windowLength(): number {
    if (this.skips < TELLING) return FIRST_WINDOW
    if (this.passedOver / this.skips < READ_OVER) return READ_OVER_WINDOW
    const between = (this.position - this.passedOver) / this.skips
    return Math.min(FIRST_WINDOW, Math.max(LEAST_WINDOW, Math.ceil((between * 1.25) / BLOCK) * BLOCK))
  }

  /** What the file is in place of a tar. */
  private async intruder(signal?: AbortSignal): Promise<ProblemError> {
    const type = fileTypeOf(await this.read(0, Math.min(TELLING_BYTES, this.file.byteLength), signal), this.file.where)
    if (type === null || type === 'tar') return this.damaged('It does not begin as a tar does.')
    return new ProblemError({ code: 'other-kind', where: this.file.where, detail: type === 'gzip' ? 'tarGz' : type })
  }

  private damaged(detail: string): ProblemError {
    return new ProblemError({ code: 'bad-format', where: this.file.where, detail })
  }
}

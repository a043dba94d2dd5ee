import { ProblemError } from '../../dataset/problem'
import type { ShardFile } from '../file'
import { TextReader } from './text'

/** Text of the first piece: the first rows are shown when it is there, and the columns' types are told by it. */
const FIRST_BYTES = 8e6
const PIECE_BYTES = 32e6
/** A row is no longer than this: what has no row's end in it is no table. */
const LONGEST_ROW = 128e6

/** Whole rows of a text table, one piece after another. */
export class TextPieces {
  private readonly text: TextReader
  private parts: Uint8Array<ArrayBuffer>[] = []
  private length = 0
  private wanted = FIRST_BYTES

  constructor(private readonly file: ShardFile) {
    this.text = new TextReader(file)
  }

  /** Bytes of the file not read yet. */
  get bytesLeft(): number {
    return this.file.byteLength - this.text.position
  }

  /**
   * The next piece, its bytes in a buffer of their own; `last` when nothing follows. `wholeRows` tells where the last whole row in some
   * bytes ends. Rejects with ProblemError, or with the signal's reason; asked again, it goes on where a read failed.
   */
  async next(
    wholeRows: (bytes: Uint8Array) => number,
    signal: AbortSignal,
  ): Promise<{ readonly rows: Uint8Array<ArrayBuffer>; readonly last: boolean }> {
    for (let wanted = this.wanted; ; wanted = this.length * 2) {
      const last = await this.gather(wanted, signal)
      const bytes = new Uint8Array(await new Blob(this.parts).arrayBuffer())
      const end = last ? bytes.length : wholeRows(bytes)
      this.parts = end > 0 ? [bytes.slice(end)] : [bytes]
      this.length = bytes.length - end
      if (last || end > 0) {
        this.wanted = PIECE_BYTES
        return { rows: bytes.slice(0, end), last }
      }
      if (bytes.length >= LONGEST_ROW)
        throw new ProblemError({
          code: 'bad-format',
          where: this.file.where,
          detail: 'No row of it ends in the first 128 MB: it is no table of text.',
        })
    }
  }

  /** True when the text ends before there is as much of it. */
  private async gather(bytes: number, signal: AbortSignal): Promise<boolean> {
    while (this.length < bytes) {
      const part = await this.text.next(signal)
      if (!part) return true
      this.parts.push(part)
      this.length += part.length
    }
    return false
  }
}

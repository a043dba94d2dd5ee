import { Gunzip } from 'fflate'
import { ProblemError } from '../../dataset/problem'
import type { ShardFile } from '../file'

/** Bytes of one read: few requests, and the first rows soon. */
export const READ_BYTES = 8e6
/** Packed bytes that are unpacked in one go: of a hostile text they become a thousand times as many. */
const UNPACK_BYTES = 64 * 1024

/** The text of a file from its beginning to its end, as UTF-8 without a byte order mark: gunzipped, or decoded from UTF-16. */
export class TextReader {
  /** Bytes of the file read so far. */
  position = 0
  private bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  private gunzip: Gunzip | null = null
  private readonly unpacked: Uint8Array<ArrayBuffer>[] = []
  private decoder: TextDecoder | null = null
  private started = false
  private damage: ProblemError | null = null

  constructor(private readonly file: ShardFile) {}

  /**
   * Some of what follows; null at the end. Rejects with ProblemError, or with the signal's reason. Asked again, it goes on where a
   * read failed.
   */
  async next(signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
    const chunk = await this.chunk(signal)
    if (!chunk) return null
    const marked = this.started ? 0 : this.begin(chunk)
    this.started = true
    return this.decoder ? new TextEncoder().encode(this.decoder.decode(chunk, { stream: true })) : chunk.subarray(marked)
  }

  private async chunk(signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
    for (;;) {
      signal.throwIfAborted()
      const unpacked = this.unpacked.shift()
      if (unpacked) return unpacked
      if (this.damage) throw this.damage
      if (this.bytes.length === 0) {
        if (this.position === this.file.byteLength) return null
        const end = Math.min(this.position + READ_BYTES, this.file.byteLength)
        const bytes = await this.file.read({ start: this.position, end }, signal)
        if (this.position === 0 && bytes[0] === 0x1f && bytes[1] === 0x8b)
          this.gunzip = new Gunzip((part) => part.length > 0 && this.unpacked.push(part))
        this.bytes = bytes
        this.position = end
      }
      const part = this.gunzip ? this.bytes.subarray(0, UNPACK_BYTES) : this.bytes
      this.bytes = this.bytes.subarray(part.length)
      if (!this.gunzip) return part
      try {
        this.gunzip.push(part, this.bytes.length === 0 && this.position === this.file.byteLength)
      } catch {
        this.damage = new ProblemError({ code: 'truncated', where: this.file.where, detail: 'it does not unpack' })
      }
    }
  }

  /** Bytes of the mark at the beginning that tells how the text is encoded, where it is not for the decoder to take away. */
  private begin(chunk: Uint8Array): number {
    if (chunk[0] === 0xff && chunk[1] === 0xfe) this.decoder = new TextDecoder('utf-16le')
    else if (chunk[0] === 0xfe && chunk[1] === 0xff) this.decoder = new TextDecoder('utf-16be')
    return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0
  }
}

import { bytesOf } from '../dataset/request'
import { Silence, within } from '../flow/patience'

/** Room taken at once; more only as bytes come. What a header claims may be false. */
const FIRST_BUFFER = 64 * 1024 * 1024
/** Milliseconds for a body to end after its last byte. */
const ENDING = 1000

/** A body that broke off, or fell silent, after some of its bytes. */
export class Interrupted extends Error {
  constructor(
    readonly came: number,
    readonly silent: boolean,
  ) {
    super(`interrupted after ${came} bytes`)
  }
}

export interface BodyOptions {
  /** Bytes wanted; null for all that come. */
  readonly length: number | null
  /** Milliseconds that may pass without a byte. */
  readonly patience: number
  readonly onPiece: (bytes: number) => void
}

/** What came, and whether more came than was wanted. */
export interface Body {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly excess: boolean
}

/** Streams a body into memory and stops when there is enough. Rejects with {@link Interrupted}. */
export async function readBody(response: Response, { length, patience, onPiece }: BodyOptions): Promise<Body> {
  let bytes = new Uint8Array(Math.min(FIRST_BUFFER, length ?? bytesOf(response.headers.get('Content-Length')) ?? 0))
  let filled = 0
  let excess = false
  const reader = response.body?.getReader()
  while (reader && filled !== length) {
    const { done, value } = await within(reader.read(), patience).catch((error: unknown) => {
      void reader.cancel().catch(ignore)
      throw new Interrupted(filled, error instanceof Silence)
    })
    if (done) return { bytes: trimmed(bytes, filled), excess }
    onPiece(value.length)
    excess = length !== null && filled + value.length > length
    const piece = excess && length !== null ? value.subarray(0, length - filled) : value
    if (filled + piece.length > bytes.length)
      bytes = grown(bytes, Math.max(filled + piece.length, Math.min(filled * 2, length ?? Infinity)))
    bytes.set(piece, filled)
    filled += piece.length
  }
  if (reader) {
    if (excess) void reader.cancel().catch(ignore)
    else void end(reader, onPiece)
  }
  return { bytes: trimmed(bytes, filled), excess }
}

/** Lets a body end by itself, so that its connection is used again; what comes besides is not waited for. */
async function end(reader: ReadableStreamDefaultReader<Uint8Array>, onPiece: BodyOptions['onPiece']): Promise<void> {
  try {
    const { value } = await within(reader.read(), ENDING)
    if (value) onPiece(value.length)
  } catch {
    // All that was wanted is there.
  }
  await reader.cancel().catch(ignore)
}

function trimmed(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  return length === bytes.length ? bytes : bytes.slice(0, length)
}

function grown(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length)
  larger.set(bytes)
  return larger
}

function ignore(): void {
  // The transfer is already over.
}

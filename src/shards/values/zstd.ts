import { Decompress } from 'fzstd'
import { decompressZstd } from 'hyparquet-compressors'

const MAGIC = 0xfd2fb528
/** Sixteen marks of frames that hold no content. */
const SKIPPABLE = 0x184d2a50
/** By the format, a block's content is no longer. */
const MAX_BLOCK = 128 * 1024
/** A frame without its content's size says how much memory it wants: `--ultra` wants this much, and nobody wants more. */
const MAX_WINDOW = 128 * 2 ** 20

interface Frame {
  readonly bytes: Uint8Array
  /** Null where the frame does not say it. */
  readonly size: number | null
}

/** Unpacks frames of Zstandard, which may be several, to `size` bytes in all. Throws Error where they hold more or fewer. */
export function unpackZstd(packed: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size)
  let filled = 0
  const roomFor = (bytes: number) => {
    if (filled + bytes > size) throw new Error(`a page unpacks to ${filled + bytes} bytes or more, not to ${size}`)
  }
  for (const frame of framesOf(packed)) {
    if (frame.size !== null) {
      roomFor(frame.size)
      decompressZstd(frame.bytes, output.subarray(filled, filled + frame.size))
      filled += frame.size
      continue
    }
    const stream = new Decompress((part) => {
      roomFor(part.length)
      output.set(part, filled)
      filled += part.length
    })
    stream.push(withWindowFor(frame.bytes, size), true)
  }
  if (filled !== size) throw new Error(`a page unpacks to ${filled} bytes, not to ${size}`)
  return output
}

/** The library decodes only a single frame well, and makes room for what its header claims before it looks any further. */
function* framesOf(packed: Uint8Array): Generator<Frame> {
  for (let at = 0; at < packed.length;) {
    const mark = numberAt(packed, at, 4)
    if ((mark & 0xfffffff0) >>> 0 === SKIPPABLE) {
      at += 8 + numberAt(packed, at + 4, 4)
      continue
    }
    if (mark !== MAGIC) throw new Error('a page is no Zstandard')
    const flags = numberAt(packed, at + 4, 1)
    const single = (flags >> 5) & 1
    const sizeAt = at + 6 - single + ([0, 1, 2, 4][flags & 3] ?? 0)
    const sizeBytes = flags >> 6 === 0 ? single : 2 ** (flags >> 6)
    const end = blocksEnd(packed, sizeAt + sizeBytes) + (flags & 4)
    if (end > packed.length) throw new Error('a page ends too early')
    if (single === 0 && windowOf(numberAt(packed, at + 5, 1)) > MAX_WINDOW) throw new Error('a page wants too much memory')
    yield {
      bytes: packed.subarray(at, end),
      size: sizeBytes > 0 ? numberAt(packed, sizeAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0) : null,
    }
    at = end
  }
}

/** Behind a frame's last block. */
function blocksEnd(packed: Uint8Array, start: number): number {
  let at = start
  for (let isLast = false; !isLast;) {
    const header = numberAt(packed, at, 3)
    const length = header >>> 3
    if (length > MAX_BLOCK) throw new Error('a block is longer than any')
    isLast = (header & 1) === 1
    // A block of one byte again and again stores it once.
    at += 3 + (((header >>> 1) & 3) === 1 ? 1 : length)
  }
  return at
}

/** A number without a sign, its lowest byte first. */
function numberAt(bytes: Uint8Array, at: number, length: number): number {
  if (at + length > bytes.length) throw new Error('a page ends too early')
  let number = 0
  for (let byte = 0; byte < length; byte++) number += (bytes[at + byte] ?? 0) * 2 ** (8 * byte)
  return number
}

function windowOf(descriptor: number): number {
  return 2 ** (10 + (descriptor >> 3)) * (1 + (descriptor & 7) / 8)
}

/** A frame that wants no larger window than what it may hold: the library moves a whole window for each block. */
function withWindowFor(frame: Uint8Array, size: number): Uint8Array {
  const descriptor = Math.max(0, Math.ceil(Math.log2(size)) - 10) << 3
  if (windowOf(descriptor) >= windowOf(frame[5] ?? 0)) return frame
  const smaller = frame.slice()
  smaller[5] = descriptor
  return smaller
}

import type { CompressionCodec, Compressors } from 'hyparquet'
import { compressors as libraries } from 'hyparquet-compressors'
import { decompress as unzstd } from 'fzstd'
import { BrotliOutput } from 'hyparquet-compressors/src/brotli.streams.js'
import { MAX_PAGE_BYTES } from './page-header'
import { Unsupported } from './values/fault'

/** What any codec may unpack to, and how many times its input beyond that. Brotli unpacks 14 MB a second: this is 2 s of it. */
const FREE_BYTES = 32 * 1024 * 1024
const MAX_RATIO = 1000

/** How many times its input a codec can unpack to at all; Zstandard and Brotli have no such bound. */
const REACH: Partial<Record<CompressionCodec, number>> = { UNCOMPRESSED: 1, SNAPPY: 22, LZ4: 255, LZ4_RAW: 255, GZIP: 1032 }

/**
 * Decompressors for pages that may be hostile. Each gets the unpacked size that the page's header claims: a size that
 * the codec cannot reach, or that is too large to unpack here, is refused before a byte is unpacked, and none
 * writes more than it. They throw Unsupported, RangeError, or what the libraries throw on damage.
 */
export const compressors: Compressors = {
  SNAPPY: bounded('SNAPPY', (input, size) => {
    // The library unpacks to the size in the block itself, and fills up with whatever lay in its memory.
    if (snappySize(input) !== size) throw new RangeError('a Snappy block is of another size than its page')
    return library('SNAPPY')(input, size)
  }),
  GZIP: bounded('GZIP', library('GZIP')),
  BROTLI: bounded('BROTLI', library('BROTLI')),
  ZSTD: bounded('ZSTD', unpackZstd),
  LZ4: bounded('LZ4', library('LZ4')),
  LZ4_RAW: bounded('LZ4_RAW', library('LZ4_RAW')),
}

function bounded(codec: CompressionCodec, unpack: (input: Uint8Array, size: number) => Uint8Array) {
  const reach = REACH[codec] ?? Infinity
  return (input: Uint8Array, size: number): Uint8Array => {
    if (size > MAX_PAGE_BYTES || (size > FREE_BYTES && size > input.length * MAX_RATIO))
      throw new Unsupported(`${input.length} bytes of it unpack to ${Math.round(size / 1e6)} MB, more than is unpacked here.`)
    if (size > reach * Math.max(1, input.length)) throw new RangeError(`${input.length} bytes cannot unpack to ${size}`)
    return unpack(input, size)
  }
}

function library(codec: CompressionCodec): (input: Uint8Array, size: number) => Uint8Array {
  const unpack = libraries[codec]
  if (!unpack) throw new RangeError(`no decompressor for ${codec}`)
  return unpack
}

/** The size at the front of a Snappy block, as a varint; NaN when there is none. */
function snappySize(input: Uint8Array): number {
  let size = 0
  for (let at = 0; at < 5; at++) {
    const byte = input[at] ?? NaN
    size += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) return size
  }
  return NaN
}

/** Without an output of its own, fzstd makes one as large as the frame says; with one it knows only a single frame. */
function unpackZstd(input: Uint8Array, size: number): Uint8Array {
  return unzstd(input, new Uint8Array(size))
}

const outputs = new WeakMap<BrotliOutput, Uint8Array>()

// The library makes its output larger whenever the stream says so, to whatever size: ours stays as long as it was asked for.
Object.defineProperty(BrotliOutput.prototype, 'buffer', {
  get(this: BrotliOutput) {
    return outputs.get(this)
  },
  set(this: BrotliOutput, buffer: Uint8Array) {
    if (outputs.has(this)) throw new RangeError('a Brotli stream is longer than its page')
    outputs.set(this, buffer)
  },
})

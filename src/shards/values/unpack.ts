import type { CompressionCodec } from 'hyparquet'
import { compressors, decompressBrotli, decompressGzip, decompressLz4, decompressLz4Raw } from 'hyparquet-compressors'
import { BrotliOutput } from 'hyparquet-compressors/src/brotli.streams.js'
import { Unsupported } from './fault'
import { unpackZstd } from './zstd'

/** No writer makes pages of this size; one that claims it is damaged. */
const MAX_PAGE = 512 * 2 ** 20
/**
 * How many bytes a compressed byte can become, by the format: of Zstandard 128 KB of four. Brotli knows no bound: codes that come again and
 * again shrink to almost nothing in it (DuckDB's pages of 17 MB to 2 KB), but it takes a second for each 14 MB.
 */
const MOST: { readonly [C in CompressionCodec]?: number } = { SNAPPY: 22, LZ4: 256, LZ4_RAW: 256, GZIP: 1032, ZSTD: 32_768, BROTLI: 4096 }
/** Unpacked whatever it is made of: that takes two seconds at most. */
const SMALL = 32 * 2 ** 20

/** Unpacks a page of `size` bytes. Throws Unsupported for LZO, and Error where the size is not credible or not met. */
export function unpack(packed: Uint8Array, size: number, codec: CompressionCodec): Uint8Array {
  if (!(Number.isInteger(size) && size >= 0)) throw new Error('a page says no size')
  if (codec === 'UNCOMPRESSED') return packed
  if (size === 0) return new Uint8Array(0)
  if (size > MAX_PAGE) throw new Unsupported(`A page of ${Math.round(size / 1e6)} MB is more than can be read at once.`)
  const most = Math.max(codec === 'SNAPPY' ? 0 : SMALL, packed.length * (MOST[codec] ?? 0))
  if (size > most && MOST[codec] !== undefined) throw new Error(`a page of ${packed.length} bytes cannot unpack to ${size}`)
  const page = unpacked(packed, size, codec)
  if (page.length !== size) throw new Error(`a page unpacks to ${page.length} bytes, not to ${size}`)
  return page
}

function unpacked(packed: Uint8Array, size: number, codec: CompressionCodec): Uint8Array {
  switch (codec) {
    case 'SNAPPY': {
      if (!compressors.SNAPPY) throw new Unsupported('It is compressed with Snappy.')
      // The library unpacks to the size in the block itself, and fills up with whatever lay in its memory.
      if (snappySize(packed) !== size) throw new Error('a Snappy block is of another size than its page')
      return compressors.SNAPPY(packed, size)
    }
    case 'GZIP':
      return decompressGzip(packed, size)
    case 'BROTLI':
      return decompressBrotli(packed, size)
    case 'ZSTD':
      return unpackZstd(packed, size)
    case 'LZ4':
      return decompressLz4(packed, size)
    case 'LZ4_RAW':
      return decompressLz4Raw(packed, size)
    default:
      throw new Unsupported(`It is compressed with ${codec}.`)
  }
}

/** The size at the front of a Snappy block, as a varint; NaN when there is none. */
function snappySize(packed: Uint8Array): number {
  let size = 0
  for (let at = 0; at < 5; at++) {
    const byte = packed[at] ?? NaN
    size += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) return size
  }
  return NaN
}

const outputs = new WeakMap<BrotliOutput, Uint8Array>()

// The library makes its output longer whenever a stream goes beyond it: 4 KB can unpack to 2 GB, in minutes.
Object.defineProperty(BrotliOutput.prototype, 'buffer', {
  get(this: BrotliOutput) {
    return outputs.get(this)
  },
  set(this: BrotliOutput, buffer: Uint8Array) {
    if (outputs.has(this)) throw new Error('a Brotli stream is longer than its page')
    outputs.set(this, buffer)
  },
})

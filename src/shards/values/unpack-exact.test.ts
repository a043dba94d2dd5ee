import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { CompressionCodec } from 'hyparquet'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'
import { describe, expect, it } from 'vitest'
import { Unsupported } from './fault'
import { unpack } from './unpack'

const HELLO = new TextEncoder().encode('hello')
const MANY = new TextEncoder().encode('a cat on a mat, '.repeat(5000))
const zeros = new Uint8Array(4_000_000)

/** A Zstandard frame that says its size is `says`, of one block: 5 bytes as they are, or a byte 1,000 times. */
const zstd = (says: number, block: 'raw' | 'repeated') => {
  const head = [0x28, 0xb5, 0x2f, 0xfd, 0x60, says - 256, (says - 256) >> 8]
  return Uint8Array.from(block === 'raw' ? [...head.slice(0, 4), 0x20, says, 41, 0, 0, ...HELLO] : [...head, 0x43, 0x1f, 0, 7])
}

describe('a page is unpacked', () => {
  it.each<[CompressionCodec, Uint8Array, Uint8Array]>([
    ['SNAPPY', snappyCompress(MANY), MANY],
    ['GZIP', gzipSync(MANY), MANY],
    ['BROTLI', brotliCompressSync(MANY), MANY],
    ['BROTLI', brotliCompressSync(zeros), zeros],
    ['ZSTD', zstd(5, 'raw'), HELLO],
    ['ZSTD', zstd(1000, 'repeated'), new Uint8Array(1000).fill(7)],
    ['LZ4_RAW', Uint8Array.from([0x50, ...HELLO]), HELLO],
  ])('of %s', (codec, packed, plain) => {
    expect(Buffer.compare(unpack(packed, plain.length, codec), plain)).toBe(0)
  })
})

describe('a page that unpacks to too much', () => {
  it.each<CompressionCodec>(['GZIP', 'BROTLI', 'ZSTD', 'SNAPPY', 'LZ4_RAW'])('is refused before it is unpacked (%s)', (codec) => {
    expect(() => unpack(new Uint8Array(4000), 2 ** 31 - 1, codec)).toThrow(Unsupported)
  })

  it.each<CompressionCodec>(['SNAPPY', 'LZ4', 'LZ4_RAW', 'GZIP'])('is refused where the codec cannot reach it (%s)', (codec) => {
    expect(() => unpack(new Uint8Array(10), 40_000_000, codec)).toThrow('cannot unpack')
  })

  it('stops where Brotli goes on beyond the size that its page claims', () => {
    expect(() => unpack(brotliCompressSync(zeros), 1000, 'BROTLI')).toThrow('longer than its page')
  })

  it('is never longer than its page claims', () => {
    expect(unpack(gzipSync(zeros), 1000, 'GZIP')).toHaveLength(1000)
    expect(() => unpack(zstd(1000, 'repeated'), 10, 'ZSTD')).toThrow()
  })

  it('is refused where a Snappy block is of another size: the rest would be what lay in memory before', () => {
    expect(() => unpack(snappyCompress(HELLO), 6, 'SNAPPY')).toThrow('another size')
  })
})

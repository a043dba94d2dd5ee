import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { unpack } from './unpack'

describe('a page is unpacked', () => {
  it('to nothing, whatever its codec', () => {
    for (const codec of ['SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4', 'LZ4_RAW'] as const)
      expect(unpack(Uint8Array.of(0), 0, codec)).toHaveLength(0)
  })

  it('from several members of gzip', () => {
    const bytes = Buffer.concat([gzipSync('one '), gzipSync('two '), gzipSync('three')])
    expect(Buffer.from(unpack(bytes, 13, 'GZIP')).toString()).toBe('one two three')
  })

  it('not where it says no size', () => {
    expect(() => unpack(Uint8Array.of(1), NaN, 'GZIP')).toThrow('no size')
    expect(() => unpack(Uint8Array.of(1), -1, 'SNAPPY')).toThrow('no size')
  })

  it.each(['SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4', 'LZ4_RAW'] as const)(
    'of %s not when it claims far more than it can hold',
    (codec) => {
      const started = performance.now()
      expect(() => unpack(new Uint8Array(4096).fill(1), 200 * 2 ** 20, codec)).toThrow('cannot unpack')
      expect(() => unpack(new Uint8Array(4096).fill(1), 2 ** 31, codec)).toThrow('more than can be read at once')
      expect(performance.now() - started).toBeLessThan(500)
    },
  )

  it('of Zstandard not when its frame says otherwise, or wants a huge window', () => {
    // A frame of one segment, its size in four bytes: 2 GB.
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x7f, 1, 0, 0)
    expect(() => unpack(frame, 100, 'ZSTD')).toThrow('unpacks to 2130706432 bytes')
    const window = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf0, 1, 0, 0)
    expect(() => unpack(window, 100, 'ZSTD')).toThrow('too much memory')
  })

  it('of LZO not at all', () => {
    expect(() => unpack(Uint8Array.of(1), 1, 'LZO')).toThrow('It is compressed with LZO.')
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sniffPicture, tooLarge } from './picture'
import { isHuge, MAX_PIXELS, pictureSize } from './picture-size'

const text = (words: string): number[] => Array.from(words, (character) => character.charCodeAt(0))
const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? text(part) : part)))
const be32 = (n: number): number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]
const be16 = (n: number): number[] => [n >> 8, n & 255]
const le16 = (n: number): number[] => [n & 255, n >> 8]
const le32 = (n: number): number[] => [...be32(n)].reverse()
const le24 = (n: number): number[] => le32(n).slice(0, 3)
const zeros = (n: number): number[] => new Array<number>(n).fill(0)

type Make = (width: number, height: number) => Uint8Array
const png: Make = (w, h) => bytes('\x89PNG\r\n\x1a\n', be32(13), 'IHDR', be32(w), be32(h), [8, 2, 0, 0, 0])
const bitmap: Make = (w, h) => bytes('BM', zeros(12), le32(40), le32(w), le32(h), zeros(28))
const FORMATS: Readonly<Record<string, Make>> = {
  PNG: png,
  JPEG: (w, h) =>
    bytes(
      [0xff, 0xd8, 0xff, 0xe1, ...be16(2 + 300), ...zeros(300), 0xff, 0xc4, ...be16(6), ...zeros(4)],
      [0xff, 0xff, 0xc2, ...be16(11), 8],
      be16(h),
      be16(w),
      zeros(8),
    ),
  GIF: (w, h) => bytes('GIF89a', le16(w), le16(h), [0, 0, 0], zeros(8)),
  'GIF with a frame beyond its screen': (w, h) =>
    bytes(
      'GIF89a',
      le16(1),
      le16(1),
      [0x80, 0, 0],
      zeros(6),
      [0x21, 0xf9, 4, 0, 0, 0, 0, 0],
      [0x2c, ...le16(0), ...le16(0), ...le16(1), ...le16(1), 0, 2, 1, 7, 0],
      [0x2c, ...le16(0), ...le16(0), ...le16(w), ...le16(h), 0, 2, 0],
    ),
  'WebP of the simple kind': (w, h) => bytes('RIFF', zeros(4), 'WEBPVP8 ', zeros(7), [0x9d, 0x01, 0x2a], le16(w), le16(h)),
  'WebP without loss': (w, h) => bytes('RIFF', zeros(4), 'WEBPVP8L', zeros(4), [0x2f], le32(((w - 1) | ((h - 1) << 14)) >>> 0)),
  'WebP of the extended kind': (w, h) => bytes('RIFF', zeros(4), 'WEBPVP8X', zeros(8), le24(w - 1), le24(h - 1)),
  AVIF: (w, h) =>
    bytes(be32(32), 'ftypavif', zeros(20), be32(20), 'ispe', zeros(4), be32(64), be32(64), be32(20), 'ispe', zeros(4), be32(w), be32(h)),
  BMP: bitmap,
  'BMP from top to bottom': (w, h) => bitmap(w, -h),
  'BMP of OS/2': (w, h) => bytes('BM', zeros(12), le32(12), le16(w), le16(h), zeros(8)),
  'an icon that holds a PNG': (w, h) => bytes([0, 0, 1, 0, 1, 0], zeros(12), le32(22), Array.from(png(w, h))),
  'an icon that holds a bitmap': (w, h) => bytes([0, 0, 1, 0, 1, 0], zeros(12), le32(22), le32(40), le32(w), le32(h), zeros(28)),
}

describe('the size in a header', () => {
  it.each(Object.entries(FORMATS))('of %s', (_, make) => {
    const picture = make(321, 123)
    expect(pictureSize(picture, sniffPicture(picture))).toEqual({ width: 321, height: 123 })
    // From the middle of a larger buffer too.
    const within = new Uint8Array([...zeros(7), ...picture, ...zeros(40)]).subarray(7)
    expect(pictureSize(within, sniffPicture(within))).toEqual({ width: 321, height: 123 })
  })

  it.each(Object.entries(FORMATS))('is none where it is cut short, of %s', (_, make) => {
    const picture = make(16_000, 16_000)
    for (let length = 0; length < picture.length; length++) {
      const size = pictureSize(picture.subarray(0, length), sniffPicture(picture))
      if (size && isHuge(size)) return
    }
    expect(tooLarge(picture, sniffPicture(picture))).toBe('pixels')
  })

  it('of an AVIF is found whatever lies before it', () => {
    const picture = bytes(
      be32(32),
      'ftypavif',
      zeros(20),
      be32(70_000),
      'free',
      zeros(69_992),
      be32(1),
      'ispe',
      zeros(4),
      be32(321),
      be32(123),
    )
    expect(pictureSize(picture, 'image/avif')).toEqual({ width: 321, height: 123 })
  })

  it('of random bytes behind a signature is a number or none, and quickly', () => {
    const head = fc.constantFrom('\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF89a', 'RIFF    WEBPVP8X', '\0\0\0 ftypavif', 'BM', '\0\0\x01\0')
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 2000 }), (signature, rest) => {
        const picture = bytes(signature, Array.from(rest))
        const size = pictureSize(picture, sniffPicture(picture))
        if (size) expect(size.width * size.height).toBeGreaterThanOrEqual(0)
      }),
    )
    const started = performance.now()
    for (const signature of ['\xff\xd8\xff', 'GIF89a', '\0\0\0 ftypavif', '\0\0\x01\0\xff\xff']) {
      for (const fill of [0, 0xff, 0x21, 0x2c]) {
        const picture = new Uint8Array(10_000_000).fill(fill)
        picture.set(bytes(signature))
        pictureSize(picture, sniffPicture(picture))
      }
    }
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

it('100 megapixels are the most that is decoded', () => {
  expect(MAX_PIXELS).toBe(100_000_000)
  expect(tooLarge(png(10_000, 10_000), 'image/png')).toBeNull()
  expect(tooLarge(png(10_000, 10_001), 'image/png')).toBe('pixels')
  expect(tooLarge(png(30_000, 30_000), 'image/png')).toBe('pixels')
  expect(tooLarge(png(0xffffffff, 0xffffffff), 'image/png')).toBe('pixels')
  expect(tooLarge(bytes('II*\0'), 'image/tiff')).toBeNull()
})

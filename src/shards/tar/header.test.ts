import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLOCK, parseHeader, parsePax } from './header'
import { headerBlock, paxRecord } from './testing'

describe('a tar header', () => {
  it('gives name, size and kind', () => {
    expect(parseHeader(headerBlock('000010005.jpg', '00000001750\0', '0'))).toEqual({ name: '000010005.jpg', size: 1000, kind: 'file' })
    expect(parseHeader(headerBlock('folder/', '00000000000\0', '5'))).toMatchObject({ kind: 'other' })
  })

  it('may write its size in base 256, as GNU does from 8 GiB on', () => {
    const size = new Uint8Array(12)
    size[0] = 0x80
    new DataView(size.buffer).setBigUint64(4, 10n * 2n ** 30n)
    expect(parseHeader(headerBlock('big.jpg', size, '0'))).toMatchObject({ size: 10 * 2 ** 30 })
  })

  it('is none when its size is negative or beyond any file', () => {
    expect(parseHeader(headerBlock('x', new Uint8Array(12).fill(0xff), '0'))).toBeNull()
    expect(parseHeader(headerBlock('x', '-0000000001\0', '0'))).toBeNull()
  })

  it('is the end when all is zero, and none when its checksum is wrong', () => {
    expect(parseHeader(new Uint8Array(BLOCK))).toBe('end')
    const block = headerBlock('x', '00000000001\0', '0')
    block[0] = 0x79
    expect(parseHeader(block)).toBeNull()
  })

  it('is never made of junk', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: BLOCK + 8 }), (junk) => {
        expect([null, 'end']).toContainEqual(parseHeader(junk))
      }),
    )
  })
})

describe('a pax header', () => {
  it('gives the name and the size of what follows, in any characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (name, size) => {
        const data = Buffer.concat([paxRecord('mtime', '1.5'), paxRecord('path', name), paxRecord('size', String(size))])
        expect(parsePax(data)).toEqual({ name, size })
      }),
    )
  })

  it('says nothing when it is junk', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (junk) => {
        expect(() => parsePax(junk)).not.toThrow()
      }),
    )
    expect(parsePax(new TextEncoder().encode('99999 path=x\n'))).toEqual({})
  })
})

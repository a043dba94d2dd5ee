import { ByteWriter } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { ByteReader } from './byte-reader'

describe('a zigzag number', () => {
  it.each([0n, -1n, 1n, 63n, -64n, 2n ** 31n, -(2n ** 31n), 2n ** 32n + 5n, 2n ** 62n, -(2n ** 62n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)])(
    'of %s comes as two words',
    (value) => {
      const writer = new ByteWriter()
      writer.appendZigZag(value)
      const { low, high } = new ByteReader(new Uint8Array(writer.getBuffer())).zigzag()
      expect((BigInt(high) << 32n) | BigInt(low >>> 0)).toBe(value)
    },
  )

  it('without an end is refused', () => {
    expect(() => new ByteReader(new Uint8Array(11).fill(0xff)).zigzag()).toThrow('too long')
    expect(() => new ByteReader(new Uint8Array(3).fill(0xff)).zigzag()).toThrow('too early')
  })
})

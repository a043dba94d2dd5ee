import fc from 'fast-check'
import { deltaBinaryPack } from 'hyparquet-writer/src/delta.js'
import { ByteWriter } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { ByteReader } from './byte-reader'
import { readDeltas } from './delta'

const long = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 62n, 0n))

describe('differences', () => {
  it('add up to 64-bit numbers, wrapping where they are far apart', () => {
    fc.assert(
      fc.property(fc.array(long, { maxLength: 300 }), (values) => {
        const writer = new ByteWriter()
        deltaBinaryPack(writer, values, 'INT64')
        expect([...new BigInt64Array(readDeltas(new ByteReader(writer.getBytes()), values.length, true).buffer)]).toEqual(values)
      }),
    )
  })

  it('add up to 32-bit numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 300 }), (values) => {
        const writer = new ByteWriter()
        deltaBinaryPack(writer, values, 'INT32')
        expect([...readDeltas(new ByteReader(writer.getBytes()), values.length, false)]).toEqual(values)
      }),
    )
  })

  const header = (...bytes: readonly number[]) => new ByteReader(Uint8Array.from(bytes))

  it('are refused when their header cannot be true', () => {
    // 128 numbers a block, 4 parts, 5 numbers where 6 are due.
    expect(() => readDeltas(header(128, 1, 4, 5, 2), 6, false)).toThrow('5 differences where 6 are due')
    expect(() => readDeltas(header(128, 1, 0, 5, 2), 5, false)).toThrow('impossible')
    expect(() => readDeltas(header(0, 4, 5, 2), 5, false)).toThrow('impossible')
    expect(() => readDeltas(header(0xff, 0xff, 0xff, 0xff, 0x0f, 1, 5, 2), 5, false)).toThrow('impossible')
    expect(() => readDeltas(header(128, 1, 4, 5, 2, 0, 65, 0, 0, 0), 5, false)).toThrow('65 bits')
    expect(() => readDeltas(header(128, 1, 4, 5, 2, 0, 8, 0, 0, 0), 5, false)).toThrow('too early')
  })
})

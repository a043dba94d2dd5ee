import { ByteWriter } from 'hyparquet-writer'
import { serializeTCompactProtocol } from 'hyparquet-writer/src/thrift.js'
import { describe, expect, it } from 'vitest'
import { structEnd } from './thrift'

function struct(fields: Record<`field_${number}`, unknown>): Uint8Array {
  const writer = new ByteWriter()
  serializeTCompactProtocol(writer, fields)
  return new Uint8Array(writer.getBuffer())
}

describe('a Thrift struct', () => {
  const bytes = struct({
    field_1: 7,
    field_2: 'name',
    field_3: true,
    field_4: 1n << 60n,
    field_5: [1, 2, 3],
    field_6: { field_1: 0.5 },
    field_30: [true, false],
  })

  it('ends where it ends, whatever follows', () => {
    expect(structEnd(bytes, 0)).toBe(bytes.length)
    expect(structEnd(Uint8Array.from([9, 9, ...bytes, 255, 255]), 2)).toBe(2 + bytes.length)
  })

  it('is cut off at every byte before its end', () => {
    for (let length = 0; length < bytes.length; length++) expect(structEnd(bytes.subarray(0, length), 0)).toBeNull()
  })

  it.each<[string, number[]]>([
    ['a number without an end', [0x15, ...Array<number>(11).fill(0xff), 0]],
    ['a map', [0x1b, 0]],
    ['a list of nothing known', [0x19, 0x10, 0]],
    ['structs in structs without end', Array<number>(60).fill(0x1c)],
  ])('is refused: %s', (_, of) => {
    expect(() => structEnd(Uint8Array.from(of), 0)).toThrow(RangeError)
  })

  it('whose list claims more elements than there are bytes is cut off, at once', () => {
    expect(structEnd(Uint8Array.from([0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x07, 0, 0]), 0)).toBeNull()
  })
})

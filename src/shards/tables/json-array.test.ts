import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordTexts, wholeRecords } from './json-array'

const encode = (text: string) => new TextEncoder().encode(text)

describe('the records of a JSON array', () => {
  it('are its objects, however they are laid out, and whatever else stands among them', () => {
    expect([...recordTexts(encode('[\n  {"a": "}]"},\n\t{"b": {"c": [1]}} , 7, "x,y", null]'))]).toEqual([
      '{"a": "}]"}',
      '{"b": {"c": [1]}}',
      '7',
      '"x,y"',
      'null',
    ])
    expect([...recordTexts(encode('{"a":1}{"a":2}\n{"a":3'))]).toEqual(['{"a":1}', '{"a":2}', '{"a":3'])
    expect([...recordTexts(encode(' [ ] '))]).toEqual([])
  })

  it('are whole up to the last that ends', () => {
    expect(wholeRecords(encode('[{"a":1},{"b'))).toBe(8)
    expect(wholeRecords(encode('[{"a":"\\"}"'))).toBe(0)
    expect(wholeRecords(encode('[{"a":1}, 12'))).toBe(8)
  })

  it('are the same wherever the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue())),
        fc.nat(),
        fc.boolean(),
        (records, cut, wide) => {
          const text = encode(JSON.stringify(records, null, wide ? 2 : 0))
          const end = wholeRecords(text.subarray(0, cut % (text.length + 1)))
          const found = [text.subarray(0, end), text.subarray(end)].flatMap((part) => [...recordTexts(part)])
          expect(found.map((record): unknown => JSON.parse(record))).toEqual(JSON.parse(JSON.stringify(records)))
        },
      ),
    )
  })

  it('are found in any bytes without fail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 127 }), (bytes) => {
        expect(wholeRecords(bytes)).toBeLessThanOrEqual(bytes.length)
        expect([...recordTexts(bytes)].every((text) => text.length > 0)).toBe(true)
      }),
    )
  })
})

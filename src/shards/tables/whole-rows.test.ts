import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowsOf } from './csv-text'
import { wholeLines, wholeRows } from './whole-rows'

const encode = (text: string) => new TextEncoder().encode(text)
const COMMA = { delimiter: ',', quoted: true }

describe('the whole rows that a text begins with', () => {
  it.each([
    ['', 0],
    ['a,b', 0],
    ['a,b\n', 4],
    ['a,b\nc,d', 4],
    ['a,b\r\nc', 5],
    ['a,b\rc', 4],
    ['a,b\r', 0],
    ['a,"b\nc"\nd', 8],
    ['a,"b\nc', 0],
    ['a\n"b', 2],
    ['a\n"b"', 2],
    ['a\n"b"x\nc', 7],
    ['a\n"b""\n', 2],
    ['a\nx"b\nc', 6],
  ])('of %j are %d bytes', (text, bytes) => {
    expect(wholeRows(encode(text), COMMA)).toBe(bytes)
  })

  it('end at line feeds where quotes mean nothing', () => {
    expect(wholeRows(encode('a\t"b\nc\t"d\ne'), { delimiter: '\t', quoted: false })).toBe(10)
    expect(wholeLines(encode('{"a":1}\n{"b"'))).toBe(8)
  })

  it('hold with the rest the same rows as all of it at once, wherever it is cut', () => {
    const unit = fc.constantFrom('a', 'é', '"', '""', ',', '\n', '\r', '\r\n', ' ', '\t', '한')
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), fc.nat(), fc.boolean(), (units, cut, quoted) => {
        const dialect = { delimiter: ',', quoted }
        const text = encode(units.join(''))
        const end = wholeRows(text.subarray(0, cut % (text.length + 1)), dialect)
        const rows = (bytes: Uint8Array) => [...rowsOf(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), dialect)]
        expect([...rows(text.subarray(0, end)), ...rows(text.subarray(end))]).toEqual(rows(text))
      }),
      { numRuns: 3000 },
    )
  })
})

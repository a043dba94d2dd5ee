import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { containing, foldCase } from './needle'
import type { StoredBytes } from './stored'

const encoder = new TextEncoder()

/** Texts as a plain page holds them: each after its length. */
function plain(texts: readonly string[]): StoredBytes {
  const parts = texts.map((text) => encoder.encode(text))
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0))
  const starts = new Uint32Array(texts.length)
  const ends = new Uint32Array(texts.length)
  let at = 0
  parts.forEach((part, index) => {
    new DataView(bytes.buffer).setUint32(at, part.length, true)
    bytes.set(part, at + 4)
    starts[index] = at + 4
    at += 4 + part.length
    ends[index] = at
  })
  return { kind: 'bytes', bytes, starts, ends }
}

function found(texts: readonly string[], wanted: string): number[] {
  const indexes: number[] = []
  containing(wanted).find(plain(texts), (index) => indexes.push(index))
  return indexes
}

const word = fc.oneof(
  fc.constantFrom(
    'boat',
    'BOAT',
    'bo',
    'aabaab',
    'café',
    'CAFÉ',
    '강아지',
    'ΟΔΟΣ',
    'οδος',
    'İstanbul',
    'istanbul',
    '\u212aelvin',
    'kelvin',
    '&',
    ' ',
  ),
  fc.string({ maxLength: 3 }),
)
const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(''))

describe('a text in many texts', () => {
  it('is found where each text by itself has it, whatever the case', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), word, (texts, wanted) => {
        const expected = texts.flatMap((value, index) => (foldCase(value).includes(foldCase(wanted)) ? [index] : []))
        expect(found(texts, wanted)).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  it('is not found across two, nor in the length between them', () => {
    // The second text is 116 bytes long, which is the letter t.
    expect(found(['a boa', 'x'.repeat(116)], 'boat')).toEqual([])
    expect(found(['bo', 'at'], 'boat')).toEqual([])
  })

  it('is found in letters that JavaScript and DuckDB put in lower case differently', () => {
    expect(found(['ISTANBUL', 'İSTANBUL', 'ΟΔΟΣ', '300 \u212a'], 'istanbul')).toEqual([0, 1])
    expect(found(['ΟΔΟΣ', 'οδος'], 'σ')).toEqual([0, 1])
    expect(found(['300 \u212a'], '300 k')).toEqual([0])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inSentence, plainText } from './plain-text'

describe('a name of other people’s', () => {
  it.each([
    ['data\u202etnerruc.parquet', 'datatnerruc.parquet'],
    ['\u2067a\u2069\u200e\u200f\u061c', 'a'],
    ['pay\u200bpal\ufeff\u00ad\u2060', 'paypal'],
    ['a\u0000b\u0007\u001b[31mc\u009b', 'ab[31mc'],
    ['one\r\n\ttwo\u2028three', 'one two three'],
    ['\u{e0061}\u{e0062}x\u3164\u115f', 'x'],
    ['\ud800x\udc00', 'x'],
  ])('has nothing in it that is not seen: %j', (text, plain) => expect(plainText(text)).toBe(plain))

  it.each(['Größe № 5 – naïve', 'می‌خواهم', 'עברית', '👩‍👩‍👧 🏳️‍🌈', 'क्‍ष', '한국어 日本語', ' spaced  out '])(
    'keeps what is written: %s',
    (text) => expect(plainText(text)).toBe(text),
  )

  it('is set apart in a sentence where it runs from right to left, and there alone', () => {
    expect(`${inSentence('שלום', 80)} – Pairscope`).toBe('\u2068שלום\u2069 – Pairscope')
    expect(inSentence('\u202eplain', 80)).toBe('plain')
  })

  it('is cut where it is long, and not through a letter', () => {
    expect(inSentence('a'.repeat(100), 10)).toBe('aaaaaaaaaa…')
    expect(inSentence('aaa😀bbb', 4)).toBe('aaa…')
    expect(inSentence('a'.repeat(10), 10)).toBe('a'.repeat(10))
  })

  it('never turns the words after it, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat(100), (text, most) => {
        const said = inSentence(text, most)
        const inside = said.startsWith('\u2068') ? said.slice(1, -1) : said
        expect(inside).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
        expect(inside.length).toBeLessThanOrEqual(most + 1)
        expect(said).not.toMatch(/\p{Cs}/u)
      }),
      { numRuns: 2000 },
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trimmed } from './trim'

describe('a trimmed text', () => {
  it('has no plain white space at its ends, and all that lies between', () => {
    expect(trimmed(' \t\r\n a \n b\u00a0 ')).toBe('a \n b\u00a0')
    expect(trimmed(' \n ')).toBe('')
    const text = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r', 'a', '\u00a0') })
    const plainly = (any: string) => any.replace(/^[ \t\n\r]+/, '').replace(/[ \t\n\r]+$/, '')
    fc.assert(fc.property(text, (any) => trimmed(any) === plainly(any)))
  })

  it('takes time by its length alone', () => {
    // One that looked for the end of it from each space would not come to its end within the test's time.
    expect(trimmed(`x${' '.repeat(200_000)}x`)).toHaveLength(200_002)
  })
})

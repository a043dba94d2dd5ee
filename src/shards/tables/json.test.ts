import { describe, expect, it } from 'vitest'
import { parseRecord } from './json'

describe('a record as Python writes it', () => {
  it('has null for what is no number, and long whole numbers as exact text', () => {
    expect(parseRecord('{"a": NaN, "b": -Infinity, "c": 12345678901234567890, "d": "NaN \\" 1234567890123456", "e": 1.5}')).toEqual({
      a: null,
      b: null,
      c: '12345678901234567890',
      d: 'NaN " 1234567890123456',
      e: 1.5,
    })
  })

  it('is none where a text does not end, and that is told in time by its length alone', () => {
    for (const end of ['', '\\']) {
      expect(parseRecord(`{"a": NaN, "b${end}`)).toBeNull()
      // One that looked for the end anew from each quote would not come to its end within the test's time.
      expect(parseRecord(`{"a": NaN, "b${'\\"'.repeat(150_000)}${end}`)).toBeNull()
    }
  })
})

import { expect, it } from 'vitest'
import { isTyped, plainSource } from './typed-source'

it('a source is opened without the white space around it, on one line', () => {
  expect(plainSource('\t https://a.test/a.parquet\n\n https://a.test/b.parquet \u00a0')).toBe(
    'https://a.test/a.parquet https://a.test/b.parquet',
  )
})

it.each(['http://10.0.0.7/a.parquet', ' http://10.0.0.7/a.parquet', 'http://10.0.0.7/a.parquet\n', '\u00a0http://10.0.0.7/a.parquet\t'])(
  'what a link wrote into the box was not typed by a person, whatever white space is around it: %j',
  (initial) => {
    expect(isTyped(initial, initial)).toBe(false)
    expect(isTyped(initial.trim(), initial)).toBe(false)
    expect(isTyped('http://10.0.0.7/b.parquet', initial)).toBe(true)
  },
)

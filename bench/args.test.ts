import { expect, it } from 'vitest'
import { MEASURES, readArgs } from './args'

it('measures everything five times unless told otherwise', () => {
  expect(readArgs([])).toEqual({ only: MEASURES, repeat: 5 })
  expect(readArgs(['--only', 'facets,start', '--repeat', '7'])).toEqual({ only: ['facets', 'start'], repeat: 7 })
})

it.each([
  [['--only', 'speed'], /first-page/],
  [['--repeat', '0'], /whole number/],
])('refuses %j', (argv, message) => {
  expect(() => readArgs(argv)).toThrow(message)
})

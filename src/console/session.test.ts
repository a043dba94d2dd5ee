import { expect, it } from 'vitest'
import { remembered } from './session'

it('remembers each query once, the newest first, fifty at most, and none that is empty', () => {
  expect(remembered(['a', 'b'], ' b\n')).toEqual(['b', 'a'])
  expect(remembered(['a'], ' \n')).toEqual(['a'])
  const many = Array.from({ length: 60 }, (_, i) => `${i}`).reduce<readonly string[]>(remembered, [])
  expect([many.length, many[0], many.at(-1)]).toEqual([50, '59', '10'])
})

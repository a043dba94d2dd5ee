import { expect, it } from 'vitest'
import { decoding, onDecoding } from './at-work'

const soon = () => new Promise((resolve) => setTimeout(resolve, 5))

it('tells which file is decoded before it is, once for all that follows at once, and that it is over', async () => {
  const heard: (string | null)[] = []
  onDecoding((where) => heard.push(where))
  expect(decoding('a', () => [...heard])).toEqual(['a'])
  decoding('a', () => decoding('a', () => 1))
  expect(() =>
    decoding('b', () => {
      throw new Error('damaged')
    }),
  ).toThrow('damaged')
  expect(heard).toEqual(['a', 'b'])
  await soon()
  expect(heard).toEqual(['a', 'b', null])
  decoding('b', () => 1)
  await soon()
  expect(heard).toEqual(['a', 'b', null, 'b', null])
})

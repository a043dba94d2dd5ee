import { expect, it } from 'vitest'
import { showStats, stats } from './stats'

it('finds the middle of odd and even numbers of values', () => {
  expect(stats([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3, n: 3 })
  expect(stats([4, 1, 2, 3]).median).toBe(2.5)
})

it('prints median and spread', () => {
  expect(showStats(stats([1, 2, 30]))).toBe('2 (1–30)')
})

it('does not make up a number', () => {
  expect(() => stats([])).toThrow()
})

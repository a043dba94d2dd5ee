import { describe, expect, it } from 'vitest'
import { cosine, rank, table } from './clip-report'

describe('the report on the real model', () => {
  it('compares vectors over the numbers that are given', () => {
    expect(cosine([1, 0], [0, 1])).toBe(0)
    expect(cosine([2, 2, 9, 9], [1, 1])).toBeCloseTo(1, 12)
    expect(cosine([0, 0], [1, 1])).toBeNaN()
  })

  it('ranks by cosine, ties in their order', () => {
    const vectors = [
      [0, 1],
      [1, 0],
      [5, 5],
      [1, 1],
    ]
    expect(rank([1, 1], vectors).map(({ index }) => index)).toEqual([2, 3, 0, 1])
  })

  it('is a table that one can read', () => {
    expect(
      table([
        ['precision', 'cosine', 'ms'],
        ['fp32', 1.00001, 35],
        ['uint8', 0.9993, 121],
      ]),
    ).toBe(['precision  cosine  ms', '---------  ------  ---', 'fp32       1.0000   35', 'uint8      0.9993  121'].join('\n'))
  })
})

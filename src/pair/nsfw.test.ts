import { describe, expect, it } from 'vitest'
import { nsfwClass, nsfwCoding } from './nsfw'

describe('the class of a pair', () => {
  it.each([
    ['UNLIKELY', 0],
    [' unsure ', 1],
    ['NSFW', 2],
    ['UNTAGGED', 3],
    ['', 3],
    ['https://junk.example/', 3],
    [null, 3],
    [7, 3],
  ] as const)('is read from the label %j', (value, expected) => {
    expect(nsfwClass(value, 'label')).toBe(expected)
  })

  it.each([
    [0, 0],
    [-0, 0],
    [1n, 1],
    [2, 2],
    [3, 3],
    [-1, 3],
    [255, 3],
    [0.5, 3],
    [NaN, 3],
    [null, 3],
  ] as const)('is read from the code %d', (value, expected) => {
    expect(nsfwClass(value, 'code')).toBe(expected)
  })

  it.each([
    [0, 0],
    [0.1, 0],
    [0.11, 1],
    [0.45, 1],
    [0.4501, 2],
    [1, 2],
    [1.2, 3],
    [-0.1, 3],
    [NaN, 3],
    [null, 3],
  ] as const)('is read from the score %d', (value, expected) => {
    expect(nsfwClass(value, 'score')).toBe(expected)
  })

  it.each([
    [true, 2],
    [false, 0],
    [null, 3],
  ] as const)('is read from the flag %j', (value, expected) => {
    expect(nsfwClass(value, 'flag')).toBe(expected)
  })

  it('is coded as the name and the type of its column say', () => {
    expect(nsfwCoding('NSFW', 'string')).toBe('label')
    expect(nsfwCoding('nsfw', 'integer')).toBe('code')
    expect(nsfwCoding('nsfw', 'float')).toBe('code')
    expect(nsfwCoding('nsfw', 'boolean')).toBe('flag')
    expect(nsfwCoding('punsafe', 'float')).toBe('score')
  })
})

import { describe, expect, it } from 'vitest'
import { Chunked } from './chunked'

const keys = () => new Chunked((length) => new Float64Array(length))

describe('a chunked list', () => {
  it('grows over chunk bounds and finds values', () => {
    const list = keys()
    for (let from = 0; from < 200_000; from += 7_000) list.append(Array.from({ length: 7_000 }, (_, i) => (from + i) * 2))
    expect([list.at(0), list.at(65_536), list.at(199_999)]).toEqual([0, 131_072, 399_998])
    expect([list.search(131_072), list.search(131_073), list.indexOf(399_998), list.indexOf(-5)]).toEqual([65_536, -1, 199_999, -1])
    expect(list.at(list.length)).toBeNaN()
  })

  it('is the same list where chunks are consecutive numbers', () => {
    const list = keys()
    const values = Array.from({ length: 150_000 }, (_, i) => (i < 70_000 ? i : i + 2 ** 32))
    list.append(values)
    for (const i of [0, 65_535, 65_536, 69_999, 70_000, 131_071, 131_072, 149_999]) {
      expect(list.at(i)).toBe(values[i])
      expect(list.search(values[i] ?? 0)).toBe(i)
      expect(list.indexOf(values[i] ?? 0)).toBe(i)
    }
    expect([list.indexOf(70_000), list.indexOf(0.5), list.search(70_000)]).toEqual([-1, -1, -1])
  })
})

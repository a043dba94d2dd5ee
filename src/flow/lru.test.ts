import { describe, expect, it } from 'vitest'
import { Lru } from './lru'

describe('Lru', () => {
  it('lets the longest unused go when over budget, but never the newest', () => {
    const lru = new Lru<string>(10)
    lru.set('a', 'A', 4)
    lru.set('b', 'B', 4)
    lru.get('a')
    lru.set('c', 'C', 4)
    expect([lru.get('a'), lru.get('b'), lru.get('c'), lru.cost]).toEqual(['A', undefined, 'C', 8])
    lru.set('huge', 'H', 99)
    expect([lru.get('c'), lru.get('huge'), lru.cost]).toEqual([undefined, 'H', 99])
  })
  it('counts values where they have no cost of their own', () => {
    const lru = new Lru<number>(2)
    lru.set('a', 1)
    lru.set('b', 2)
    expect(lru.get('a')).toBe(1)
    lru.set('c', 3)
    expect([lru.get('a'), lru.get('b'), lru.get('c'), lru.has('b')]).toEqual([1, undefined, 3, false])
  })

  it('takes a value in place of its former one, and lets one go when told', () => {
    const lru = new Lru<string, number>(10)
    lru.set(1, 'a', 6)
    lru.set(1, 'b', 4)
    expect([lru.get(1), lru.cost]).toEqual(['b', 4])
    lru.delete(1)
    lru.delete(1)
    expect([lru.get(1), lru.cost]).toEqual([undefined, 0])
  })
})

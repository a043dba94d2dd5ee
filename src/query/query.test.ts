import { describe, expect, it } from 'vitest'
import { EMPTY_QUERY, filterOf, withFilter, withoutFilter } from './query'

describe('query', () => {
  const similar = { kind: 'similarity', min: 0.3, max: 0.4, missing: false } as const
  const safe = { kind: 'nsfw', classes: [0] } as const

  it('keeps one filter of each kind, in one order', () => {
    const one = withFilter(withFilter(EMPTY_QUERY, similar), safe)
    const other = withFilter(withFilter(withFilter(EMPTY_QUERY, { kind: 'nsfw', classes: [2] }), safe), similar)
    expect(one).toEqual(other)
    expect(filterOf(one, 'nsfw')).toEqual(safe)
  })

  it('leaves one kind out', () => {
    const query = withoutFilter(withFilter(withFilter(EMPTY_QUERY, similar), safe), 'nsfw')
    expect(query.filters).toEqual([similar])
    expect(filterOf(query, 'nsfw')).toBeUndefined()
  })
})

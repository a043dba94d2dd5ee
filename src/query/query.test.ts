import { describe, expect, it } from 'vitest'
import { canonicalValues, columnFilterOf, EMPTY_QUERY, filterOf, withFilter, withoutFilter, type Filter } from './query'

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

  it('keeps one filter of each column, after those of the pair, by name', () => {
    const range = { kind: 'range', column: 'nsfw', min: 5, max: null, missing: false } as const
    const status = { kind: 'values', column: 'status', values: ['failed'] } as const
    const instead = { kind: 'values', column: 'nsfw', values: [null] } as const
    const query = [status, range, similar, instead].reduce<typeof EMPTY_QUERY>(
      (asked, filter: Filter) => withFilter(asked, filter),
      EMPTY_QUERY,
    )
    expect(query.filters).toEqual([similar, instead, status])
    expect(columnFilterOf(query, 'nsfw')).toEqual(instead)
    expect(withoutFilter(query, 'nsfw')).toEqual(query)
    expect(withoutFilter(query, { column: 'nsfw' }).filters).toEqual([similar, status])
  })

  it('has one order for values, each once, the missing last', () => {
    expect(canonicalValues([null, 'b', 'a', 'b'])).toEqual(['a', 'b', null])
  })
})

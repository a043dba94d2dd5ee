import { describe, expect, it } from 'vitest'
import {
  canonicalValues,
  columnFilterOf,
  EMPTY_QUERY,
  filterOf,
  identityOf,
  passesAll,
  setOfKeys,
  withFilter,
  withoutFilter,
  type Filter,
} from './query'

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

  it('is restricted to a set of pairs by the set’s id, whatever its filters', () => {
    const [one, other] = [setOfKeys(Float64Array.of(0, 9)), setOfKeys(Float64Array.of(0, 9))]
    const query = { ...EMPTY_QUERY, within: one }
    expect(withoutFilter(withFilter(query, safe), 'nsfw').within).toBe(one)
    expect([passesAll(EMPTY_QUERY), passesAll(query), passesAll(withFilter(EMPTY_QUERY, safe))]).toEqual([true, false, false])
    expect(identityOf({ ...query })).toEqual(identityOf(query))
    expect(identityOf({ ...query, within: other })).not.toEqual(identityOf(query))
    expect(identityOf(EMPTY_QUERY)).not.toEqual(identityOf(query))
    const large = { ...EMPTY_QUERY, within: setOfKeys(new Float64Array(2_000_000)) }
    expect(JSON.stringify(identityOf(large)).length).toBeLessThan(200)
  })
})

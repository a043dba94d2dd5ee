import { describe, expect, it } from 'vitest'
import type { EngineStatus } from '../engine/engine'
import { EMPTY_QUERY, withFilter } from '../query/query'
import { unfitFilters } from './unfit'

const status = (more: EngineStatus['more'], rowsTotal = 9) =>
  ({ more, rowsTotal, columns: [{ path: 'score', kind: 'range', integer: false, bytes: 0 }] }) as unknown as EngineStatus
const gone = withFilter(EMPTY_QUERY, { kind: 'range', column: 'gone', min: 1, max: null, missing: false })

describe('a filter by a column', () => {
  it('that the data lacks says so, and what to do', () => {
    expect(unfitFilters(gone, status('coming', 0))).toEqual([])
    expect(unfitFilters(gone, status('coming'))[0]?.why).toBe(
      'No shard opened so far has a column “gone” to filter by, so nothing passes. Remove the filter to go on.',
    )
    expect(unfitFilters(gone, status('none'))[0]?.why).toBe(
      'This dataset has no column “gone” to filter by, so nothing passes. Remove the filter to go on.',
    )
  })

  it('that asks for words among numbers says so', () => {
    const words = withFilter(EMPTY_QUERY, { kind: 'values', column: 'score', values: ['high'] })
    expect(unfitFilters(words, status('none'))[0]?.why).toBe(
      'The column “score” holds numbers, but the filter asks for words, so nothing passes. Remove the filter to go on.',
    )
    expect(
      unfitFilters(withFilter(EMPTY_QUERY, { kind: 'range', column: 'score', min: 1, max: null, missing: false }), status('none')),
    ).toEqual([])
  })
})

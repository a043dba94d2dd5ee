import { describe, expect, it } from 'vitest'
import type { Problem } from '../dataset/problem'
import type { ScanStatus, ShardStatus } from '../engine/scanning/scanning'
import { failuresOf } from './failures'

const failed = (problem: Problem): ShardStatus => ({
  name: problem.where,
  state: 'failed',
  rows: null,
  rowsScanned: 0,
  changes: 0,
  noRoom: false,
  mark: null,
  problem,
  shareFound: 1,
  junkRows: 0,
})
const of = (...problems: readonly Problem[]) => failuresOf({ shards: problems.map(failed) } as unknown as ScanStatus)

describe('shards that failed', () => {
  it('are told by what is wrong with them, the most common first', () => {
    const groups = of(
      { code: 'not-found', where: 'a', detail: '404' },
      { code: 'forbidden', where: 'b', detail: '403' },
      { code: 'forbidden', where: 'c', detail: '403' },
      { code: 'forbidden', where: 'd', detail: '401' },
    )
    expect(groups.map(({ title, shards }) => [title, shards])).toEqual([
      ['The host refused access (403)', [1, 2]],
      ['There is no file at this address (404)', [0]],
      ['The host refused access (401)', [3]],
    ])
  })

  it('are told without what differs between them', () => {
    expect(of({ code: 'truncated', where: 'a', detail: 'the end is missing' })[0]?.cause).toContain('the end is missing')
    const [group] = of(
      { code: 'truncated', where: 'a', detail: 'the end is missing' },
      { code: 'truncated', where: 'b', detail: '3 of 9 bytes came' },
    )
    expect(group?.shards).toEqual([0, 1])
    expect(group?.cause).toBe('Its bytes do not fit together.')
  })
})

import { describe, expect, it } from 'vitest'
import { groupAt, hasOthers, isAtEnd, putOff, released, retried, startOf, take, type ScanCursor } from './scan-cursor'

/** The shards in the order they are taken from here on, and what is left then. */
function allOf(from: ScanCursor): { readonly taken: number[]; readonly end: ScanCursor } {
  const taken: number[] = []
  let end = from
  for (let next = take(end); next.shard !== null; next = take(end)) {
    taken.push(next.shard)
    end = next.cursor
  }
  return { taken, end }
}

describe('the cursor of a scan', () => {
  it('takes each shard once, in dataset order', () => {
    const { taken, end } = allOf(startOf(3))
    expect([taken, isAtEnd(end), isAtEnd(startOf(0)), isAtEnd(startOf(1))]).toEqual([[0, 1, 2], true, true, false])
  })

  it('takes what is tried again before the others, and what is put off after them', () => {
    const begun = take(startOf(4))
    const off = putOff(begun.cursor, 0)
    const again = retried(retried(off, [7]), [8, 9])
    expect(allOf(again).taken).toEqual([8, 9, 7, 1, 2, 3, 0])
    expect([hasOthers(again), hasOthers(putOff(allOf(off).end, 0)), isAtEnd(putOff(allOf(off).end, 0))]).toEqual([true, false, false])
  })

  it('passes over what is held, though it is tried again, until it is released', () => {
    const odd = (shard: number) => shard % 2 === 1
    const first = take(retried(putOff(putOff(startOf(4), 7), 8), [9, 10, 11]), odd)
    const second = take(first.cursor, odd)
    const third = take(second.cursor, odd)
    const fourth = take(third.cursor, odd)
    const fifth = take(fourth.cursor, odd)
    expect([first, second, third, fourth, fifth].map(({ shard }) => shard)).toEqual([10, 0, 2, 8, null])
    expect([isAtEnd(fifth.cursor), fifth.cursor.held]).toEqual([true, [9, 11, 1, 3, 7]])
    expect(allOf(released(fifth.cursor)).taken).toEqual([9, 11, 1, 3, 7])
    expect(released(startOf(1))).toEqual(startOf(1))
  })

  it('goes on in a shard behind the rows that are there', () => {
    const groups = [0, 100, 100, 250].map((firstRow) => ({ firstRow }))
    expect([0, 100, 250, 300].map((rows) => groupAt(groups, rows))).toEqual([0, 1, 3, 4])
    expect(groupAt([], 0)).toBe(0)
  })
})

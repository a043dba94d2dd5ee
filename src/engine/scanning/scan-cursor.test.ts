import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ahead, groupAt, hasOthers, isAtEnd, putOff, retried, startOf, take, type ScanCursor } from './scan-cursor'

/** The shards in the order they are taken from here on, and what is left then. */
function allOf(from: ScanCursor): { readonly taken: number[]; readonly end: ScanCursor } {
  const taken: number[] = []
  let end = from
  for (let next = take(end); next !== null; next = take(end)) {
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
    const off = putOff(begun?.cursor ?? startOf(0), 0)
    const again = retried(retried(off, [7]), [8, 9])
    expect(allOf(again).taken).toEqual([8, 9, 7, 1, 2, 3, 0])
    expect([hasOthers(again), hasOthers(putOff(allOf(off).end, 0)), isAtEnd(putOff(allOf(off).end, 0))]).toEqual([true, false, false])
  })

  it('says what comes next', () => {
    expect([ahead(startOf(5), 2), ahead(startOf(1), 2), ahead(retried(startOf(5), [4]), 2)]).toEqual([[0, 1], [0], [4, 0]])
    fc.assert(
      fc.property(fc.nat(6), fc.array(fc.nat(20), { maxLength: 4 }), fc.nat(8), (shards, again, count) => {
        const cursor = retried(startOf(shards), again)
        expect(ahead(cursor, count)).toEqual(allOf(cursor).taken.slice(0, count))
      }),
    )
  })

  it('goes on in a shard behind the rows that are there', () => {
    const groups = [0, 100, 100, 250].map((firstRow) => ({ firstRow }))
    expect([0, 100, 250, 300].map((rows) => groupAt(groups, rows))).toEqual([0, 1, 3, 4])
    expect(groupAt([], 0)).toBe(0)
  })
})

import { describe, expect, it } from 'vitest'
import { followed, readAgain, revive, toldRevision, toldStatus } from './revival'
import { changesOf, type DatasetStatus } from './status'

type Rows = readonly (number | 'failed')[]

function status(rows: Rows, more: DatasetStatus['more'], revision: number, part: Partial<DatasetStatus> = {}): DatasetStatus {
  const scanned = rows.map((each) => (each === 'failed' ? 0 : each))
  return {
    phase: more === 'coming' ? 'scanning' : more === 'held' ? 'paused' : 'complete',
    more,
    shards: rows.map((each, index) => ({
      name: `${index}.parquet`,
      state: each === 'failed' ? 'failed' : each === 100 ? 'done' : each > 0 ? 'reading' : 'waiting',
      rows: 100,
      shareFound: 1,
      junkRows: 0,
      changes: 0,
      noRoom: false,
      mark: null,
      rowsScanned: scanned[index] ?? 0,
      problem: null,
    })),
    rowsScanned: scanned.reduce((sum, each) => sum + each, 0),
    rowsTotal: 100 * rows.length,
    rowsKnown: true,
    hostWait: null,
    waits: [],
    arriving: null,
    stops: [],
    bytesFetched: 0,
    requests: 0,
    costLeft: null,
    tableBytes: 0,
    budgetBytes: 1,
    revision,
    reorders: 0,
    roles: [],
    captionScan: null,
    columns: [],
    columnReads: [],
    ...part,
  }
}

describe('a reader that was started anew', () => {
  const before = status([100, 50, 0], 'coming', 7, { roles: ['url'] })

  it('says nothing new of the rows before as many are there again, and then that all may be read anew', () => {
    const revival = revive(null, before)
    const early = status([30, 0, 0], 'coming', 2)
    expect(followed(revival, early)).toBe(revival)
    expect(toldStatus(revival, early)).toMatchObject({
      revision: 7,
      reorders: 0,
      rowsScanned: 30,
      roles: ['url'],
    })
    const late = status([100, 50, 0], 'coming', 4)
    const caughtUp = followed(revival, late)
    expect(toldStatus(caughtUp, late)).toMatchObject({ revision: 12, reorders: 0 })
    expect(followed(caughtUp, early)).toBe(caughtUp)
  })

  it('has whoever asks meanwhile ask again: answers count as older than what is told', () => {
    const revival = revive(null, before)
    expect(toldRevision(revival, 3)).toBe(6)
    const caughtUp = followed(revival, status([100, 100, 0], 'coming', 5))
    expect(toldRevision(caughtUp, 5)).toBe(13)
    expect(toldRevision(null, 5)).toBe(5)
  })

  it.each(['held', 'none'] as const)('has as many rows as come by themselves: %s', (more) => {
    expect(followed(revive(null, before), status([60, 'failed', 0], more, 1)).caughtUp).toBe(true)
  })

  it('counts from the rows of before its first death, and never back', () => {
    const first = revive(null, before)
    const again = revive(first, toldStatus(first, status([30, 0, 0], 'coming', 2)))
    expect(followed(again, status([40, 0, 0], 'coming', 1))).toBe(again)
    expect(readAgain(again)).toBe(2)
    const late = status([100, 50, 0], 'coming', 4)
    const later = revive(followed(again, late), toldStatus(followed(again, late), late))
    expect(toldStatus(later, status([], 'coming', 0))).toMatchObject({ revision: 12 })
  })

  it('is told how often the files of shards have changed', () => {
    expect([...changesOf(before.shards.map((shard, index) => ({ ...shard, changes: 2 * index })))]).toEqual([
      [1, 2],
      [2, 4],
    ])
  })

  it('has the order read anew where rows may come between those that were there', () => {
    const gaps = revive(null, status([100, 'failed', 20], 'coming', 7, { reorders: 2 }))
    const late = status([100, 50, 0], 'coming', 4, { reorders: 1 })
    expect(toldStatus(followed(gaps, late), late).reorders).toBe(4)
    expect(toldStatus(gaps, late).reorders).toBe(2)
  })
})

import { describe, expect, it } from 'vitest'
import { countKeys, intersect, NO_KEYS, rangesOf } from '../../pair/key-ranges'
import type { NsfwClass, Pair, PairKey } from '../../pair/pair'
import { EMPTY_QUERY, filterOf, withFilter, type Query } from '../../query/query'
import { admitted, Guard, sortByClass } from './guard'

/** Rows 0 to 7: two of each class in turn; the odd ones speak of minors. Row 9 is not scanned. */
const CLASSES: readonly NsfwClass[] = [0, 0, 1, 1, 2, 2, 3, 3]
const SCANNED = rangesOf(CLASSES.map((_, key) => key))

function pair(key: PairKey): Pair {
  const caption = key % 2 === 1 ? 'two kids on a beach' : 'a lighthouse'
  return { key, caption, url: null, licence: '', nsfw: CLASSES[key] ?? 3, similarity: null, width: 0, height: 0, hasPicture: false }
}

const asked: PairKey[] = []
const engine = {
  keys(query: Query) {
    const classes = filterOf(query, 'nsfw')?.classes ?? [0, 1, 2, 3]
    const passing = rangesOf(CLASSES.flatMap((nsfw, key) => (classes.includes(nsfw) ? [key] : [])))
    return Promise.resolve(query.within ? intersect(passing, query.within.keys) : passing)
  },
  pairs(keys: readonly PairKey[]) {
    asked.push(...keys)
    return Promise.resolve(keys.map((key) => (key === 4 ? null : pair(key))))
  },
}
const ALL = { kind: 'passing', query: EMPTY_QUERY } as const
const consent = (...classes: readonly NsfwClass[]) => new Set(classes)

describe('which classes may leave', () => {
  it('takes UNLIKELY alone where nothing is ticked', async () => {
    const sorted = await sortByClass(engine, ALL)
    expect([...admitted(sorted, consent())]).toEqual([0, 1])
    expect(sorted.unscanned).toBe(0)
  })

  it('takes each class only once it is ticked', async () => {
    const sorted = await sortByClass(engine, ALL)
    expect([...admitted(sorted, consent(3))]).toEqual([0, 1, 6, 7])
    expect([...admitted(sorted, consent(1, 2, 3))]).toEqual([...SCANNED])
  })

  it('asks for no class that the filters leave out', async () => {
    const query = withFilter(EMPTY_QUERY, { kind: 'nsfw', classes: [2] })
    const sorted = await sortByClass(engine, { kind: 'passing', query })
    expect(sorted.classes.map(countKeys)).toEqual([0, 0, 2, 0])
    expect(admitted(sorted, consent())).toEqual(NO_KEYS)
  })

  it('leaves rows that were not scanned, and counts them', async () => {
    const sorted = await sortByClass(engine, { kind: 'selection', keys: rangesOf([1, 2, 9]) })
    expect(sorted.unscanned).toBe(1)
    expect([...admitted(sorted, consent(1, 2, 3))]).toEqual([1, 2])
    const ranked = await sortByClass(engine, { kind: 'ranking', keys: Float64Array.of(9, 7, 0) })
    expect(ranked.unscanned).toBe(1)
  })
})

describe('the guard before a batch', () => {
  it('lets no row pass whose unsafe tag meets a caption that speaks of minors, whatever is ticked', async () => {
    const guard = new Guard(engine, await sortByClass(engine, ALL), consent(1, 2, 3))
    const { keys, blocked, unread } = await guard.pass(Float64Array.from(CLASSES.keys()))
    expect([...keys]).toEqual([0, 1, 2, 6, 7])
    expect({ blocked, unread }).toEqual({ blocked: 2, unread: 1 })
  })

  it('reads no caption where no tag can block', async () => {
    asked.length = 0
    const guard = new Guard(engine, await sortByClass(engine, ALL), consent(3))
    expect((await guard.pass(Float64Array.of(0, 1, 6, 7))).blocked).toBe(0)
    expect(asked).toEqual([])
  })

  it('lets nothing pass that was not ticked, even if it is handed such a key', async () => {
    const guard = new Guard(engine, await sortByClass(engine, ALL), consent())
    expect([...(await guard.pass(Float64Array.of(0, 2, 1))).keys]).toEqual([0, 1])
  })

  it('keeps the order it is given', async () => {
    const guard = new Guard(engine, await sortByClass(engine, ALL), consent(1, 3))
    expect([...(await guard.pass(Float64Array.of(7, 3, 0, 2, 6))).keys]).toEqual([7, 0, 2, 6])
  })
})

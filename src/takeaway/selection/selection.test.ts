import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countKeys, hasKey, intersect, NO_KEYS, rangesOf, type KeyRanges } from '../../pair/key-ranges'
import { NOTHING_SELECTED, selectionReducer, type Selection, type SelectionAction } from './selection'

const of = (...keys: readonly number[]): KeyRanges => rangesOf(keys)
const after = (...actions: readonly SelectionAction[]): Selection => actions.reduce(selectionReducer, NOTHING_SELECTED)
const span = (a: number, b: number): KeyRanges => new Float64Array([Math.min(a, b), Math.max(a, b)])

describe('a selection', () => {
  it('begins empty, and marks and unmarks pair by pair', () => {
    const two = after({ kind: 'toggle', key: 5 }, { kind: 'toggle', key: 9 })
    expect(two).toMatchObject({ keys: of(5, 9), anchor: 9 })
    expect(selectionReducer(two, { kind: 'toggle', key: 5 })).toMatchObject({ keys: of(9), anchor: 5 })
  })

  it('extends from the anchor, and a later range from there takes the place of the former', () => {
    const start = after({ kind: 'toggle', key: 20 }, { kind: 'toggle', key: 10 })
    const far = selectionReducer(start, { kind: 'extend', from: 10, between: span(10, 15) })
    expect(far).toMatchObject({ keys: of(10, 11, 12, 13, 14, 15, 20), anchor: 10 })
    const near = selectionReducer(far, { kind: 'extend', from: 10, between: span(10, 12) })
    expect(near.keys).toEqual(of(10, 11, 12, 20))
    const back = selectionReducer(near, { kind: 'extend', from: 10, between: span(8, 10) })
    expect(back.keys).toEqual(of(8, 9, 10, 20))
  })

  it('keeps what was marked before a range that shrinks again', () => {
    const marked = after({ kind: 'toggle', key: 14 }, { kind: 'toggle', key: 10 })
    const over = selectionReducer(marked, { kind: 'extend', from: 10, between: span(10, 16) })
    expect(selectionReducer(over, { kind: 'extend', from: 10, between: span(10, 11) }).keys).toEqual(of(10, 11, 14))
  })

  it('follows a frame, which lets go of what it has left', () => {
    const before = after({ kind: 'toggle', key: 3 })
    const wide = selectionReducer(before, { kind: 'frame', before, held: of(1, 2, 3, 4) })
    expect(wide.keys).toEqual(of(1, 2, 3, 4))
    expect(selectionReducer(wide, { kind: 'frame', before, held: of(1) }).keys).toEqual(of(1, 3))
  })

  it('of all of thirteen million pairs is one range', () => {
    const all = after({ kind: 'set', keys: new Float64Array([0, 12_999_999]) })
    expect(countKeys(all.keys)).toBe(13_000_000)
    expect(selectionReducer(all, { kind: 'toggle', key: 6_000_000 }).keys).toEqual(new Float64Array([0, 5_999_999, 6_000_001, 12_999_999]))
  })

  it('that is let go of can be had back, until something else is marked or nobody wants it', () => {
    const none = after({ kind: 'set', keys: of(1, 2) }, { kind: 'none' })
    expect(none).toMatchObject({ keys: NO_KEYS, cleared: of(1, 2) })
    expect(selectionReducer(none, { kind: 'undo' }).keys).toEqual(of(1, 2))
    expect(selectionReducer(none, { kind: 'dismiss' })).toEqual(NOTHING_SELECTED)
    const other = selectionReducer(none, { kind: 'toggle', key: 7 })
    expect(selectionReducer(other, { kind: 'undo' })).toBe(other)
    // Nothing more is lost by letting go of nothing.
    expect(selectionReducer(none, { kind: 'none' })).toBe(none)
  })

  it('is turned round among those shown: no other is marked then', () => {
    const some = after({ kind: 'set', keys: of(1, 2, 30) })
    expect(selectionReducer(some, { kind: 'invert', shown: span(0, 5) }).keys).toEqual(of(0, 3, 4, 5))
  })

  it('lets go of pairs that are not there any more', () => {
    const some = after({ kind: 'set', keys: of(1, 2, 3) })
    expect(selectionReducer(some, { kind: 'keep', isThere: (keys) => intersect(keys, of(2, 3, 4)) }).keys).toEqual(of(2, 3))
  })

  it('holds exactly what a plain set holds, whatever is done to it', () => {
    const keys = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 12 })
    const action = fc.oneof(
      fc.record({ kind: fc.constant('toggle' as const), key: fc.integer({ min: 0, max: 40 }) }),
      fc.record({ kind: fc.constant('set' as const), keys: keys.map(rangesOf) }),
      fc.record({ kind: fc.constant('none' as const) }),
    )
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        const plain = new Set<number>()
        for (const each of actions) {
          if (each.kind !== 'toggle') plain.clear()
          if (each.kind === 'toggle' && !plain.delete(each.key)) plain.add(each.key)
          if (each.kind === 'set') for (let key = 0; key <= 40; key++) if (hasKey(each.keys, key)) plain.add(key)
        }
        const { keys: marked } = after(...actions)
        expect(marked).toEqual(rangesOf([...plain]))
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CANVAS_HEIGHT, nativeOf, offsetOf, SCROLL_START, scrollReducer, type ScrollState } from './scroll'

const viewport = 800
const start = (content: number): ScrollState => scrollReducer(SCROLL_START, { kind: 'resize', content, viewport })
/** What the browser does: the element's position stays between 0 and its end. */
const wheel = (state: ScrollState, by: number) =>
  scrollReducer(state, {
    kind: 'native',
    native: Math.min(Math.max(state.native + by, 0), Math.min(state.content, CANVAS_HEIGHT) - viewport),
  })

describe('scrolling a canvas that stands for a taller one', () => {
  it('is the identity while the content fits', () => {
    let state = start(1_000_000)
    for (const by of [100, 5000, -300, 900_000]) {
      state = wheel(state, by)
      expect(state.offset).toBe(state.native)
    }
  })

  it('maps both ways to the same place', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 9_000_000, max: 3_000_000_000 }), (part, content) => {
        const offset = part * (content - viewport)
        expect(offsetOf(nativeOf(offset, { content, viewport }), { content, viewport })).toBeCloseTo(offset, -1)
      }),
    )
  })

  it('moves one to one for every small movement, anywhere', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer({ min: -1000, max: 1000 }), (part, by) => {
        const content = 300_000_000
        const state = scrollReducer(start(content), { kind: 'to', offset: part * content })
        expect(wheel(state, by).offset).toBeCloseTo(state.offset + by, 3)
      }),
    )
  })

  it('follows a dragged scrollbar to the place it stands for', () => {
    const state = wheel(start(300_000_000), 4_000_000)
    expect(state.offset / 300_000_000).toBeCloseTo(0.5, 1)
  })

  it('reaches the very end and the very start by the scrollbar', () => {
    const end = scrollReducer(start(300_000_000), { kind: 'native', native: CANVAS_HEIGHT - viewport })
    expect(end.offset).toBe(300_000_000 - viewport)
    expect(scrollReducer(end, { kind: 'native', native: 0 }).offset).toBe(0)
  })

  it('reaches the very end and the very start by the wheel', () => {
    const content = 50_000_000
    let state = scrollReducer(start(content), { kind: 'to', offset: content - 600_000 })
    for (let i = 0; i < 1300 && state.offset < content - viewport; i++) state = wheel(state, 500)
    expect(state.offset).toBe(content - viewport)
    expect(state.native).toBe(CANVAS_HEIGHT - viewport)
    state = scrollReducer(state, { kind: 'to', offset: 600_000 })
    for (let i = 0; i < 1300 && state.offset > 0; i++) state = wheel(state, -500)
    expect([state.offset, state.native]).toEqual([0, 0])
  })

  it('never strands the native position at an end while there is more to scroll', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -2_000_000, max: 2_000_000 }), { maxLength: 60 }), (moves) => {
        let state = start(90_000_000)
        for (const by of moves) state = wheel(state, by)
        if (state.native <= 0) expect(state.offset).toBe(0)
        if (state.native >= CANVAS_HEIGHT - viewport) expect(state.offset).toBe(90_000_000 - viewport)
      }),
    )
  })

  it('stays where it is when rows arrive below', () => {
    const before = wheel(start(5_000_000), 3000)
    const after = scrollReducer(before, { kind: 'resize', content: 80_000_000, viewport })
    expect([after.offset, after.native]).toEqual([before.offset, before.native])
  })

  it('comes back into bounds when the content shrinks', () => {
    const before = scrollReducer(start(90_000_000), { kind: 'to', offset: 80_000_000 })
    expect(scrollReducer(before, { kind: 'resize', content: 2000, viewport })).toMatchObject({ offset: 1200, native: 1200 })
  })
})

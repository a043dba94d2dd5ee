import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JustifiedLayout, tileAspect } from './layout'

const MEASURES = { rowHeight: 200, gap: 10, strip: 40 }
const aspects = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.05, max: 20, noNaN: true })), { maxLength: 300 })
const widths = fc.integer({ min: 240, max: 3000 })

function layOut(list: readonly number[], width: number, step = Infinity): JustifiedLayout {
  const layout = new JustifiedLayout(width, MEASURES)
  while (layout.tiles < list.length) layout.take((i) => list[i] ?? 0, list.length, step)
  return layout
}

const rowsOf = (layout: JustifiedLayout) => Array.from({ length: layout.rows }, (_, i) => layout.row(i))

describe('justified layout', () => {
  it('holds every tile once, in order, in rows without overlap', () => {
    fc.assert(
      fc.property(aspects, widths, (list, width) => {
        const layout = layOut(list, width)
        let tile = 0
        let top = 0
        for (const row of rowsOf(layout)) {
          expect(row.first).toBe(tile)
          expect(row.last).toBeGreaterThan(row.first)
          expect(row.top).toBeCloseTo(top, 2)
          tile = row.last
          top = row.top + row.height + 50
        }
        expect(tile).toBe(list.length)
        expect(layout.height).toBeCloseTo(top, 2)
      }),
    )
  })

  it('fills the width with every row but the last', () => {
    fc.assert(
      fc.property(aspects, widths, (list, width) => {
        const layout = layOut(list, width)
        for (const row of rowsOf(layout).slice(0, -1)) {
          const last = layout.boxes(row, (i) => list[i] ?? 0).at(-1)
          expect((last?.left ?? 0) + (last?.width ?? 0)).toBeCloseTo(width, 1)
        }
      }),
    )
  })

  it('does not depend on how the tiles arrive', () => {
    fc.assert(
      fc.property(aspects, widths, fc.integer({ min: 1, max: 40 }), (list, width, step) => {
        expect(rowsOf(layOut(list, width, step))).toEqual(rowsOf(layOut(list, width)))
      }),
    )
  })

  it('never moves a closed row when tiles arrive', () => {
    const list = Array.from({ length: 100 }, (_, i) => 0.5 + (i % 7) / 3)
    const layout = layOut(list.slice(0, 50), 900)
    const before = rowsOf(layout).slice(0, -1)
    layout.take((i) => list[i] ?? 0, list.length, Infinity)
    expect(rowsOf(layout).slice(0, before.length)).toEqual(before)
  })

  it('keeps rows near the wanted height, and does not stretch the last', () => {
    const layout = layOut(Array<number>(11).fill(1.5), 1000)
    const heights = rowsOf(layout).map((row) => row.height)
    for (const height of heights) expect(Math.abs(height - 200)).toBeLessThan(60)
    expect(layOut([1], 1000).row(0).height).toBe(200)
  })

  it('finds rows by offset and by tile', () => {
    fc.assert(
      fc.property(aspects, widths, (list, width) => {
        const layout = layOut(list, width)
        rowsOf(layout).forEach((row, i) => {
          expect(layout.rowAt(row.top)).toBe(i)
          expect(layout.rowAt(row.top + row.height)).toBe(i)
          expect([layout.rowOfTile(row.first), layout.rowOfTile(row.last - 1)]).toEqual([i, i])
        })
        expect(layout.rowOfTile(list.length)).toBe(-1)
      }),
    )
    expect(layOut([], 500).rowAt(0)).toBe(-1)
    expect(layOut([1, 1], 900).rowAt(-50)).toBe(0)
  })

  it('makes unknown shapes square and keeps extreme ones in bounds', () => {
    expect([tileAspect(0), tileAspect(0.01), tileAspect(40), tileAspect(1.5)]).toEqual([1, 0.6, 3, 1.5])
  })
})

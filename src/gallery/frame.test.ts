import { describe, expect, it } from 'vitest'
import { NO_KEYS, rangesOf } from '../pair/key-ranges'
import { keysInFrame } from './frame'
import { JustifiedLayout } from './layout'

/** Squares of 100 pixels, four a row with gaps of 10, over strips of 20: a row every 130. */
function squares(count: number) {
  const layout = new JustifiedLayout(430, { rowHeight: 100, gap: 10, strip: 20 })
  layout.take(() => 1, count, count)
  return { layout, list: { keyAt: (index: number) => 1000 + index, aspectAt: () => 1 } }
}
const held = (count: number, a: readonly [number, number], b: readonly [number, number]) => {
  const { layout, list } = squares(count)
  return keysInFrame(layout, list, { x: a[0], y: a[1] }, { x: b[0], y: b[1] })
}

describe('a frame on the grid', () => {
  it('holds the pairs whose tiles it touches, whichever way it is drawn', () => {
    const four = rangesOf([1001, 1002, 1005, 1006])
    expect(held(12, [150, 50], [250, 180])).toEqual(four)
    expect(held(12, [250, 180], [150, 50])).toEqual(four)
  })

  it('counts the words below a picture as part of the tile, and nothing between tiles', () => {
    expect(held(12, [20, 110], [30, 115])).toEqual(rangesOf([1000]))
    expect(held(12, [102, 0], [108, 50])).toEqual(NO_KEYS)
    expect(held(12, [0, 122], [400, 128])).toEqual(NO_KEYS)
  })

  it('reaches as far as there are tiles', () => {
    expect(held(6, [-50, -50], [5000, 5000])).toEqual(rangesOf([1000, 1001, 1002, 1003, 1004, 1005]))
    expect(held(0, [0, 0], [500, 500])).toEqual(NO_KEYS)
  })
})

import type { KeyRanges } from '../pair/key-ranges'
import { rangesOf } from '../pair/key-ranges'
import type { JustifiedLayout } from './layout'
import type { Results } from './list'

/** A corner of a frame: pixels from the left of the tiles and from the real top of the grid. */
export interface Corner {
  readonly x: number
  readonly y: number
}

/** The pairs whose tiles a frame touches, drawn from one corner to the other. */
export function keysInFrame(
  layout: JustifiedLayout,
  { keyAt, aspectAt }: Pick<Results, 'keyAt' | 'aspectAt'>,
  a: Corner,
  b: Corner,
): KeyRanges {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)]
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)]
  const keys: number[] = []
  for (let index = Math.max(0, layout.rowAt(top)); index < layout.rows; index++) {
    const row = layout.row(index)
    if (row.top > bottom) break
    if (row.top + row.height + layout.measures.strip < top) continue
    for (const box of layout.boxes(row, aspectAt)) {
      const key = box.left <= right && box.left + box.width >= left ? keyAt(box.index) : undefined
      if (key !== undefined) keys.push(key)
    }
  }
  return rangesOf(keys)
}

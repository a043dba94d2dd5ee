import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react'
import type { Store } from '../flow/store'
import type { PairKey } from '../pair/pair'
import { selectionReducer, type Selection, type SelectionAction } from '../takeaway/selection/selection'
import { keysBetween } from './between'
import { keysInFrame, type Corner } from './frame'
import { PADDING, type GridModel } from './grid-model'

/** A finger that stays so long begins to mark. */
const LONG_PRESS_MS = 500
/** Pixels that a press may move before it is a frame, or a scroll. */
const STILL = 8
/** So near to the edge a frame scrolls the grid, by at most so many pixels a picture of the screen. */
const EDGE = 40
const SCROLL_STEP = 24

/** The frame that is being drawn, in pixels of the viewport. */
export interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

interface Press {
  readonly pointerId: number
  readonly touch: boolean
  readonly x: number
  readonly y: number
  readonly from: Corner
  /** What was marked when the frame began; null while it is no frame. */
  before: Selection | null
  at: { x: number; y: number }
}

interface MarkingOf {
  readonly model: GridModel
  readonly selection: Store<Selection>
  readonly scroller: React.RefObject<HTMLDivElement | null>
  /** The place of the tile that the keyboard is at. */
  readonly active: number
}

const tileAt = (target: EventTarget) => (target instanceof Element ? target.closest<HTMLElement>('[data-tile]') : null)

/**
 * Marking pairs on the grid: a click with Ctrl, Cmd or Shift held, a frame drawn by the mouse, a finger that stays, and taps from then on.
 * Gives handlers for what scrolls the tiles, and what else marks.
 */
export function useMarking({ model, selection, scroller, active }: MarkingOf) {
  const press = useRef<Press | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  /** The click that follows a frame or a long press does nothing. */
  const swallow = useRef(false)
  /** Tells an extension that another has followed. */
  const turn = useRef(0)
  const [frame, setFrame] = useState<Frame | null>(null)
  const { results } = model

  const select = (action: SelectionAction): void => {
    turn.current += 1
    selection.set(selectionReducer(selection.get(), action))
  }
  const extendTo = (index: number): void => {
    const { anchor } = selection.get()
    const known = anchor === null ? -1 : results.indexOf(anchor)
    const start = known < 0 ? Math.min(active, results.count - 1) : known
    const from = results.keyAt(start)
    if (from === undefined) return
    const mine = ++turn.current
    void keysBetween(results, Math.min(start, index), Math.max(start, index)).then((between) => {
      if (mine === turn.current) select({ kind: 'extend', from, between })
    })
  }
  const markNow = (index: number, key: PairKey, extend: boolean): void => (extend ? extendTo(index) : select({ kind: 'toggle', key }))
  const latest = useRef(markNow)
  useEffect(() => {
    latest.current = markNow
  })
  /** By its mark, or in place of opening it. The same for good, so that tiles are not drawn anew for it. */
  const mark = useCallback((index: number, key: PairKey, extend: boolean): void => latest.current(index, key, extend), [])

  const cornerAt = (x: number, y: number): Corner => {
    const box = scroller.current?.getBoundingClientRect()
    return { x: x - (box?.left ?? 0) - PADDING, y: y - (box?.top ?? 0) + model.scroll.offset - PADDING }
  }
  const draw = (): void => {
    const { current } = press
    const box = scroller.current?.getBoundingClientRect()
    if (!current?.before || !box || !model.layout) return
    const to = cornerAt(current.at.x, current.at.y)
    select({ kind: 'frame', before: current.before, held: keysInFrame(model.layout, results, current.from, to) })
    const top = current.from.y - model.scroll.offset + PADDING
    const y = current.at.y - box.top
    const left = current.from.x + PADDING
    const x = current.at.x - box.left
    setFrame({ left: Math.min(left, x), top: Math.min(top, y), width: Math.abs(x - left), height: Math.abs(y - top) })
  }
  const follow = (): void => {
    const { current } = press
    const box = scroller.current?.getBoundingClientRect()
    if (!current?.before || !box) return
    const above = box.top + EDGE - current.at.y
    const below = current.at.y - (box.bottom - EDGE)
    const by = above > 0 ? -above : below > 0 ? below : 0
    if (by !== 0) {
      model.scrollTo(model.scroll.offset + Math.min(Math.max(by / 2, -SCROLL_STEP), SCROLL_STEP))
      draw()
    }
    requestAnimationFrame(follow)
  }
  const end = (): void => {
    clearTimeout(timer.current)
    const drawn = press.current?.before !== null && press.current !== null
    press.current = null
    setFrame(null)
    if (!drawn) return
    // The click comes at once, or not at all.
    swallow.current = true
    setTimeout(() => (swallow.current = false))
  }
  useEffect(() => () => clearTimeout(timer.current), [])

  const handlers = {
    onPointerDown(event: PointerEvent) {
      const touch = event.pointerType === 'touch'
      swallow.current = false
      // A press on the scrollbar is beside the tiles.
      const box = event.currentTarget
      if (event.button !== 0 || event.clientX - box.getBoundingClientRect().left > box.clientWidth) return
      const { clientX: x, clientY: y, pointerId } = event
      press.current = { pointerId, touch, x, y, from: cornerAt(x, y), before: null, at: { x, y } }
      const tile = tileAt(event.target)
      if (!touch || !tile) return
      clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        press.current = null
        swallow.current = true
        select({ kind: 'toggle', key: Number(tile.dataset.pair) })
      }, LONG_PRESS_MS)
    },
    onPointerMove(event: PointerEvent) {
      const { current } = press
      if (!current || current.pointerId !== event.pointerId) return
      current.at = { x: event.clientX, y: event.clientY }
      if (!current.before) {
        if (Math.hypot(event.clientX - current.x, event.clientY - current.y) <= STILL) return
        clearTimeout(timer.current)
        if (current.touch || (event.buttons & 1) === 0) {
          press.current = null
          return
        }
        current.before = selection.get()
        event.currentTarget.setPointerCapture(event.pointerId)
        requestAnimationFrame(follow)
      }
      draw()
    },
    onPointerUp: end,
    onPointerCancel: end,
    /** A finger that stays asks some browsers for a menu. */
    onContextMenu(event: MouseEvent) {
      if (press.current?.touch || swallow.current) event.preventDefault()
    },
    onClickCapture(event: MouseEvent) {
      const tile = tileAt(event.target)
      const { shiftKey, ctrlKey, metaKey } = event
      const taps = (event.nativeEvent as globalThis.PointerEvent).pointerType === 'touch' && selection.get().keys.length > 0
      const swallowed = swallow.current
      swallow.current = false
      if (!swallowed && !(tile && tile.dataset.state === undefined && (shiftKey || ctrlKey || metaKey || taps))) return
      event.preventDefault()
      event.stopPropagation()
      if (!swallowed && tile) mark(Number(tile.dataset.tile), Number(tile.dataset.pair), shiftKey)
    },
  }

  /** Keys that mark. Tells whether it was one. */
  const onKey = (event: KeyboardEvent, openAny: boolean): boolean => {
    const key = results.keyAt(active)
    if (event.key === ' ' && !event.ctrlKey && !event.metaKey && !event.altKey && key !== undefined) mark(active, key, event.shiftKey)
    else if (event.key === 'Escape' && !openAny && selection.get().keys.length > 0) select({ kind: 'none' })
    else return false
    event.preventDefault()
    return true
  }
  return { frame, handlers, mark, extendTo, onKey }
}

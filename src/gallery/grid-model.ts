import { measuresOf, type Density } from './density'
import { JustifiedLayout, type Row } from './layout'
import type { Results } from './list'
import { canvasHeight, SCROLL_START, scrollReducer, type ScrollAction, type ScrollState } from './scroll'

/** Rows this far beyond the viewport are in the DOM too, in pixels. */
export const OVERSCAN = 500
/** How often scrolling renders, in pixels; less than the overscan. */
const RENDER_STEP = 120
/** Laying out takes at most this long at a time. */
const SLICE_MS = 8
const SLICE_TILES = 20_000
/** The grid's padding at either side, and above and below. */
export const PADDING = 12

/** What the grid shows, apart from React: the layout of the results and where in it the person is. */
export class GridModel {
  layout: JustifiedLayout | null = null
  scroll: ScrollState = SCROLL_START
  private next: JustifiedLayout | null = null
  private generation: number
  private element: HTMLElement | null = null
  /** The element's scrollTop, as last read. */
  private elementNative = 0
  private width = 0
  private viewport = 0
  private version = 0
  private rendered = NaN
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly listeners = new Set<() => void>()

  constructor(
    readonly results: Results,
    private density: Density,
    /** Whether there is a line for the values of columns. */
    private values: boolean,
  ) {
    this.generation = results.generation
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly getSnapshot = (): number => this.version

  /** Follows an element's size and scroll position until the function it returns is called. */
  readonly attach = (element: HTMLElement): (() => void) => {
    this.element = element
    this.elementNative = element.scrollTop
    const resize = new ResizeObserver(() => this.measure())
    resize.observe(element)
    const onScroll = () => {
      this.elementNative = element.scrollTop
      this.dispatch({ kind: 'native', native: this.elementNative })
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    const unsubscribe = this.results.subscribe(() => this.grow())
    this.measure()
    return () => {
      resize.disconnect()
      element.removeEventListener('scroll', onScroll)
      unsubscribe()
      clearTimeout(this.timer)
      this.element = null
    }
  }

  setDensity(density: Density, values: boolean): void {
    if (density === this.density && values === this.values) return
    this.density = density
    this.values = values
    this.relayout()
  }

  /** Pixels from an element's top at which real offset 0 lies: positions in the canvas are real ones plus this. */
  get shift(): number {
    return this.scroll.native - this.scroll.offset + PADDING
  }

  get canvas(): number {
    return canvasHeight(this.content)
  }

  /** Rows in or near the viewport among rows [from, to). */
  rowsInView(from: number, to: number): Row[] {
    const { layout, scroll } = this
    if (!layout) return []
    const rows: Row[] = []
    const first = Math.max(from, layout.rowAt(scroll.offset - PADDING - OVERSCAN))
    for (let index = first; index < Math.min(to, layout.rows); index++) {
      const row = layout.row(index)
      if (row.top > scroll.offset + this.viewport + OVERSCAN) break
      rows.push(row)
    }
    return rows
  }

  /** Pixels between a real offset and the middle of the viewport. */
  fromMiddle(top: number): number {
    return Math.abs(top - (this.scroll.offset + this.viewport / 2))
  }

  scrollTo(offset: number): void {
    this.dispatch({ kind: 'to', offset })
  }

  /** Scrolls as little as needed to have a tile's row in view. */
  reveal(tile: number): void {
    const { layout } = this
    const index = layout?.rowOfTile(tile) ?? -1
    if (!layout || index < 0) return
    const { top, height } = layout.row(index)
    const bottom = top + height + layout.measures.strip + 2 * PADDING
    if (top < this.scroll.offset) this.scrollTo(top)
    else if (bottom > this.scroll.offset + this.viewport) this.scrollTo(bottom - this.viewport)
  }

  /** The tile an arrow key leads to, from a tile. */
  neighbour(tile: number, direction: 'up' | 'down' | 'page-up' | 'page-down'): number {
    const { layout } = this
    const at = layout?.rowOfTile(tile) ?? -1
    if (!layout || at < 0) return tile
    const from = layout.row(at)
    const page = Math.max(1, Math.floor(this.viewport / (from.height + layout.measures.strip + layout.measures.gap)))
    const by = { up: -1, down: 1, 'page-up': -page, 'page-down': page }[direction]
    const to = layout.row(Math.min(Math.max(at + by, 0), layout.rows - 1))
    const middle = (boxes: readonly { index: number; left: number; width: number }[], index: number) => {
      const box = boxes.find((candidate) => candidate.index === index)
      return box ? box.left + box.width / 2 : 0
    }
    const wanted = middle(layout.boxes(from, this.results.aspectAt), tile)
    const boxes = layout.boxes(to, this.results.aspectAt)
    return boxes.reduce(
      (best, box) => (Math.abs(box.left + box.width / 2 - wanted) < Math.abs(middle(boxes, best) - wanted) ? box.index : best),
      to.first,
    )
  }

  private get content(): number {
    return (this.layout?.height ?? 0) + 2 * PADDING
  }

  private measure(): void {
    const { element } = this
    if (!element) return
    const { clientWidth, clientHeight } = element
    if (clientHeight !== this.viewport) {
      this.viewport = clientHeight
      this.resized()
    }
    if (clientWidth !== this.width && clientWidth > 0) {
      this.width = clientWidth
      this.relayout()
    }
  }

  /** Lays everything out anew, and keeps what is seen now in view. The old layout stays until the new one reaches as far. */
  private relayout(): void {
    if (this.width === 0) return
    this.next = new JustifiedLayout(Math.max(1, this.width - 2 * PADDING), measuresOf(this.density, this.width, this.values))
    this.grow()
  }

  private readonly grow = (): void => {
    clearTimeout(this.timer)
    const { results } = this
    if (this.generation !== results.generation) {
      this.generation = results.generation
      if (this.width > 0)
        this.next = new JustifiedLayout(Math.max(1, this.width - 2 * PADDING), measuresOf(this.density, this.width, this.values))
      this.layout = null
    }
    const layout = this.next ?? this.layout
    if (!layout) return
    const until = performance.now() + SLICE_MS
    while (layout.tiles < results.count && performance.now() < until) layout.take(results.aspectAt, results.count, SLICE_TILES)
    if (this.next) this.swap()
    if (layout.tiles < results.count) this.timer = setTimeout(this.grow)
    this.resized()
  }

  private swap(): void {
    const { next, layout: before } = this
    if (!next) return
    const anchor = before ? before.rowAt(this.scroll.offset) : -1
    const seen = before && anchor >= 0 ? before.row(anchor) : null
    const tile = seen?.first ?? 0
    if (next.tiles < this.results.count && next.tiles < tile + 500) return
    this.layout = next
    this.next = null
    const index = next.rowOfTile(tile)
    if (!seen || index < 0) return
    this.resized()
    // How far into its row the person was, in the new row's pixels.
    const row = next.row(index)
    const part = Math.min(1, Math.max(0, this.scroll.offset - seen.top) / (seen.height + (before?.measures.strip ?? 0)))
    if (this.scroll.offset > PADDING) this.scrollTo(row.top + part * row.height)
  }

  private resized(): void {
    this.rendered = NaN
    this.dispatch({ kind: 'resize', content: this.content, viewport: this.viewport })
  }

  private dispatch(action: ScrollAction): void {
    const before = this.shift
    this.scroll = scrollReducer(this.scroll, action)
    this.results.setAtTop(this.scroll.offset < 40)
    const step = Math.round(this.scroll.offset / RENDER_STEP)
    if (step !== this.rendered || this.shift !== before) {
      this.rendered = step
      this.version += 1
      for (const listener of [...this.listeners]) listener()
    }
    this.writeNative()
  }

  /** Puts the element where the state says, once the canvas is tall enough for it. Reading where it is would force a layout. */
  private writeNative(): void {
    const { element, scroll } = this
    if (!element || Math.abs(this.elementNative - scroll.native) < 1) return
    element.scrollTop = scroll.native
    this.elementNative = element.scrollTop
    // The browser rounds: that is where the element is now, and no movement of the person's.
    if (Math.abs(this.elementNative - scroll.native) < 2) this.scroll = { ...scroll, native: this.elementNative }
  }

  /** The canvas has been rendered at its new height: a position beyond the old one can be written now. */
  readonly canvasRendered = (): void => this.writeNative()
}

/*
 * Browsers cap the height of an element (Firefox at about 17.9 million pixels, Chromium at 33.5), and a million pairs
 * are taller. So the scrolled element, the canvas, is at most CANVAS_HEIGHT tall, and its native scroll position is
 * mapped to the real offset: one to one near both ends and for every small movement, by proportion for large ones
 * (a dragged scrollbar). Small movements let the two drift apart; past DRIFT the native position is put right.
 */
export const CANVAS_HEIGHT = 8_000_000
/** Pixels at either end that map one to one, so that the very first and last pixel can be reached smoothly. */
const END_ZONE = 200_000
const DRIFT = 100_000

/** Pixels. */
export interface Extent {
  /** The real height of the content. */
  readonly content: number
  readonly viewport: number
}

export interface ScrollState extends Extent {
  /** The real offset. */
  readonly offset: number
  /** What the element's scrollTop is, or is to be set to. */
  readonly native: number
}

export type ScrollAction =
  | { readonly kind: 'native'; readonly native: number }
  | { readonly kind: 'to'; readonly offset: number }
  | ({ readonly kind: 'resize' } & Extent)

export const SCROLL_START: ScrollState = { content: 0, viewport: 0, offset: 0, native: 0 }

export function canvasHeight(content: number): number {
  return Math.min(content, CANVAS_HEIGHT)
}

function ends({ content, viewport }: Extent): { real: number; native: number } {
  return { real: Math.max(0, content - viewport), native: Math.max(0, canvasHeight(content) - viewport) }
}

/** The native position of a real offset. */
export function nativeOf(offset: number, extent: Extent): number {
  return mapEnds(offset, ends(extent).real, ends(extent).native)
}

/** The real offset of a native position. */
export function offsetOf(native: number, extent: Extent): number {
  return mapEnds(native, ends(extent).native, ends(extent).real)
}

/** Maps [0, from] to [0, to]: one to one in both end zones, by proportion between. */
function mapEnds(value: number, from: number, to: number): number {
  const at = Math.min(Math.max(value, 0), from)
  if (from === to) return at
  if (at <= END_ZONE) return at
  if (from - at <= END_ZONE) return to - (from - at)
  return END_ZONE + ((at - END_ZONE) * (to - 2 * END_ZONE)) / (from - 2 * END_ZONE)
}

/** The next state. The shell writes `native` to the element where it differs from what the element says. */
export function scrollReducer(state: ScrollState, action: ScrollAction): ScrollState {
  switch (action.kind) {
    case 'native': {
      const moved = action.native - state.native
      if (moved === 0) return state
      const isSmall = Math.abs(moved) <= 2 * state.viewport
      const offset = isSmall ? clamp(state.offset + moved, 0, ends(state).real) : offsetOf(action.native, state)
      const wanted = nativeOf(offset, state)
      const atEnd = action.native <= 0 || action.native >= ends(state).native
      const native = Math.abs(wanted - action.native) > DRIFT || (atEnd && wanted !== action.native) ? wanted : action.native
      return { ...state, offset, native }
    }
    case 'to': {
      const offset = clamp(action.offset, 0, ends(state).real)
      return { ...state, offset, native: nativeOf(offset, state) }
    }
    case 'resize': {
      const extent = { content: action.content, viewport: action.viewport }
      const offset = clamp(state.offset, 0, ends(extent).real)
      // Rows that arrive below change nothing above: keep the native position as long as it still fits.
      const fits = state.native <= ends(extent).native && Math.abs(nativeOf(offset, extent) - state.native) <= DRIFT
      return { ...extent, offset, native: fits && offset === state.offset ? state.native : nativeOf(offset, extent) }
    }
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

import { useRef, type MouseEvent, type PointerEvent } from 'react'
import type { PairKey } from '../pair/pair'

/** A hand that trembles by so many pixels still clicks. */
const TREMBLE = 6

interface Press {
  readonly key: PairKey
  readonly x: number
  readonly y: number
}

function tileAt(target: EventTarget): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-pair]') : null
}

/** The pair whose tile an event is in; null where there is none, or one that a click does something else to. */
function pairAt(target: EventTarget): PairKey | null {
  const tile = tileAt(target)
  return tile && tile.dataset.state !== 'unreadable' ? Number(tile.dataset.pair) : null
}

/** With a key held a press asks the browser for something else: a menu, a tab. */
function isPlain({ button, pointerType, ctrlKey, metaKey, shiftKey, altKey }: PointerEvent): boolean {
  return button === 0 && pointerType === 'mouse' && !ctrlKey && !metaKey && !shiftKey && !altKey
}

/**
 * Handlers for what holds the tiles. A browser makes a click only of a button that is still under the pointer, and the same, when it is
 * let go: where rows arrive in between, and the tile has moved away or was drawn anew, the pair that was pressed is opened here.
 */
export function useSureClick(onOpen: (key: PairKey) => void) {
  const pressed = useRef<Press | null>(null)
  const forget = (): void => {
    pressed.current = null
  }
  return {
    onPointerDown(event: PointerEvent) {
      const { target, clientX, clientY } = event
      const key = isPlain(event) ? pairAt(target) : null
      pressed.current = key === null ? null : { key, x: clientX, y: clientY }
    },
    onPointerUp({ clientX, clientY }: PointerEvent) {
      const press = pressed.current
      if (!press) return
      if (Math.hypot(clientX - press.x, clientY - press.y) > TREMBLE) pressed.current = null
      // The browser's own click comes before this, if it comes.
      else
        setTimeout(() => {
          if (pressed.current !== press) return
          pressed.current = null
          onOpen(press.key)
        })
    },
    // Whoever lets go elsewhere, or scrolls or drags, did not mean to open it.
    onPointerLeave: forget,
    onPointerCancel: forget,
    onClickCapture({ target }: MouseEvent) {
      if (tileAt(target)) pressed.current = null
    },
  }
}

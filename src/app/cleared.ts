import { Store } from '../flow/store'

/** Two presses of Escape that are no further apart clear the screen. */
export const TWICE_MS = 700

/** Whether the screen is cleared: nothing of what was open is shown, kept in the page or asked for. */
export const screenCleared = new Store(false)

type Key = Pick<KeyboardEvent, 'key' | 'repeat' | 'isComposing' | 'timeStamp'>

/** Tells when Escape was pressed twice in a row. A key held down is one press, and an input method's own keys are none. */
export function escapeTwice(): (key: Key) => boolean {
  let last = -Infinity
  return ({ key, repeat, isComposing, timeStamp }) => {
    if (repeat || isComposing) return false
    const twice = key === 'Escape' && timeStamp - last <= TWICE_MS
    last = key === 'Escape' && !twice ? timeStamp : -Infinity
    return twice
  }
}

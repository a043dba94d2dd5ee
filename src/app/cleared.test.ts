import { expect, it } from 'vitest'
import { escapeTwice, TWICE_MS } from './cleared'

const press = (timeStamp: number, key = 'Escape', more: { repeat?: boolean; isComposing?: boolean } = {}) => ({
  key,
  timeStamp,
  repeat: false,
  isComposing: false,
  ...more,
})

/** At which of the presses the screen was cleared. */
function clearings(presses: readonly ReturnType<typeof press>[]): readonly number[] {
  const isTwice = escapeTwice()
  return presses.flatMap((each, i) => (isTwice(each) ? [i] : []))
}

it('Escape pressed twice in a row clears, once does not', () => {
  expect(clearings([press(0)])).toEqual([])
  expect(clearings([press(0), press(300)])).toEqual([1])
  expect(clearings([press(0), press(TWICE_MS)])).toEqual([1])
  expect(clearings([press(0), press(TWICE_MS + 1)])).toEqual([])
  expect(clearings([press(0), press(1000), press(1300)])).toEqual([2])
})

it('another key between them, a key held down and an input method’s own do not', () => {
  expect(clearings([press(0), press(100, 'a'), press(200)])).toEqual([])
  expect(clearings([press(0), press(300, 'Escape', { repeat: true }), press(330, 'Escape', { repeat: true })])).toEqual([])
  expect(clearings([press(0, 'Escape', { isComposing: true }), press(100)])).toEqual([])
})

it('a third press begins anew', () => {
  expect(clearings([press(0), press(100), press(200), press(300)])).toEqual([1, 3])
})

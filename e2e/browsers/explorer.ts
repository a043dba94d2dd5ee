import { expect } from '@playwright/test'
import { picturesShown, type Wanted } from './in-page'
import { testId, the, type Person } from './person'

export const MATCHING = testId('matching')
export const SEARCH_LINE = testId('search-line')
export const PAIRS = testId('grid')
export const PAIR = the('dialog', 'Pair')

export function tile(position: number): Wanted {
  return { css: `[data-position="${position}"] button`, name: null, within: PAIRS }
}

/** Waits until the whole dataset is scanned and says how many pairs match. */
export function expectCount(person: Person, matching: number, total: number): Promise<void> {
  const of = matching === total ? '' : `${matching.toLocaleString('en')} of `
  return person.expectText(MATCHING, `${of}${total.toLocaleString('en')} pair${total === 1 ? '' : 's'}`)
}

export async function expectPictures(person: Person, atLeast: number): Promise<void> {
  await expect.poll(() => person.run(picturesShown), { message: 'pictures in the grid' }).toBeGreaterThanOrEqual(atLeast)
}

/** The numbers that stand on the first tiles, in their order. */
export function scores(count: number): number[] {
  return [...document.querySelectorAll('[data-testid="grid"] [data-position]')]
    .map((tile) => ({ place: Number(tile.getAttribute('data-position')), badge: tile.querySelector('[data-badge="score"]') }))
    .sort((a, b) => a.place - b.place)
    .slice(0, count)
    .map(({ badge }) => Number(badge?.textContent ?? NaN))
}

/** Opens a pair by its tile. */
export async function openPair(person: Person, position: number): Promise<void> {
  await person.click(tile(position))
  await expect.poll(async () => (await person.all(PAIR)).length, { message: 'the pair is open' }).toBe(1)
}

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { Explorer } from './explorer'
import type { ShardServer } from './server/server'

export const SAMPLE_FOLDER = join(import.meta.dirname, '..', 'dist', 'sample')

/** Serves the embedded sample under a path, as somebody's remote dataset. */
export function serveSample(server: ShardServer, path: string): void {
  for (const name of readdirSync(SAMPLE_FOLDER, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue
    const file = join(name.parentPath, name.name)
    server.serve(`${path}${file.slice(SAMPLE_FOLDER.length)}`, file)
  }
}

/** The query bar and what it says, as a person sees them. */
export class SearchBar {
  readonly explorer: Explorer
  readonly bar: Locator
  readonly input: Locator
  readonly chips: Locator
  readonly line: Locator
  readonly cost: Locator

  constructor(readonly page: Page) {
    this.explorer = new Explorer(page)
    this.bar = page.getByRole('search')
    this.input = page.getByRole('searchbox', { name: 'Search by meaning' })
    this.chips = this.bar.getByRole('list', { name: 'Parts of the search' }).getByRole('listitem')
    this.line = page.getByTestId('search-line')
    this.cost = page.getByRole('region', { name: 'Cost of this search' })
  }

  /** Types a sentence in place of whatever was searched for. */
  async search(sentence: string): Promise<void> {
    if ((await this.chips.count()) > 0) await this.page.getByRole('button', { name: 'Clear the search' }).click()
    await this.add(sentence)
  }

  async add(sentence: string): Promise<void> {
    await this.input.fill(sentence)
    await this.input.press('Enter')
  }

  async expectRanked(rows?: number): Promise<void> {
    // The worker, the model and the vectors all start with the first search.
    await expect(this.line).toContainText(rows === undefined ? /Ranked [\d,.]+/ : `Ranked ${rows.toLocaleString('en')} rows`, {
      timeout: 30_000,
    })
  }

  /** The captions of the grid's first row, as they are read out. */
  async firstRow(): Promise<readonly string[]> {
    await expect(this.explorer.tile(1)).toBeVisible()
    const tiles = await this.explorer.tiles.evaluateAll((all) =>
      all.map((tile) => ({
        top: tile.getBoundingClientRect().top,
        position: Number(tile.getAttribute('data-position')),
        name: tile.querySelector('[dir="auto"]')?.textContent ?? 'Loading',
      })),
    )
    // A row that is still on its way is not what anybody sees.
    if (tiles.some(({ name }) => name === 'Loading')) return ['Loading']
    const first = tiles.find(({ position }) => position === 1)
    return tiles
      .filter(({ top }) => top === first?.top)
      .sort((a, b) => a.position - b.position)
      .map(({ name }) => name)
  }

  /** Waits until every caption of the first row is there and says so, but for those that are hidden. */
  async expectFirstRow(pattern: RegExp): Promise<void> {
    await expect
      .poll(async () => (await this.firstRow()).filter((name) => !pattern.test(name) && !name.startsWith('Caption hidden')), {
        message: `not ${String(pattern)}`,
        timeout: 30_000,
      })
      .toEqual([])
  }

  /** The scores of the first tiles, as their badges say them. */
  async scores(count: number): Promise<readonly number[]> {
    const badges = this.explorer.grid.locator('[data-badge="score"]')
    await expect.poll(() => badges.count()).toBeGreaterThanOrEqual(count)
    const tiles = await this.explorer.tiles.evaluateAll((all) =>
      all.map((tile) => ({
        position: Number(tile.getAttribute('data-position')),
        score: Number(tile.querySelector('[data-badge="score"]')?.textContent ?? NaN),
      })),
    )
    return tiles
      .sort((a, b) => a.position - b.position)
      .slice(0, count)
      .map(({ score }) => score)
  }
}

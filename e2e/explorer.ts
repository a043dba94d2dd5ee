import { expect, type Locator, type Page } from '@playwright/test'

/** Drops a file on the page, as from the desktop. */
export async function dropFile(page: Page, name: string, type: string, bytes: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, fileType, base64]) => {
      const held = new DataTransfer()
      held.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], fileName, { type: fileType }))
      return held
    },
    [name, type, Buffer.from(bytes).toString('base64')] as const,
  )
  for (const event of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('body', event, { dataTransfer: transfer })
}

/** The explorer as a person sees it: by its roles and words. */
export class Explorer {
  readonly grid: Locator
  readonly tiles: Locator
  /** `1,234 of 3,000 pairs` */
  readonly matching: Locator
  readonly filters: Locator
  /** One pair, closely. */
  readonly inspector: Locator

  constructor(readonly page: Page) {
    this.grid = page.getByTestId('grid')
    this.tiles = this.grid.getByRole('gridcell')
    this.matching = page.getByTestId('matching')
    this.filters = page.getByRole('complementary', { name: 'Filters' })
    this.inspector = page.getByRole('dialog', { name: 'Pair' })
  }

  /** Opens shards by an address of the app, as a shared link would. */
  async open(...shards: readonly string[]): Promise<void> {
    await this.page.goto(`/#/?src=${encodeURIComponent(shards.join(' '))}`)
  }

  /** Types shards into the one box of the start page. */
  async openByHand(...shards: readonly string[]): Promise<void> {
    await this.page.goto('/')
    const box = this.page.getByRole('textbox', { name: /^Addresses of Parquet files/ })
    await box.fill(shards.join(' '))
    await box.press('Enter')
  }

  /** Waits until the whole dataset is scanned and says how many pairs match. */
  async expectCount(matching: number, total: number): Promise<void> {
    const of = matching === total ? '' : `${matching.toLocaleString('en')} of `
    await expect(this.matching).toHaveText(`${of}${total.toLocaleString('en')} pair${total === 1 ? '' : 's'}`)
  }

  async openSample(): Promise<void> {
    await this.page.goto('/')
    await this.page.getByRole('button', { name: 'Explore the sample' }).click()
  }

  tile(position: number): Locator {
    return this.grid.locator(`[data-position="${position}"]`).getByRole('button')
  }

  /** What is said of a pair on its tile. */
  caption(position: number): Locator {
    return this.tile(position).locator('[dir="auto"]')
  }

  /** The safety tags of the tiles in the DOM, as they are read out. */
  async tags(): Promise<readonly string[]> {
    return this.tiles.locator('[data-badge="nsfw"]').allTextContents()
  }

  section(title: string): Locator {
    return this.filters.getByRole('region', { name: title })
  }

  async toggle(section: string, value: string): Promise<void> {
    await this.section(section)
      .getByRole('checkbox', { name: new RegExp(`^${value}\\b`) })
      .click()
  }

  /** What the filter panel says a choice would leave. */
  async count(section: string, value: string): Promise<number> {
    const text = await this.section(section)
      .locator('label', { has: this.page.getByRole('checkbox', { name: new RegExp(`^${value}\\b`) }) })
      .innerText()
    return Number((/([\d,]+)\s*$/.exec(text)?.[1] ?? 'NaN').replaceAll(',', ''))
  }

  async setSimilarity(from: string, to: string): Promise<void> {
    for (const [label, value] of [
      ['Similarity from', from],
      ['Similarity to', to],
    ] as const) {
      const box = this.filters.getByRole('textbox', { name: label })
      await box.fill(value)
      await box.press('Enter')
    }
  }

  /** A column without a role: the button that opens it. */
  column(name: string): Locator {
    return this.section('More columns').getByRole('button', { name, exact: false }).and(this.page.locator('[aria-expanded]')).first()
  }

  /** What an open column offers. */
  columnValues(name: string): Locator {
    return this.section('More columns').getByRole('group', { name, exact: true })
  }

  /** Pictures that are really there: decoded, with pixels. */
  picturesShown(): Promise<number> {
    return this.grid
      .locator('img')
      .evaluateAll(
        (images) => images.filter((image) => (image as HTMLImageElement).complete && (image as HTMLImageElement).naturalWidth > 0).length,
      )
  }

  async chooseHidden(answer: string, ...classes: readonly string[]): Promise<void> {
    await this.page.getByRole('button', { name: /Choose which pictures may be shown$/ }).click()
    const dialog = this.page.getByRole('dialog', { name: 'Hidden pictures' })
    for (const name of classes) await dialog.getByRole('checkbox', { name: new RegExp(`^${name}`) }).check()
    await dialog.getByRole('button', { name: answer }).click()
    await expect(dialog).toBeHidden()
  }
}

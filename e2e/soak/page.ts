import { errors, type Page } from '@playwright/test'
import { Explorer } from '../explorer'
import type { Faults } from '../server/faults'
import type { ShardServer } from '../server/server'
import type { Action, DatasetName, SoakFault } from './actions'

/** Milliseconds for something to be there: what is not is passed over, as by a person who finds no such button. */
const PATIENCE = 2500
/** After an action, so that some are done while the one before is still under way. */
const PAUSE = 350

export const FAILING = 'http://faulty.test'
/** Shards of the host that fails. */
export const FAILING_SHARDS = 8
export const failingPath = (index: number): string => `/failing/${index}.parquet`

const FAULTS: Readonly<Record<SoakFault, Faults>> = {
  none: {},
  busy: { status: 503, times: 2, retryAfter: 1 },
  broken: { cutBody: 20_000, breaks: 'reset' },
  cut: { cutFile: 30_000 },
  slow: { delayMs: 800 },
  gone: { status: 404 },
}

const SOURCES: Readonly<Record<Exclude<DatasetName, 'sample'>, string>> = {
  shards: 'http://data.test/shards/{0..3}.parquet',
  failing: `${FAILING}/failing/{0..${FAILING_SHARDS - 1}}.parquet`,
  stored: 'http://data.test/stored.parquet',
}

/** Sets what is wrong with every second shard of the host that fails. */
function setFault(data: ShardServer, fault: SoakFault): void {
  for (let index = 1; index < FAILING_SHARDS; index += 2) data.fault(failingPath(index), FAULTS[fault])
}

/** The page as it is driven: in one document from first to last, since a reload would hide what it keeps. */
export class SoakPage {
  private readonly explorer: Explorer

  constructor(
    private readonly page: Page,
    private readonly data: ShardServer,
  ) {
    this.explorer = new Explorer(page)
    page.setDefaultTimeout(PATIENCE)
  }

  /** False where the page has no such thing now. */
  async perform(action: Action): Promise<boolean> {
    try {
      await this.act(action)
      await this.page.waitForTimeout(PAUSE)
      return true
    } catch (error) {
      if (error instanceof errors.TimeoutError) return false
      throw error
    }
  }

  /** The start page, by its own button, whatever is open. */
  async home(): Promise<void> {
    for (let tries = 0; tries < 4 && (await this.page.getByRole('dialog').count()) > 0; tries++) await this.page.keyboard.press('Escape')
    const link = this.page.getByRole('link', { name: 'Pairscope, start page' })
    if ((await link.count()) > 0) await link.click()
    await this.page.getByRole('button', { name: 'Explore the sample' }).waitFor({ timeout: 20_000 })
    setFault(this.data, 'none')
  }

  /** Searches the sample and waits for its ranking. */
  async search(sentence: string): Promise<void> {
    await this.act({ kind: 'search', sentence })
    await this.page
      .getByTestId('search-line')
      .filter({ hasText: /Ranked [\d,.]+/ })
      .waitFor({ timeout: 90_000 })
  }

  private async act(action: Action): Promise<void> {
    const { page, explorer } = this
    switch (action.kind) {
      case 'open':
        return this.open(action.dataset)
      case 'class':
        return explorer.toggle('Safety tag', action.name)
      case 'caption':
        return explorer.filters.getByRole('searchbox', { name: 'Caption contains' }).fill(action.word)
      case 'similarity':
        return explorer.setSimilarity(action.from, action.to)
      case 'search': {
        const box = page.getByRole('searchbox', { name: 'Search by meaning' })
        await box.fill(action.sentence)
        return box.press('Enter')
      }
      case 'clear search':
        return page.getByRole('button', { name: 'Clear the search' }).click()
      case 'clear filters':
        return page
          .getByRole('button', { name: /^Remove filter/ })
          .first()
          .click()
      case 'scroll':
        return this.scroll(action.share)
      case 'open pair':
        return explorer.tile(action.position).click()
      case 'next pair':
        return explorer.inspector.getByRole('button', { name: 'Next pair' }).click()
      case 'close pair':
        return explorer.inspector.getByRole('button', { name: 'Close' }).click()
      case 'back':
        // Not out of the app.
        return page.evaluate(() => {
          if (navigation.canGoBack) history.back()
        })
      case 'forward':
        return page.evaluate(() => history.forward())
      case 'theme':
        return page.getByRole('button', { name: /^Colours: / }).click()
      case 'consent':
        return this.consent(action.name)
      case 'pause':
        return page.getByRole('button', { name: 'Pause', exact: true }).click()
      case 'resume':
        return page.getByRole('button', { name: 'Resume', exact: true }).click()
      case 'fault':
        setFault(this.data, action.fault)
        return
      case 'retry':
        return this.retry()
    }
  }

  private async open(dataset: DatasetName): Promise<void> {
    if (dataset === 'sample') await this.page.getByRole('button', { name: 'Explore the sample' }).click()
    else {
      const box = this.page.getByRole('textbox', { name: /^Addresses of Parquet files/ })
      await box.fill(SOURCES[dataset])
      await box.press('Enter')
    }
    await this.explorer.tiles.first().waitFor({ timeout: 4 * PATIENCE })
  }

  private async scroll(share: number): Promise<void> {
    await this.explorer.grid.evaluate((grid, to) => {
      let box: Element | null = grid
      while (box && box.scrollHeight <= box.clientHeight + 1) box = box.parentElement
      if (box) box.scrollTop = to * (box.scrollHeight - box.clientHeight)
    }, share)
  }

  private async consent(name: string): Promise<void> {
    await this.page.getByRole('button', { name: /Choose which pictures may be shown$/ }).click()
    const dialog = this.page.getByRole('dialog', { name: 'Hidden pictures' })
    await dialog.getByRole('checkbox', { name: new RegExp(`^${name}`) }).click()
    await dialog
      .getByRole('button', { name: /^(Show|Hide|Apply|Keep|OK)/ })
      .first()
      .click()
  }

  private async retry(): Promise<void> {
    const notice = this.page.getByRole('status').filter({ hasText: 'could not be read' })
    const again = notice.getByRole('button', { name: 'Try again' }).first()
    if (!(await again.isVisible())) await notice.locator('summary').click()
    await again.click()
  }
}

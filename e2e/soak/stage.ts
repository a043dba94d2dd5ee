import { join } from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { findBrowser } from '../../scripts/browser'
import { HEADER_POLICY } from '../../scripts/content-policy'
import { LAUNCH_ARGS } from '../launch'
import { png } from '../server/png'
import { ShardServer } from '../server/server'
import { imagesShard, laionShard } from '../shards/write'
import { ViolationReports } from '../trespasses'
import { FAILING_SHARDS, failingPath } from './page'

const SHARD = { rows: 3000, rowGroupRows: 500 } as const
const STORED = 400

/** The built app in a browser, hosts of data that can fail, and an ear for whatever goes wrong in the page. */
export class Stage {
  private constructor(
    readonly browser: Browser,
    readonly page: Page,
    readonly data: ShardServer,
    readonly version: string,
    /** A sentence for each error that nobody caught, console error and violation of the policy. */
    readonly errors: readonly string[],
    private readonly others: readonly { close(): Promise<unknown> }[],
  ) {}

  static async set(): Promise<Stage> {
    const violations = await ViolationReports.start()
    const headers = { 'Content-Security-Policy': violations.policy(HEADER_POLICY) }
    const app = await ShardServer.start({ folder: join(import.meta.dirname, '..', '..', 'dist'), headers })
    const data = await ShardServer.start()
    await serve(data)
    const names = ['data.test', 'pictures.test', 'faulty.test'].map((name) => `MAP ${name} 127.0.0.1:${data.port}`)
    const rules = [...names, 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'].join(', ')
    const browser = await chromium.launch({ executablePath: findBrowser(), args: [...LAUNCH_ARGS, `--host-resolver-rules=${rules}`] })
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    listen(page, violations.heard)
    await page.goto(app.origin)
    return new Stage(browser, page, data, browser.version(), violations.heard, [app, data, violations])
  }

  async close(): Promise<void> {
    await this.browser.close()
    await Promise.all(this.others.map((other) => other.close()))
  }
}

async function serve(data: ShardServer): Promise<void> {
  for (let index = 0; index < 4; index++) data.serve(`/shards/${index}.parquet`, await laionShard({ ...SHARD, seed: 11 + index }))
  for (let index = 0; index < FAILING_SHARDS; index++) data.serve(failingPath(index), await laionShard({ ...SHARD, seed: 21 + index }))
  const stored = Array.from({ length: STORED }, (_, i) => ({
    bytes: png(i, 48, 36),
    caption: `stored red ${i}`,
    nsfw: i % 9 === 0 ? 1 : 0,
  }))
  data.serve('/stored.parquet', imagesShard(stored))
}

function listen(page: Page, errors: string[]): void {
  page.on('pageerror', (error) => errors.push(`not caught: ${error.stack ?? error.message}`))
  page.on('crash', () => errors.push('the page crashed'))
  page.on('console', (message) => {
    // The browser itself reports every failed request; hosts fail on purpose here.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(`console: ${message.text()}`)
  })
}

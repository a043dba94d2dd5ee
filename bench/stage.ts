import { join } from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { build } from 'vite'
import { LAUNCH_ARGS } from '../e2e/launch'
import { ShardServer } from '../e2e/server/server'
import { findBrowser } from '../scripts/browser'
import { ROOT } from '../scripts/steps'

const PAGE = join(ROOT, '.cache', 'bench', 'page')

/** Everything a measure stands on: a browser, the bench page and the built app. */
export interface Stage {
  readonly browser: Browser
  readonly pageOrigin: string
  readonly appOrigin: string
  /** Runs in a page of a context of its own, with nothing cached and nothing running beside it. */
  onFreshPage<T>(url: string, job: (page: Page) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export async function buildBenchPage(): Promise<void> {
  await build({
    configFile: false,
    root: join(import.meta.dirname, 'page'),
    base: './',
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir: PAGE, emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 2000 },
  })
}

export async function setStage(): Promise<Stage> {
  const executablePath = findBrowser()
  const browser = await chromium.launch({ executablePath, args: [...LAUNCH_ARGS] })
  const page = await ShardServer.start({ folder: PAGE })
  const app = await ShardServer.start({ folder: join(ROOT, 'dist') })
  return {
    browser,
    pageOrigin: page.origin,
    appOrigin: app.origin,
    async onFreshPage(url, job) {
      // What the service worker fetches for later would run beside what is measured.
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' })
      try {
        const opened = await context.newPage()
        await opened.goto(url)
        return await job(opened)
      } finally {
        await context.close()
      }
    },
    async close() {
      await browser.close()
      await Promise.all([page.close(), app.close()])
    },
  }
}

import { readFileSync } from 'node:fs'
import type { Browser, CDPSession, Page } from '@playwright/test'
import type { Sample } from './growth'

const MB = 1e6
/** Milliseconds for workers to end and late answers to be dropped before anything is measured. */
const SETTLE = 1500

/** Looks at one page from outside: its own figures by the browser's protocol, its process by the system. */
export class Gauge {
  private constructor(
    private readonly page: Page,
    private readonly own: CDPSession,
    private readonly whole: CDPSession,
  ) {}

  static async of(page: Page, browser: Browser): Promise<Gauge> {
    const own = await page.context().newCDPSession(page)
    await own.send('Performance.enable')
    return new Gauge(page, own, await browser.newBrowserCDPSession())
  }

  /** After garbage is collected. */
  async measure(): Promise<Sample> {
    await this.page.waitForTimeout(SETTLE)
    // Twice: what the first time frees may have held on to more.
    for (let i = 0; i < 2; i++) await this.own.send('HeapProfiler.collectGarbage')
    const { metrics } = await this.own.send('Performance.getMetrics')
    const metric = (name: string): number => metrics.find((each) => each.name === name)?.value ?? 0
    const stored = await this.page.evaluate(() => navigator.storage.estimate().then(({ usage }) => usage ?? 0))
    return {
      heapMB: metric('JSHeapUsedSize') / MB,
      memoryMB: await this.memory(),
      nodes: metric('Nodes'),
      listeners: metric('JSEventListeners'),
      workers: await this.workers(),
      storageMB: stored / MB,
    }
  }

  private async workers(): Promise<number> {
    const { targetInfos } = await this.whole.send('Target.getTargets', { filter: [{}] })
    return targetInfos.filter(({ type }) => type === 'worker').length
  }

  /** Proportional memory of the busiest renderer, the page's: a spare one may stand by. Null where there is no /proc. */
  private async memory(): Promise<number | null> {
    if (process.platform !== 'linux') return null
    const { processInfo } = await this.whole.send('SystemInfo.getProcessInfo')
    const [busiest] = processInfo.filter(({ type }) => type === 'renderer').sort((a, b) => b.cpuTime - a.cpuTime)
    const pss = busiest && /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${busiest.id}/smaps_rollup`, 'utf8'))
    return pss ? (Number(pss[1]) * 1024) / MB : null
  }
}

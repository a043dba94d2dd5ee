import { readFileSync } from 'node:fs'
import type { Browser } from '@playwright/test'

const SAMPLE_MS = 250
const SETTLE_MS = 2000

/** Proportional memory of the busiest renderer: the page's, with all its workers. A spare one may stand by. */
async function rendererBytes(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  try {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    const [busiest] = processInfo.filter(({ type }) => type === 'renderer').sort((a, b) => b.cpuTime - a.cpuTime)
    if (!busiest) return 0
    const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${busiest.id}/smaps_rollup`, 'utf8'))
    return Number(pss?.[1] ?? 0) * 1024
  } catch {
    // A process that has just ended.
    return 0
  } finally {
    await session.detach()
  }
}

/** Memory of the page while a job runs and when it has settled. `before`: once the page is there. */
export async function watching(
  browser: Browser,
  job: () => Promise<void>,
): Promise<{ readonly before: number; readonly peak: number; readonly settled: number }> {
  const before = await rendererBytes(browser)
  let peak = 0
  const look = async (): Promise<number> => {
    const bytes = await rendererBytes(browser)
    peak = Math.max(peak, bytes)
    return bytes
  }
  const timer = setInterval(() => void look(), SAMPLE_MS)
  try {
    await job()
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
  } finally {
    clearInterval(timer)
  }
  const settled = await look()
  return { before, peak, settled }
}

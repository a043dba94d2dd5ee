import { gzipSync } from 'node:zlib'
import type { Section } from '../result'
import type { Stage } from '../stage'

const TARGET_BYTES = 150_000
const USABLE = 'Explore the sample'

/** All JavaScript that the start page asks for before it can be used. */
export async function measureStart(stage: Stage): Promise<Section> {
  const urls = await stage.onFreshPage('about:blank', async (page) => {
    // In the page: what is asked for later, while it is idle, must not count, and a look from outside comes too late.
    await page.addInitScript((text) => {
      new MutationObserver((_, observer) => {
        if (![...document.querySelectorAll('button')].some((button) => button.textContent.includes(text))) return
        observer.disconnect()
        performance.mark('usable')
      }).observe(document, { childList: true, subtree: true })
    }, USABLE)
    await page.goto(`${stage.appOrigin}/`)
    await page.getByRole('button', { name: USABLE }).waitFor()
    return page.evaluate(() => {
      const usable = performance.getEntriesByName('usable')[0]?.startTime ?? Infinity
      return performance
        .getEntriesByType('resource')
        .filter((entry) => entry.startTime <= usable && new URL(entry.name).pathname.endsWith('.js'))
        .map((entry) => entry.name)
    })
  })
  let bytes = 0
  for (const url of urls) bytes += gzipSync(await (await fetch(url)).bytes(), { level: 9 }).length
  return {
    title: 'JavaScript before the start page is usable',
    note: `Every script asked for until “${USABLE}” is on the page, gzip level 9.`,
    date: new Date().toISOString().slice(0, 10),
    rows: [
      {
        what: `${urls.length} ${urls.length === 1 ? 'script' : 'scripts'}`,
        ours: `${(bytes / 1000).toFixed(1)} KB`,
        peer: '',
        target: `≤ ${TARGET_BYTES / 1000} KB`,
        met: urls.length > 0 && bytes <= TARGET_BYTES,
      },
    ],
  }
}

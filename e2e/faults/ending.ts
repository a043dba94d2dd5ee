import type { Locator, Page } from '@playwright/test'
import { Explorer } from '../explorer'
import { tell } from '../reliability'
import type { Logged, ShardServer } from '../server/server'
import { expect } from '../test'
import { slugOf, type Ending, type HostFault } from './hosts'
import { FILES, pathOf, ROWS } from './shards'

/** Requests for a shard: its length, its end, the first rows, the columns of filters; each twice again where that may help. */
const MOST_REQUESTS = 12

/** The faulty shard's path on the server. */
export const faultyPath = (fault: HostFault): string => `/${slugOf(fault)}.parquet`

/** Puts the fault and all that it needs in place. */
export function prepare(server: ShardServer, fault: HostFault): void {
  for (const name of Object.keys(FILES) as (keyof typeof FILES)[]) server.serve(pathOf(name), FILES[name])
  server.serve(faultyPath(fault), fault.file ?? FILES.good)
  server.fault(faultyPath(fault), fault.faults ?? {})
}

/** Waits until a dataset of the faulty shard and a good one ends as the catalogue says; `asked`: requests for the faulty shard. */
export async function expectEnding(page: Page, fault: HostFault, asked: () => readonly Logged[], timeout?: number): Promise<void> {
  const explorer = new Explorer(page)
  const { ends, laterRows = ROWS } = fault
  const rows = ROWS + laterRows
  const wait = timeout === undefined ? {} : { timeout }
  const notice = page.getByRole('status').filter({ hasText: 'could not be read' })
  const everyPair = explorer.matching.and(page.getByText(`${rows.toLocaleString('en')} pairs`, { exact: true }))
  const all = typeof ends === 'string' || (ends.orAll === true && (await comesFirst(everyPair, notice, wait)))
  if (all) {
    await expect(everyPair).toBeVisible(wait)
    await expect(notice).toHaveCount(0)
    if (typeof ends === 'string' && ends !== 'all') {
      await explorer.filters.getByRole('searchbox', { name: 'Caption contains' }).fill('later caption')
      const counts = ends === 'all of one file' ? `(0|${laterRows.toLocaleString('en')})` : laterRows.toLocaleString('en')
      await expect(explorer.matching).toHaveText(new RegExp(`^${counts} of ${rows.toLocaleString('en')} pairs$`))
    }
  } else {
    await expect(notice).toContainText('1 of 2 shards could not be read; the others go on.', wait)
    await explorer.expectCount(ROWS, ROWS)
    await notice.locator('summary').click()
    const reasons = notice.getByRole('list', { name: 'Why shards could not be read' }).getByRole('listitem')
    await expect(reasons).toHaveCount(1)
    await expect(reasons).toContainText(ends.title)
    await expect(reasons.getByRole('button', { name: new RegExp(`^${ends.wayOn}`) })).toBeVisible()
    await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(4)
  }
  const requests = asked()
  const bytes = requests.reduce((sum, request) => sum + request.bytes, 0)
  expect(requests.length).toBeLessThanOrEqual(fault.requests ?? MOST_REQUESTS)
  expect(bytes).toBeLessThanOrEqual(fault.bytes ?? 3 * FILES.good.length)
  tell('hosts', { tried: `${fault.name}: ${fault.does}`, seen: seenOf(ends), requests: requests.length, bytes })
}

/** Whether the first of two is seen, once one of them is. */
async function comesFirst(one: Locator, other: Locator, wait: { readonly timeout?: number }): Promise<boolean> {
  await expect(one.or(other).first()).toBeVisible(wait)
  return one.isVisible()
}

function seenOf(ends: Ending): string {
  if (ends === 'all') return 'Every pair, as if nothing were wrong.'
  if (ends === 'all of the later file') return 'Every pair, all from the later file.'
  if (ends === 'all of one file') return 'Every pair, all of one file: nothing is mixed.'
  const told = `“${ends.title}”, with “${ends.wayOn}”; the other shard is shown.`
  return ends.orAll ? `Every pair, where the page had taken all before the break; else ${told}` : told
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Explorer } from './explorer'
import { DATA, expect, test } from './test'

const FILE = join(import.meta.dirname, '..', '..', 'shared', 'data', 'laion-rows', 'url-text-1000.parquet')
const ROWS = 1000

test('real LAION rows without a tag are UNTAGGED and hidden: not one picture is asked for', async ({ page, data, servers }) => {
  test.skip(!existsSync(FILE), `The real rows are not part of the repository, and not at ${FILE}.`)
  const outgoing: string[] = []
  const own = [new URL(servers.app.origin).host, new URL(DATA).host]
  await page.route(
    (url) => url.protocol.startsWith('http') && !own.includes(url.host),
    (route) => {
      outgoing.push(route.request().url())
      return route.abort()
    },
  )
  data.serve('/url-text-1000.parquet', FILE)
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/url-text-1000.parquet`)
  await explorer.expectCount(ROWS, ROWS)
  expect(await explorer.count('Safety tag', 'UNTAGGED')).toBe(ROWS)
  await expect.poll(async () => [...new Set(await explorer.tags())]).toEqual(['UNTAGGED'])
  await expect(explorer.grid.getByText('Hidden · UNTAGGED').first()).toBeVisible()
  await explorer.tile(1).focus()
  // End goes to the last pair that is there; on a slow machine more may be on their way.
  await expect(async () => {
    await page.keyboard.press('End')
    await expect(explorer.tile(ROWS)).toBeFocused({ timeout: 1000 })
  }).toPass()
  await page.waitForTimeout(1000)
  expect(outgoing).toEqual([])
})

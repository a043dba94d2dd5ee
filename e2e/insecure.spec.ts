import { readFileSync } from 'node:fs'
import { dropFile, Explorer } from './explorer'
import { SearchBar, serveSample } from './search'
import { handShard, laionShard, SHARDS } from './shards/write'
import { DATA, expect, PLAIN_HTTP, test } from './test'
import { tell } from './reliability'

const ROWS = 7073

test.use({ baseURL: PLAIN_HTTP })

test.beforeEach(async ({ page }) => {
  await page.goto('/')
  expect(await page.evaluate(() => [isSecureContext, 'subtle' in crypto, 'clipboard' in navigator, 'caches' in window])).toEqual(
    Array(4).fill(false),
  )
})

test.afterEach(({ complaints }) => expect(complaints).toEqual([]))

test('by plain http the sample opens, is filtered and searched, twice, and a pair is looked at and copied', async ({ page }) => {
  tell('offline', { tried: 'The whole way from the sample to a copied caption, by plain http.', seen: 'As by https.' })
  const search = new SearchBar(page)
  const { explorer } = search
  await explorer.openSample()
  await explorer.expectCount(ROWS, ROWS)
  await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(8)
  await search.search('pizza')
  await search.expectRanked(ROWS)
  await search.expectFirstRow(/pizza|피자/i)
  await search.search('dog')
  await search.expectFirstRow(/dog|puppy|hound|poodle|강아지|개|wolf/i)
  await explorer.toggle('Safety tag', 'UNLIKELY')
  await expect(explorer.matching).toContainText('of 7,073 pairs')
  await explorer.tile(1).click()
  await explorer.inspector.getByRole('button', { name: 'Copy the caption' }).click()
  await expect(explorer.inspector.getByRole('button', { name: 'Copied' })).toBeVisible()
  const caption = await explorer.caption(1).textContent()
  await page.keyboard.press('Escape')
  await search.input.focus()
  await page.keyboard.press('Control+V')
  await expect.poll(async () => caption?.includes(await search.input.inputValue())).toBe(true)
  expect(await search.input.inputValue()).not.toBe('')
})

test('by plain http a file that is dropped opens', async ({ page }) => {
  await dropFile(page, 'mine.parquet', '', readFileSync(await laionShard(SHARDS.small)))
  await new Explorer(page).expectCount(SHARDS.small.rows, SHARDS.small.rows)
})

test('by plain http a search says that nothing is kept, before it fetches and in its settings', async ({ page, data }) => {
  serveSample(data, '/remote')
  await page.evaluate(() => localStorage.setItem('pairscope.preferences', JSON.stringify({ fetchBudgetBytes: 0 })))
  const search = new SearchBar(page)
  await page.goto('about:blank')
  await search.explorer.open(`${DATA}/remote/manifest.json`)
  await search.explorer.expectCount(ROWS, ROWS)
  await search.search('pizza')
  await expect(search.cost).toContainText('served by plain http')
  await expect(search.cost).not.toContainText('the next search need not fetch it again')
  await search.cost.getByRole('button', { name: /^Fetch / }).click()
  await search.expectRanked(ROWS)
  await page.getByRole('button', { name: 'Search settings' }).click()
  await expect(page.getByText('Nothing is kept once this page is closed')).toBeVisible()
})

test('an app on a public name does not count as private: the pictures of the person’s own network are refused', async ({ page, data }) => {
  data.serve('/own.parquet', handShard([{ url: 'http://192.168.1.1/1.png', caption: 'inside', nsfw: 'UNLIKELY', similarity: 0.3 }]))
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/own.parquet`)
  await explorer.expectCount(1, 1)
  await expect(explorer.tile(1)).toContainText('Address in your own network')
})

test('where all storage is refused as well the sample opens and is searched, and the theme changes', async ({ page }) => {
  tell('offline', { tried: 'All storage is refused.', seen: 'The sample opens and is searched.' })
  await page.addInitScript(() => {
    const refuse = (): never => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, name, { get: refuse })
  })
  const search = new SearchBar(page)
  await search.explorer.openSample()
  await search.explorer.expectCount(ROWS, ROWS)
  await search.search('castle')
  await search.expectFirstRow(/castle|성|palace/i)
  await page.getByRole('button', { name: 'Colours: as the system' }).click()
  await page.getByRole('button', { name: 'Colours: light' }).click()
  await expect(page.getByRole('button', { name: 'Colours: dark' })).toBeVisible()
  await search.explorer.chooseHidden('Show the chosen classes', 'UNSURE')
})

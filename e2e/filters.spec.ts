import { Explorer } from './explorer'
import { HAS_SIMILARITY, literal, native, nativeCount } from './native'
import { laionShard, SHARDS } from './shards/write'
import { DATA, expect, test } from './test'

const TOTAL = SHARDS.small.rows

test.beforeEach(async ({ page, data }) => {
  data.serve('/small.parquet', await laionShard(SHARDS.small))
  await new Explorer(page).open(`${DATA}/small.parquet`)
})

async function expectNative(explorer: Explorer, where: string): Promise<void> {
  const count = await nativeCount(await laionShard(SHARDS.small), where)
  expect(count).toBeGreaterThan(0)
  await explorer.expectCount(count, TOTAL)
}

test('safety tags: several at once; junk and null count as UNTAGGED', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.expectCount(TOTAL, TOTAL)
  await explorer.toggle('Safety tag', 'UNTAGGED')
  await expectNative(explorer, `coalesce(NSFW, '') NOT IN ('UNLIKELY', 'UNSURE', 'NSFW')`)
  await expect.poll(async () => [...new Set(await explorer.tags())]).toEqual(['UNTAGGED'])
  await explorer.toggle('Safety tag', 'NSFW')
  await expectNative(explorer, `coalesce(NSFW, '') NOT IN ('UNLIKELY', 'UNSURE')`)
  await page.getByRole('button', { name: 'Clear all' }).click()
  await explorer.expectCount(TOTAL, TOTAL)
})

test('similarity: a typed range, and the histogram to drag on', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.setSimilarity('0.32', '0.38')
  await expectNative(explorer, `${HAS_SIMILARITY} AND similarity BETWEEN 0.32 AND 0.38`)
  await page.getByRole('button', { name: 'Clear all' }).click()
  await explorer.expectCount(TOTAL, TOTAL)

  const histogram = explorer.filters.getByRole('img', { name: /^Histogram of similarity/ })
  const box = await histogram.boundingBox()
  if (!box) throw new Error('The histogram is not on the page.')
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * 0.3, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 5 })
  await page.mouse.up()
  // A drag is written to the address once it rests.
  await expect(async () => {
    const [min = NaN, max = NaN] = (/sim=([\d.]+?)\.\.([\d.]+)/.exec(page.url()) ?? []).slice(1).map(Number)
    expect(max - min).toBeGreaterThan(0.02)
    const count = await nativeCount(await laionShard(SHARDS.small), `${HAS_SIMILARITY} AND similarity BETWEEN ${min} AND ${max}`)
    await expect(explorer.matching).toHaveText(`${count.toLocaleString('en')} of 3,000 pairs`, { timeout: 500 })
  }).toPass({ timeout: 15_000 })
})

test('missing similarity is a group that is counted and can be kept', async ({ page }) => {
  const explorer = new Explorer(page)
  const missing = await nativeCount(await laionShard(SHARDS.small), `NOT (${HAS_SIMILARITY})`)
  await explorer.expectCount(TOTAL, TOTAL)
  expect(await explorer.count('Similarity', 'No similarity')).toBe(missing)
  await explorer
    .section('Similarity')
    .getByRole('checkbox', { name: /^No similarity/ })
    .click()
  await explorer.expectCount(TOTAL - missing, TOTAL)
})

test('licence, caption and size', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.toggle('Licence', 'CC BY-SA')
  await expectNative(explorer, `LICENSE LIKE '%/licenses/by-sa/%'`)
  await explorer.toggle('Licence', 'CC BY-SA')

  await explorer.filters.getByRole('searchbox', { name: 'Caption contains' }).fill('Vintage')
  await expectNative(explorer, `TEXT ILIKE '%vintage%'`)
  await explorer.filters.getByRole('searchbox', { name: 'Caption contains' }).fill('')

  const width = explorer.filters.getByRole('textbox', { name: 'Minimum width in pixels' })
  await width.fill('640')
  await width.press('Enter')
  const height = explorer.filters.getByRole('textbox', { name: 'Minimum height in pixels' })
  await height.fill('480')
  await height.press('Enter')
  await expectNative(explorer, 'WIDTH >= 640 AND HEIGHT >= 480')
})

test('sorting by similarity, both ways, shows what native DuckDB puts first', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.toggle('Safety tag', 'UNLIKELY')
  await expectNative(explorer, `NSFW = 'UNLIKELY'`)
  const file = literal(await laionShard(SHARDS.small))
  for (const [choice, direction] of [
    ['Most similar first', 'DESC'],
    ['Least similar first', 'ASC'],
  ] as const) {
    await page.getByRole('combobox', { name: 'Sort' }).selectOption(choice)
    const rows = await native(`
      SELECT TEXT FROM read_parquet(${file}, file_row_number = true) WHERE NSFW = 'UNLIKELY' AND ${HAS_SIMILARITY}
      ORDER BY similarity ${direction}, file_row_number LIMIT 5`)
    for (const [i, [caption]] of rows.entries()) await expect(explorer.caption(i + 1)).toHaveText(String(caption))
  }
})

test('nothing matches: says which filter to take away', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.setSimilarity('0.97', '0.98')
  await expect(page.getByRole('heading', { name: 'No pair passes these filters' })).toBeVisible()
  await page.getByRole('button', { name: /^Without “Similarity/ }).click()
  await explorer.expectCount(TOTAL, TOTAL)
})

test('a filter set far down the grid shows its pairs from the first', async ({ page }) => {
  const explorer = new Explorer(page)
  await expect(async () => {
    // The end moves as long as rows arrive.
    await explorer.grid.evaluate((grid) => grid.scrollTo(0, grid.scrollHeight))
    await expect(explorer.tile(TOTAL)).toBeVisible({ timeout: 1000 })
  }).toPass()
  await explorer.toggle('Safety tag', 'UNSURE')
  await expect(explorer.tile(1)).toBeVisible()
  await expect.poll(async () => [...new Set(await explorer.tags())]).toEqual(['UNSURE'])
})

import { Explorer } from './explorer'
import { nativeCount } from './native'
import { laionShard, SHARDS } from './shards/write'
import { DATA, expect, test } from './test'

const ROWS = SHARDS.small.rows

test.beforeEach(async ({ data }) => {
  data.serve('/small.parquet', await laionShard(SHARDS.small))
})

test('filters and the open pair survive a reload, and a link opens the same', async ({ page, context }) => {
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/small.parquet`)
  await explorer.expectCount(ROWS, ROWS)
  await explorer.toggle('Safety tag', 'UNLIKELY')
  const matching = await nativeCount(await laionShard(SHARDS.small), `NSFW = 'UNLIKELY'`)
  await explorer.expectCount(matching, ROWS)
  const caption = (await explorer.caption(3).textContent()) ?? ''
  await explorer.tile(3).click()
  await expect(explorer.inspector).toContainText(caption)

  await page.reload()
  await explorer.expectCount(matching, ROWS)
  await expect(explorer.inspector).toContainText(caption)

  const other = new Explorer(await context.newPage())
  await other.page.goto(page.url())
  await other.expectCount(matching, ROWS)
  await expect(other.inspector).toContainText(caption)
})

test('back and forward go through filters and pairs', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/small.parquet`)
  await explorer.expectCount(ROWS, ROWS)
  const unsure = await nativeCount(await laionShard(SHARDS.small), `NSFW = 'UNSURE'`)
  await explorer.toggle('Safety tag', 'UNSURE')
  await explorer.expectCount(unsure, ROWS)
  await explorer.tile(1).click()
  await expect(explorer.inspector).toBeVisible()
  await page.goBack()
  await expect(explorer.inspector).toBeHidden()
  await explorer.expectCount(unsure, ROWS)
  await page.goBack()
  await explorer.expectCount(ROWS, ROWS)
  await page.goForward()
  await explorer.expectCount(unsure, ROWS)
})

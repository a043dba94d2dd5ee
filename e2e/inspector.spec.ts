import { Explorer } from './explorer'
import { literal, native } from './native'
import { laionShard, SHARDS } from './shards/write'
import { DATA, expect, test } from './test'

test.beforeEach(async ({ page, data }) => {
  data.serve('/small.parquet', await laionShard(SHARDS.small))
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/small.parquet`)
  await explorer.expectCount(SHARDS.small.rows, SHARDS.small.rows)
})

async function captionOf(row: number): Promise<string> {
  const [found] = await native(
    `SELECT TEXT FROM read_parquet(${literal(await laionShard(SHARDS.small))}, file_row_number = true) WHERE file_row_number = ${row}`,
  )
  // As the page shows it: runs of white space are one.
  return String(found?.[0]).replace(/\s+/g, ' ').trim()
}

test('a click opens one pair with its full caption and every column', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.tile(2).click()
  await expect(explorer.inspector).toContainText(await captionOf(1))
  for (const column of ['SAMPLE_ID', 'URL', 'TEXT', 'HEIGHT', 'WIDTH', 'LICENSE', 'NSFW', 'similarity'])
    await expect(explorer.inspector).toContainText(column)
  await expect(explorer.inspector).toContainText('small.parquet')
  expect(page.url()).toContain('open=0_1')
})

test('Enter opens, arrow keys go to the next and the previous, Escape closes', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.tile(1).focus()
  await page.keyboard.press('Enter')
  await expect(explorer.inspector).toContainText(await captionOf(0))
  await page.keyboard.press('ArrowRight')
  await expect(explorer.inspector).toContainText(await captionOf(1))
  await page.keyboard.press('ArrowRight')
  await expect(explorer.inspector).toContainText(await captionOf(2))
  await page.keyboard.press('ArrowLeft')
  await expect(explorer.inspector).toContainText(await captionOf(1))
  await page.keyboard.press('Escape')
  await expect(explorer.inspector).toBeHidden()
  await expect.poll(() => page.url()).not.toContain('open=')
})

test('copy buttons copy', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const explorer = new Explorer(page)
  await explorer.tile(1).click()
  await explorer.inspector
    .getByRole('button', { name: /^Copy.*caption/i })
    .first()
    .click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain((await captionOf(0)).slice(0, 20))
})

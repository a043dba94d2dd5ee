import { Explorer } from './explorer'
import { laionShard, SHARDS } from './shards/write'
import { recoded } from './shards/native-write'
import { DATA, expect, test } from './test'

const ROWS = SHARDS.small.rows

test('a copied link opens the same pair, and warns once the data behind it is another', async ({ page, data, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  data.serve('/small.parquet', await laionShard(SHARDS.small))
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/small.parquet`)
  await explorer.expectCount(ROWS, ROWS)
  await explorer.tile(2).click()
  const caption = explorer.inspector.getByRole('region', { name: 'Caption' }).locator('p').first()
  const words = await caption.innerText()
  await explorer.inspector.getByRole('button', { name: 'Copy a link to this pair' }).click()
  await expect(explorer.inspector.getByRole('button', { name: 'Copied' })).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toContain('&data=1.')

  const warning = page.getByText('The data has changed since this link was made: a shard has another content.')
  await page.goto('about:blank')
  await page.goto(link)
  await expect(caption).toHaveText(words)
  await explorer.expectCount(ROWS, ROWS)
  await expect(warning).toBeHidden()

  // The same rows written anew are another file.
  data.serve('/small.parquet', await recoded(await laionShard(SHARDS.small), 'zstd'))
  await page.goto('about:blank')
  await page.goto(link)
  await expect(warning).toBeVisible()
  await explorer.inspector.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'OK', exact: true }).click()
  await expect(warning).toBeHidden()
  // Where the person goes from here is not what the link was made for.
  await explorer.toggle('Safety tag', 'NSFW')
  await expect(page).not.toHaveURL(/data=/)
})

test('a view that was given a name is found again on the start page', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.openSample()
  await explorer.toggle('Safety tag', 'UNLIKELY')
  // All of the sample, and not what is counted while it is read.
  await expect(explorer.matching).toHaveText(/of 7,073 pairs$/)
  const matching = await explorer.matching.innerText()
  await page.getByRole('button', { name: /^About/ }).click()
  await page.getByRole('textbox', { name: 'Name of this view' }).fill('Emoji for the office')
  await page.getByRole('button', { name: 'Save this view' }).click()
  await expect(page.getByRole('button', { name: 'Saved' })).toBeVisible()

  await page.goto('/')
  const saved = page.getByRole('list', { name: 'Saved views' })
  await saved.getByRole('link', { name: 'Emoji for the office' }).click()
  await expect(explorer.matching).toHaveText(matching)
  await page.goto('/')
  await saved.getByRole('button', { name: 'Forget Emoji for the office' }).click()
  await expect(saved).toBeHidden()
})

test('an address that may be signed is not kept', async ({ page, data }) => {
  data.serve('/small.parquet', await laionShard(SHARDS.small))
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/small.parquet?signature=1`)
  await explorer.expectCount(ROWS, ROWS)
  await page.getByRole('button', { name: /^About/ }).click()
  await expect(page.getByText('The address may hold a signature')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Name of this view' })).toBeHidden()
})

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

import { readFileSync } from 'node:fs'
import { dropFile, Explorer } from './explorer'
import { laionShard, SHARDS } from './shards/write'
import { expect, test } from './test'

const ROWS = SHARDS.small.rows

test('a file dropped on the page opens', async ({ page }) => {
  await page.goto('/')
  await dropFile(page, 'mine.parquet', '', readFileSync(await laionShard(SHARDS.small)))
  const explorer = new Explorer(page)
  await explorer.expectCount(ROWS, ROWS)
  await expect(page.getByRole('heading', { name: 'mine.parquet' })).toBeVisible()
})

test('files can be chosen; after a reload the page says that it let go of them', async ({ page }) => {
  await page.goto('/')
  await page.getByTestId('files-picker').setInputFiles(await laionShard(SHARDS.small))
  const explorer = new Explorer(page)
  await explorer.expectCount(ROWS, ROWS)
  await page.reload()
  await expect(page.getByText('a page lets go of them when it is reloaded')).toBeVisible()
})

test('what is no table of pairs is said so', async ({ page }) => {
  await page.goto('/')
  await page.getByTestId('files-picker').setInputFiles({ name: 'notes.md', mimeType: 'text/markdown', buffer: Buffer.from('a,b') })
  await expect(page.getByRole('alert')).toContainText('notes.md is not of a kind that Pairscope opens')
})

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
  const picker = page.getByTestId('files-picker')
  const file = (name: string, text: string) => ({ name, mimeType: '', buffer: Buffer.from(text, 'latin1') })
  await picker.setInputFiles(file('notes.md', 'a,b'))
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('This is a text')
  await picker.setInputFiles(file('pairs.zip', 'PK\x03\x04'))
  await expect(alert).toContainText('This is a zip archive')
  await expect(alert).toContainText('Unpack it and open the files in it.')
  await picker.setInputFiles([file('a.feather', 'FEA1\0'), file('b.db', 'SQLite format 3\0')])
  await expect(alert).toContainText('a.feather is a Feather file, b.db is an SQLite database.')
  await expect(alert).not.toContainText('address')
})

test('a manifest opens with the shards that are chosen together with it', async ({ page }) => {
  const manifest = JSON.stringify({ pairscope: 1, name: 'My own two', shards: ['data/0.parquet', 'data/1.parquet'] })
  const shard = readFileSync(await laionShard(SHARDS.small))
  const files = [
    { name: 'manifest.json', mimeType: 'application/json', buffer: Buffer.from(manifest) },
    { name: '0.parquet', mimeType: '', buffer: shard },
    { name: '1.parquet', mimeType: '', buffer: shard },
  ]
  await page.goto('/')
  await page.getByTestId('files-picker').setInputFiles(files.slice(0, 2))
  await expect(page.getByRole('alert')).toContainText('data/1.parquet was not given together with the manifest')
  await page.getByTestId('files-picker').setInputFiles(files)
  await new Explorer(page).expectCount(2 * ROWS, 2 * ROWS)
  await expect(page.getByRole('heading', { name: 'My own two' })).toBeVisible()
})

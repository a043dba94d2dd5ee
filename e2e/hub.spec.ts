import type { Page } from '@playwright/test'
import { Explorer } from './explorer'
import { FakeHub } from './server/hub'
import { laionShard, SHARDS } from './shards/write'
import { DATA, expect, test } from './test'

const ROWS = SHARDS.small.rows
const SHARD = `${DATA}/small.parquet`

let hub: FakeHub

test.beforeAll(async () => {
  hub = await FakeHub.start(
    {
      'org/split': { files: { 'README.md': SHARD, 'data/test-00000-of-00001.parquet': SHARD, 'data/train-00000-of-00002.parquet': SHARD, 'data/train-00001-of-00002.parquet': SHARD } },
      'org/gated': { files: { 'part-00000.snappy.parquet': SHARD }, gated: true },
      'org/csv': { files: { 'all.csv': SHARD }, parquet: { default: { train: ['https://huggingface.co/datasets/org/split/resolve/main/data/test-00000-of-00001.parquet'] } } },
      'laion/laion400m': { files: { 'part-00000.parquet': SHARD } },
    },
    2,
  )
})

test.afterAll(() => hub.close())

test.beforeEach(async ({ page, data }) => {
  data.serve('/small.parquet', await laionShard(SHARDS.small))
  await page.addInitScript((origin) => localStorage.setItem('pairscope.hub', origin), hub.origin)
})

/** What is said of the dataset under its name. */
async function notes(page: Page, name: string): Promise<string> {
  await page.getByRole('banner').getByRole('button', { name }).click()
  return page.getByRole('heading', { name }).last().locator('..').innerText()
}

test('a dataset of the Hub opens by its name: every page of its files, train, and how to open the rest', async ({ page, complaints }) => {
  const explorer = new Explorer(page)
  await explorer.openByHand('org/split')
  await explorer.expectCount(2 * ROWS, 2 * ROWS)
  expect(hub.requests.filter((request) => request.includes('/tree/main?')).length).toBeGreaterThan(2)
  await expect(page.getByText('org/split · train').first()).toBeVisible()
  expect(await notes(page, 'org/split · train')).toContain('org/split?config=default&split=test')
  expect(complaints).toEqual([])
})

test('a split opens by its name and by the address of its page', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.openByHand('org/split?config=default&split=test')
  await explorer.expectCount(ROWS, ROWS)
  await explorer.openByHand('https://huggingface.co/datasets/org/split/viewer/default/test')
  await explorer.expectCount(ROWS, ROWS)
  await explorer.openByHand('https://huggingface.co/datasets/org/split/tree/main/data')
  await explorer.expectCount(2 * ROWS, 2 * ROWS)
})

test('a dataset without Parquet opens as the Hub has converted it', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.openByHand('org/csv')
  await explorer.expectCount(ROWS, ROWS)
})

test('a gated dataset, one that is not there and a split that is not there are told in words', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.openByHand('org/gated')
  await expect(page.getByRole('alert')).toContainText('This dataset is gated')
  await expect(page.getByRole('alert')).toContainText('Accept the terms on its page')
  await explorer.openByHand('org/no-such')
  await expect(page.getByRole('alert')).toContainText('No public dataset is called org/no-such')
  await explorer.openByHand('org/split?split=tset')
  await expect(page.getByRole('alert')).toContainText('org/split?config=default&split=train')
})

test('the original LAION-400M carries its safety note', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.openByHand('laion/laion400m')
  await explorer.expectCount(ROWS, ROWS)
  expect(await notes(page, 'laion/laion400m')).toContain('use Re-LAION')
})

test('known datasets are named with what each needs, and open by a click', async ({ page }) => {
  await page.goto('/')
  await page.getByText('Known datasets, and what each needs').click()
  const list = page.getByRole('list', { name: 'Known datasets' })
  await expect(list.getByRole('listitem').filter({ hasText: 'LAION-400M (original)' })).toContainText('use Re-LAION')
  await expect(list.getByRole('button', { name: /LAION-400M/ })).toHaveCount(0)
  await list.getByRole('button', { name: 'Open COYO-700M' }).click()
  await expect(page.getByRole('alert')).toContainText('No public dataset is called kakaobrain/coyo-700m')
})

test('a web server’s folder and a bucket open by their address', async ({ page, data }) => {
  const html = '<!DOCTYPE html><html><body><a href="../">..</a><a href="a.parquet">a</a><a href="http://nowhere.test/x.parquet">x</a><a href="more/">more</a></body></html>'
  data.serve('/folder/', Buffer.from(html), 'text/html')
  data.serve('/folder/more/', Buffer.from('<html><a href="b.parquet">b</a></html>'), 'text/html')
  const shard = await laionShard(SHARDS.small)
  for (const path of ['/folder/a.parquet', '/folder/more/b.parquet', '/bucket/d/c.parquet']) data.serve(path, shard)
  data.serve('/bucket/', Buffer.from('<?xml version="1.0"?><ListBucketResult><Contents><Key>d/c.parquet</Key></Contents></ListBucketResult>'), 'application/xml')
  const explorer = new Explorer(page)
  await explorer.openByHand(`${DATA}/folder/`)
  await explorer.expectCount(2 * ROWS, 2 * ROWS)
  await explorer.openByHand(`${DATA}/bucket/d/`)
  await explorer.expectCount(ROWS, ROWS)
})

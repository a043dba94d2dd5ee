import type { Page } from '@playwright/test'
import { npy } from '../src/search/vectors/npy.testing'
import { npz } from '../src/search/vectors/npz.testing'
import { Explorer } from './explorer'
import { FakeHub } from './server/hub'
import { laionShard, SHARDS } from './shards/write'
import { DATA, expect, test } from './test'

const ROWS = SHARDS.small.rows
/** Where the Hub redirects to: a signed address on a host of its own. */
const SHARD = `${DATA}/small.parquet?X-Signature=abc`
const VECTORS = `${DATA}/img_emb_0.npy?X-Signature=abc`
const ARCHIVE = `${DATA}/0a1b9c.npz?X-Signature=abc`

/** A token that may read everything here, and one whose account has been let in nowhere. */
const READER = 'hf_readerReaderReader'
const STRANGER = 'hf_strangerStranger'

let hub: FakeHub

test.beforeAll(async () => {
  hub = await FakeHub.start(
    {
      'org/split': {
        files: {
          'README.md': SHARD,
          'data/test-00000-of-00001.parquet': SHARD,
          'data/train-00000-of-00002.parquet': SHARD,
          'data/train-00001-of-00002.parquet': SHARD,
        },
      },
      'org/gated': { files: { 'part-00000.snappy.parquet': SHARD }, gated: true },
      'org/csv': {
        files: { 'all.csv': SHARD },
        parquet: { default: { train: ['https://huggingface.co/datasets/org/split/resolve/main/data/test-00000-of-00001.parquet'] } },
      },
      'org/private': { files: { 'metadata/metadata_0.parquet': SHARD, 'img_emb/img_emb_0.npy': VECTORS }, private: true },
      'mlfoundations/datacomp_small': { files: { 'metadata/0a1b9c.parquet': SHARD, 'metadata/0a1b9c.npz': ARCHIVE } },
      'laion/laion400m': { files: { 'part-00000.parquet': SHARD } },
    },
    2,
    { [READER]: ['org/gated', 'org/private'], [STRANGER]: [] },
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
  await expect(page.getByRole('link', { name: 'its page on the Hub' })).toHaveAttribute('href', 'https://huggingface.co/datasets/org/gated')
  await explorer.openByHand('org/no-such')
  await expect(page.getByRole('alert')).toContainText('No public dataset is called org/no-such')
  await explorer.openByHand('org/split?split=tset')
  await expect(page.getByRole('alert')).toContainText('org/split?config=default&split=train')
})

/** All that outlives the page, and all that others may see of it. */
async function tracesOf(page: Page): Promise<string> {
  const stored = await page.evaluate(async () => {
    const databases = await indexedDB.databases()
    const files: string[] = []
    const root = await navigator.storage.getDirectory()
    const names = async (folder: FileSystemDirectoryHandle): Promise<void> => {
      for await (const handle of (folder as unknown as { values(): AsyncIterable<FileSystemHandle> }).values()) {
        files.push(handle.name)
        if (handle.kind === 'directory') await names(handle as FileSystemDirectoryHandle)
      }
    }
    await names(root)
    return JSON.stringify([
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.cookie,
      databases,
      files,
      history.state,
      location.href,
      document.documentElement.outerHTML,
    ])
  })
  return stored + JSON.stringify(await page.context().storageState())
}

async function giveToken(page: Page, token: string): Promise<void> {
  await page.getByLabel('I know this mirror').check()
  await page.getByLabel('Your token').fill(token)
  await page.getByRole('button', { name: 'Open with this token' }).click()
}

test('a gated dataset opens with a token, which no other host and no storage ever sees, and which can be forgotten', async ({
  page,
  data,
  complaints,
}) => {
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  hub.tokensSeen.length = 0
  const explorer = new Explorer(page)
  await explorer.openByHand('org/gated')
  const field = page.getByLabel('Your token')
  await expect(field).toHaveAttribute('type', 'password')
  await expect(field).toHaveAttribute('autocomplete', 'off')
  await giveToken(page, 'two words')
  await expect(page.getByText('A token is one word')).toBeVisible()
  await giveToken(page, 'hf_wrong')
  await expect(page.getByRole('alert')).toContainText('The Hub does not know this token (401)')
  await giveToken(page, STRANGER)
  await expect(page.getByRole('alert')).toContainText('The Hub knows your token but does not give it org/gated (403)')
  await giveToken(page, READER)
  await explorer.expectCount(ROWS, ROWS)
  await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(4)

  expect(new Set(hub.tokensSeen)).toEqual(new Set(['hf_wrong', STRANGER, READER]))
  expect(data.logged(/small\.parquet/).length).toBeGreaterThan(2)
  expect(data.requests.filter(({ authorization }) => authorization !== null)).toEqual([])
  expect(await notes(page, 'org/gated')).toContain('Read with your token; forgotten when this tab closes.')
  expect(await tracesOf(page)).not.toContain('hf_')

  await page.getByRole('button', { name: 'Forget it' }).click()
  await expect(page.getByRole('alert')).toContainText('The authors of org/gated give it only to people')
  await giveToken(page, READER)
  await explorer.expectCount(ROWS, ROWS)
  await page.reload()
  await expect(page.getByRole('alert')).toContainText('This dataset is gated')
  expect(await tracesOf(page)).not.toMatch(/hf_(?!…)/)
  expect(said.filter((line) => line.includes('hf_'))).toEqual([])
  expect(complaints).toEqual([])
})

test('a private dataset and its embeddings are read with a token', async ({ page, data }) => {
  // As float16, from 0.0625 to 0.125 with either sign.
  data.serve(
    '/img_emb_0.npy',
    npy(
      Uint16Array.from({ length: ROWS * 512 }, (_, i) => 0x2c00 + ((i * 7919) & 0x83ff)),
      512,
    ),
  )
  const explorer = new Explorer(page)
  await explorer.openByHand('org/private')
  await expect(page.getByRole('alert')).toContainText('or the dataset is private (401)')
  await giveToken(page, STRANGER)
  await expect(page.getByRole('alert')).toContainText('Your token shows no dataset called org/private')
  await giveToken(page, READER)
  await explorer.expectCount(ROWS, ROWS)
  await page.getByRole('button', { name: 'OpenAI CLIP ViT-B/32' }).click()
  await explorer.tile(1).click()
  await explorer.inspector.getByRole('button', { name: 'More like this' }).click()
  await expect(page.getByTestId('search-line')).toContainText(`Ranked ${ROWS.toLocaleString('en')} rows`)
  expect(hub.requests.filter((request) => request.includes('img_emb_0.npy')).length).toBeGreaterThan(0)
  expect(data.requests.filter(({ authorization }) => authorization !== null)).toEqual([])
})

test('DataComp is searched by the archives of embeddings beside its tables, whose model its authors name', async ({
  page,
  data,
  complaints,
}) => {
  const vectors = (width: number) =>
    npy(
      Uint16Array.from({ length: ROWS * width }, (_, i) => 0x2c00 + ((i * 7919) & 0x83ff)),
      width,
    )
  data.serve('/0a1b9c.npz', npz({ b32_img: vectors(512), b32_txt: vectors(512), l14_img: vectors(768), l14_txt: vectors(768) }))
  const explorer = new Explorer(page)
  await explorer.openByHand('mlfoundations/datacomp_small')
  await explorer.expectCount(ROWS, ROWS)
  await explorer.tile(1).click()
  await explorer.inspector.getByRole('button', { name: 'More like this' }).click()
  await expect(page.getByTestId('search-line')).toContainText(`Ranked ${ROWS.toLocaleString('en')} rows`)
  expect(complaints).toEqual([])
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
  const html =
    '<!DOCTYPE html><html><body><a href="../">..</a><a href="a.parquet">a</a><a ' +
    'href="http://nowhere.test/x.parquet">x</a><a href="more/">more</a></body></html>'
  data.serve('/folder/', Buffer.from(html), 'text/html')
  data.serve('/folder/more/', Buffer.from('<html><a href="b.parquet">b</a></html>'), 'text/html')
  const shard = await laionShard(SHARDS.small)
  for (const path of ['/folder/a.parquet', '/folder/more/b.parquet', '/bucket/d/c.parquet']) data.serve(path, shard)
  data.serve(
    '/bucket/',
    Buffer.from('<?xml version="1.0"?><ListBucketResult><Contents><Key>d/c.parquet</Key></Contents></ListBucketResult>'),
    'application/xml',
  )
  const explorer = new Explorer(page)
  await explorer.openByHand(`${DATA}/folder/`)
  await explorer.expectCount(2 * ROWS, 2 * ROWS)
  await explorer.openByHand(`${DATA}/bucket/d/`)
  await explorer.expectCount(ROWS, ROWS)
})

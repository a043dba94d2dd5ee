import { readFileSync } from 'node:fs'
import { Explorer } from './explorer'
import { nativeCount } from './native'
import type { Faults } from './server/faults'
import { CODECS, recoded } from './shards/native-write'
import { emptyShard, laionShard, SHARDS, uselessShard } from './shards/write'
import { DATA, expect, NOWHERE, test } from './test'

const ROWS = SHARDS.small.rows
const GOOD = `${DATA}/good.parquet`
const BAD = `${DATA}/bad.parquet`

interface Case {
  readonly name: string
  readonly says: string
  readonly url?: string
  readonly faults?: Faults
  /** In Latin-1. */
  readonly holds?: string
  readonly file?: () => Promise<string>
}

const CASES: readonly Case[] = [
  { name: 'unreachable host', url: `${NOWHERE}/bad.parquet`, says: 'The host did not answer' },
  { name: 'no CORS', faults: { noCors: true }, says: 'The host does not let other pages read this file' },
  { name: '403', faults: { status: 403 }, says: 'The host refused access (403)' },
  { name: '404', url: `${DATA}/no-such.parquet`, says: 'There is no file at this address (404)' },
  { name: 'a failing host', faults: { status: 500 }, says: 'The host answered with an error (500)' },
  { name: 'a web page in place', faults: { html: true }, says: 'A web page came in its place' },
  { name: 'a truncated file', faults: { cutFile: 100_000 }, says: 'The file is cut off or damaged' },
  { name: 'a file of 0 bytes', holds: '', says: 'This is a file of 0 bytes' },
  { name: 'an Arrow file', holds: 'ARROW1\0\0', says: 'This is an Arrow file' },
  {
    name: 'a Git LFS pointer',
    holds: 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n',
    says: 'the file itself lies in Git LFS',
  },
  { name: 'a tar that is packed', url: `${DATA}/bad.tar.gz`, holds: '\x1f\x8b\x08\0', says: 'Unpack it to a plain .tar' },
  { name: 'no usable column', file: uselessShard, says: 'No column here can be shown as a pair' },
  { name: 'an empty shard', file: emptyShard, says: 'The shard has no rows' },
  { name: 'no Range', faults: { noRange: true, noHead: true }, says: 'The host only sends the whole file' },
]

test.beforeEach(async ({ data }) => {
  const good = await laionShard(SHARDS.small)
  data.serve('/good.parquet', good)
  data.serve('/bad.parquet', good)
})

for (const { name, says, url = BAD, faults, holds, file } of CASES) {
  test(`${name}: a sentence, and the other shard goes on`, async ({ page, data }) => {
    if (file) data.serve('/bad.parquet', await file())
    if (holds !== undefined) data.serve(new URL(url).pathname, Buffer.from(holds, 'latin1'))
    if (faults) data.fault('/bad.parquet', faults)
    const explorer = new Explorer(page)
    await explorer.open(url, GOOD)
    await explorer.expectCount(ROWS, ROWS)
    const notice = page.getByRole('status').filter({ hasText: '1 of 2 shards could not be read; the others go on.' })
    await notice.locator('summary').click()
    await expect(notice).toContainText(says)
    await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(4)
  })
}

test('nothing can be opened: the sentence has a page of its own, with the address to mend', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.open(`${NOWHERE}/bad.parquet`)
  await expect(page.getByRole('alert')).toContainText('The host did not answer')
  const box = page.getByRole('textbox', { name: /^Addresses of Parquet files/ })
  await expect(box).toHaveValue(`${NOWHERE}/bad.parquet`)
  await box.fill(GOOD)
  await box.press('Enter')
  await explorer.expectCount(ROWS, ROWS)
})

test('a host without Range: the whole file is downloaded once the person agrees', async ({ page, data }) => {
  data.fault('/bad.parquet', { noRange: true, noHead: true })
  const explorer = new Explorer(page)
  await explorer.open(BAD)
  await page.getByRole('button', { name: /^Download the whole file/ }).click()
  await explorer.expectCount(ROWS, ROWS)
})

test('hosts of every kind are read all the same', async ({ page, data }) => {
  const hosts: Readonly<Record<string, Faults>> = {
    'without-head': { noHead: true },
    'without-exposed-headers': { noExpose: true },
    'without-either': { noHead: true, noExpose: true },
    'redirects-to-signed': { signed: 'both' },
    'signed-for-get-only': { signed: 'get-only' },
    'fails-twice': { status: 503, times: 2 },
  }
  const good = await laionShard(SHARDS.small)
  for (const [name, faults] of Object.entries(hosts)) {
    data.serve(`/${name}.parquet`, good)
    data.fault(`/${name}.parquet`, faults)
  }
  const explorer = new Explorer(page)
  await explorer.open(...Object.keys(hosts).map((name) => `${DATA}/${name}.parquet`))
  await explorer.expectCount(6 * ROWS, 6 * ROWS)
})

test('every codec is read, narrow columns and captions alike', async ({ page, data }) => {
  for (const codec of CODECS) data.serve(`/${codec}.parquet`, await recoded(await laionShard(SHARDS.small), codec))
  const explorer = new Explorer(page)
  await explorer.open(...CODECS.map((codec) => `${DATA}/${codec}.parquet`))
  const all = CODECS.length * ROWS
  await explorer.expectCount(all, all)
  await explorer.filters.getByRole('searchbox', { name: 'Caption contains' }).fill('vintage')
  await explorer.expectCount(CODECS.length * (await nativeCount(await laionShard(SHARDS.small), `TEXT ILIKE '%vintage%'`)), all)
})

test('what is no address is said at once, and what was typed stays', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.openByHand('ftp://data.test/good.parquet')
  await expect(page.getByRole('alert')).toContainText('A browser cannot open ftp:// addresses')
  await expect(page.getByRole('textbox', { name: /^Addresses of Parquet files/ })).toHaveValue('ftp://data.test/good.parquet')
})

test('a path of one’s own computer is told to be dropped', async ({ page }) => {
  const explorer = new Explorer(page)
  for (const path of ['C:\\data\\a.parquet', '/home/me/a.parquet', '~/a.parquet']) {
    await explorer.openByHand(path)
    await expect(page.getByRole('alert')).toContainText('A page cannot open a path on your computer by itself: drop the file')
  }
})

test('a broken manifest is named as such', async ({ page, data }) => {
  data.serve('/manifest.json', Buffer.from('{"pairscope": 1, "name": "x", "shards": []}'))
  await new Explorer(page).open(`${DATA}/manifest.json`)
  await expect(page.getByRole('alert')).toContainText('“shards” must name at least one shard.')
})

test('patterns and manifests open their shards', async ({ page, data }) => {
  const good = readFileSync(await laionShard(SHARDS.small))
  for (const name of ['part-00000', 'part-00001']) data.serve(`/${name}.parquet`, good)
  const explorer = new Explorer(page)
  await explorer.openByHand(`${DATA}/part-{00000..00001}.parquet`)
  await explorer.expectCount(2 * ROWS, 2 * ROWS)

  data.serve(
    '/set/manifest.json',
    Buffer.from(JSON.stringify({ pairscope: 1, name: 'Two parts', shards: ['../part-00000.parquet', { url: '../part-00001.parquet' }] })),
  )
  await explorer.open(`${DATA}/set/manifest.json`)
  await expect(page.getByRole('heading', { name: 'Two parts' })).toBeVisible()
  await explorer.expectCount(2 * ROWS, 2 * ROWS)
})

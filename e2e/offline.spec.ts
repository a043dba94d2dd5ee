import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Explorer } from './explorer'
import { DIST, ENGINE, expectKept, keptPaths, openSample, SAMPLE, storedRows, test } from './offline'
import { SearchBar } from './search'
import { laionShard, SHARDS } from './shards/write'
import { DATA, expect } from './test'
import { tell } from './reliability'

const ROWS = 7073

test('with no network and no host the sample opens, filters and searches, once it was used', async ({
  page,
  context,
  home,
  host,
  complaints,
}) => {
  tell('offline', {
    tried: 'No network, and the host of the app is gone.',
    seen: 'The sample opens, filters and searches, once it was used.',
  })
  await openSample(page, home)
  const bar = new SearchBar(page)
  await bar.search('dog')
  await bar.expectRanked(ROWS)
  const model = [/assets\/ort-wasm-simd-threaded-.*\.wasm$/, /text_model\.onnx$/, /tokenizer\.json$/]
  await expectKept(page, ENGINE, ...SAMPLE, ...model, /sample\/embeddings\/text_emb_2\.npy$/)
  expect(complaints).toEqual([])
  await page.close()
  await host.close()
  await context.setOffline(true)

  const offline = await context.newPage()
  const explorer = await openSample(offline, home)
  await expect.poll(() => explorer.picturesShown()).toBeGreaterThanOrEqual(8)
  const searching = new SearchBar(offline)
  await searching.search('pizza')
  await searching.expectRanked(ROWS)
  await searching.expectFirstRow(/pizza|피자/i)
  await explorer.toggle('Safety tag', 'UNSURE')
  await expect(explorer.matching).toHaveText(/ of 7,073 pairs$/)

  // Whose work it is can be read there too.
  await offline.goto(home)
  await offline.getByRole('button', { name: 'licences', exact: true }).click()
  await expect(offline.getByRole('list', { name: 'Packages' }).getByRole('listitem').filter({ hasText: 'onnxruntime-web' })).toBeVisible()
})

test('kept files are answered by ranges, as their host does', async ({ page, home, host }) => {
  await openSample(page, home)
  await expectKept(page, ...SAMPLE)
  const asked = () =>
    page.evaluate(async () => {
      const answers: unknown[] = []
      for (const [method, range] of [
        ['GET', 'bytes=4-9'],
        ['GET', 'bytes=-8'],
        ['GET', 'bytes=99999999-'],
        ['HEAD', null],
        ['GET', null],
      ] as const) {
        const response = await fetch('./sample/images-00003.parquet', { method, headers: range === null ? {} : { Range: range } })
        const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()))
        if (response.status === 416) {
          answers.push([method, range, response.status, response.headers.get('content-range')])
          continue
        }
        const headers = ['content-length', 'content-range', 'content-type', 'etag'].map((name) => response.headers.get(name))
        answers.push([method, range, response.status, ...headers, Array.from(bytes.subarray(0, 8))])
      }
      return answers
    })
  host.reset()
  const kept = await asked()
  expect(host.logged(/parquet/)).toEqual([])
  await page.evaluate(async () => (await navigator.serviceWorker.ready).unregister())
  await page.goto(home)
  expect(await asked()).toEqual(kept)
  expect(host.logged(/parquet/).length).toBe(5)
})

test('only the app’s own files are kept: no shard, no picture and nothing of another host', async ({ page, home, host, data }) => {
  tell('offline', {
    tried: 'A dataset of other hosts is opened and searched.',
    seen: 'No shard, no picture and nothing of another host is kept for offline use.',
  })
  data.serve('/small.parquet', await laionShard(SHARDS.small))
  await page.goto(`${home}#/?src=${encodeURIComponent(`${DATA}/small.parquet`)}`)
  const explorer = new Explorer(page)
  await explorer.expectCount(SHARDS.small.rows, SHARDS.small.rows)
  await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(3)
  await expectKept(page, ENGINE)
  const { host: own } = new URL(host.origin)
  const paths = await keptPaths(page)
  expect(paths.filter((path) => !path.startsWith(`${own}/pairs/`) || /sample|parquet|onnx/.test(path))).toEqual([])
})

test('nothing is kept before there are pictures to look at', async ({ page, home, host }) => {
  await openSample(page, home)
  await expectKept(page, ENGINE)
  const firstPicture = host.requests.findIndex(({ url }) => /images-00000/.test(url))
  const registered = host.requests.findIndex(({ url }) => /service-worker\.js/.test(url))
  expect(firstPicture).toBeGreaterThan(-1)
  expect(registered).toBeGreaterThan(firstPicture)
})

test('on plain http nothing is registered, and nothing complains', async ({ page, data, complaints }) => {
  tell('offline', { tried: 'Plain http.', seen: 'Nothing is registered, and nothing complains.' })
  for (const path of readdirSync(DIST, { recursive: true, encoding: 'utf8' })) {
    if (/\.[a-z]+$/.test(path)) data.serve(`/app/${path}`, join(DIST, path))
  }
  data.serve('/app/', join(DIST, 'index.html'))
  await openSample(page, `${DATA}/app/`)
  expect(await page.evaluate(() => [isSecureContext, 'serviceWorker' in navigator])).toEqual([false, false])
  await expect.poll(() => new Explorer(page).picturesShown()).toBeGreaterThanOrEqual(8)
  await page.goto(`${DATA}/app/`)
  await page.getByRole('button', { name: 'Storage' }).click()
  await expect(
    page.getByText(/^This browser does not let this page work without a network: the page was not loaded over https/),
  ).toBeVisible()
  await expect(page.getByText('No files are kept yet.')).toBeVisible()
  expect(data.logged(/service-worker/)).toEqual([])
  expect(complaints).toEqual([])
})

test('the app can be installed: its manifest and icons are whole', async ({ page, home }) => {
  await page.goto(home)
  const session = await page.context().newCDPSession(page)
  const { errors } = await session.send('Page.getAppManifest')
  expect(errors).toEqual([])
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  // Playwright's contexts are private windows, where nothing installs.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([])
})

test('“Storage” says what is kept, by kind and dataset, and removes one or all of it', async ({ page, home, complaints }) => {
  await openSample(page, home)
  const bar = new SearchBar(page)
  await bar.search('dog')
  await bar.expectRanked(ROWS)
  await expectKept(page, ENGINE, ...SAMPLE, /sample\/embeddings\/text_emb_2\.npy$/, /assets\/ort-wasm-simd-threaded-.*\.wasm$/)
  await page.getByRole('button', { name: 'Search settings' }).click()
  await page.getByRole('button', { name: 'Storage…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Storage' })
  const kept = ['Pairscope itself', 'The engines', 'The emoji sample', 'The sample’s model', 'Emoji sample']
  await expect.poll(() => storedRows(page)).toEqual([...kept, 'Your settings'])
  await expect(dialog.getByText(/This browser counts .* in all and allows up to/)).toBeVisible()

  // Of the dataset that is open: the ranker lets go, and fetches again.
  await dialog.getByRole('button', { name: 'Remove: Emoji sample' }).click()
  await expect.poll(() => storedRows(page)).not.toContain('Emoji sample')
  await dialog.getByRole('button', { name: 'Remove: The emoji sample' }).click()
  await expect.poll(() => storedRows(page)).not.toContain('The emoji sample')
  expect((await keptPaths(page)).filter((path) => /sample\/(images|embeddings)/.test(path))).toEqual([])
  await dialog.getByRole('button', { name: 'Close' }).click()
  await bar.search('pizza')
  await bar.expectRanked(ROWS)

  await page.goto(home)
  await page.getByRole('button', { name: 'Storage' }).click()
  await expect.poll(() => storedRows(page)).toContain('Emoji sample')
  await dialog.getByRole('button', { name: 'Remove everything' }).click()
  await expect.poll(() => storedRows(page)).toEqual(['Your settings'])
  await expect(dialog.getByText('No files are kept yet.')).toBeVisible()
  expect(await keptPaths(page)).toEqual([])
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
  expect(complaints).toEqual([])
})

test('where there is no room the page works, and “Storage” says what to do', async ({ page, home, host, complaints }) => {
  tell('offline', { tried: 'The browser gives no room.', seen: 'The page works, and “Storage” says what to do.' })
  const session = await page.context().newCDPSession(page)
  await session.send('Storage.overrideQuotaForOrigin', { origin: host.origin, quotaSize: 6_000_000 })
  await openSample(page, home)
  await expectKept(page, /index-.*\.js$/)
  const bar = new SearchBar(page)
  await bar.search('dog')
  await bar.expectRanked(ROWS)
  await page.getByRole('button', { name: 'Search settings' }).click()
  await page.getByRole('button', { name: 'Storage…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Storage' })
  await expect(dialog.getByText(/^There was no room for all that was to be kept/)).toBeVisible()
  await expect.poll(() => storedRows(page)).toContain('Pairscope itself')
  expect(complaints).toEqual([])
})

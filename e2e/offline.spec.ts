import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { HEADER_POLICY } from '../scripts/content-policy'
import { writeServiceWorker } from '../scripts/offline-build'
import { Explorer } from './explorer'
import { SearchBar } from './search'
import { ShardServer } from './server/server'
import { laionShard, SHARDS } from './shards/write'
import { DATA, expect, test as base } from './test'
import { tell } from './reliability'

const ROOT = join(import.meta.dirname, '..')
const DIST = join(ROOT, 'dist')

/** A host of its own for the app, that can be closed; below a path, as on many static hosts. */
const test = base.extend<{ readonly host: ShardServer; readonly folder: string; readonly home: string }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
  folder: async ({}, provide) => {
    const folder = mkdtempSync(join(tmpdir(), 'pairscope-'))
    cpSync(DIST, join(folder, 'pairs'), { recursive: true })
    await provide(folder)
    rmSync(folder, { recursive: true })
  },
  host: async ({ folder, violations }, provide) => {
    const headers = { 'Content-Security-Policy': violations.policy(HEADER_POLICY) }
    const host = await ShardServer.start({ folder, headers })
    await provide(host)
    await host.close()
  },
  home: async ({ host }, provide) => {
    await provide(`${host.origin}/pairs/`)
  },
})
test.use({ serviceWorkers: 'allow' })

/** What is kept, by the paths of its addresses. */
function keptPaths(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const paths: string[] = []
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).host + new URL(url).pathname)
    }
    return paths
  })
}

async function expectKept(page: Page, ...parts: readonly RegExp[]): Promise<void> {
  await expect
    .poll(async () => {
      const paths = await keptPaths(page)
      return parts.filter((part) => !paths.some((path) => part.test(path))).map(String)
    })
    .toEqual([])
}

async function openSample(page: Page, home: string): Promise<Explorer> {
  await page.goto(home)
  await page.getByRole('button', { name: 'Explore the sample' }).click()
  const explorer = new Explorer(page)
  await expect(explorer.matching).toHaveText(/^[\d,]+ pairs$/)
  return explorer
}

/** All four shards of the sample, and what opens it. */
const SAMPLE = [/sample\/manifest\.json$/, ...[0, 1, 2, 3].map((i) => new RegExp(`sample/images-0000${i}\\.parquet$`))]
const ENGINE = /assets\/duckdb-eh-.*\.wasm$/

/** Puts a new version in the place of the old one: every script has another name, the old ones are gone, and the start page says so. */
async function deployNext(folder: string, host: ShardServer): Promise<void> {
  const app = join(folder, 'pairs')
  const scripts = readdirSync(join(app, 'assets')).filter((name) => name.endsWith('.js'))
  for (const path of [...scripts.map((name) => join(app, 'assets', name)), join(app, 'index.html')]) {
    const next = scripts.reduce((text, name) => text.replaceAll(name, `next-${name}`), readFileSync(path, 'utf8'))
    writeFileSync(path, next.replace('Nothing to install.', 'Nothing to install, ever.'))
  }
  for (const name of scripts) renameSync(join(app, 'assets', name), join(app, 'assets', `next-${name}`))
  await writeServiceWorker(ROOT, app)
  // The server holds on to files that it has opened.
  for (const name of scripts) host.fault(`/pairs/assets/${name}`, { status: 404 })
  host.serve('/pairs/', join(app, 'index.html'))
  host.serve('/pairs/service-worker.js', join(app, 'service-worker.js'))
}

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

test('a new version says so, waits, and leaves other tabs as they are', async ({ page, context, home, host, folder, complaints }) => {
  tell('offline', {
    tried: 'A new version is published while two tabs are open; the old scripts are gone from the host.',
    seen: '“A new version is ready”, and both tabs go on until they are reloaded.',
  })
  await openSample(page, home)
  await expectKept(page, ENGINE, /index-.*\.js$/)
  await deployNext(folder, host)

  const other = await context.newPage()
  await other.goto(home)
  const told = other.getByRole('status').filter({ hasText: 'A new version is ready.' })
  await expect(told).toBeVisible()
  await expect(other.getByText('Nothing to install.')).toBeVisible()
  await told.getByRole('button', { name: 'Reload' }).click()
  await expect(other.getByText('Nothing to install, ever.')).toBeVisible()
  await expect(told).toBeHidden()

  // The first tab was opened with the version before, of which the host has no file any more.
  const bar = new SearchBar(page)
  await bar.search('dog')
  await bar.expectRanked(ROWS)
  expect(complaints).toEqual([])
  const shells = () => other.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('pairscope-shell ')).length)
  expect(await shells()).toBe(2)
  await page.close()
  await other.reload()
  await expect.poll(shells).toBe(1)
})

test('a new version that does not come whole leaves nothing behind, and the old one goes on', async ({ page, home, host, folder }) => {
  tell('offline', {
    tried: 'A new version is published with a file missing, then with a file that is not the one listed.',
    seen: 'The old one goes on, and nothing of the new one is kept; once it is whole, “A new version is ready”.',
  })
  await openSample(page, home)
  await expectKept(page, ENGINE, /index-.*\.js$/)
  const names = () => page.evaluate(() => caches.keys())
  const before = await names()
  await deployNext(folder, host)
  const scripts = readdirSync(join(folder, 'pairs', 'assets')).filter((name) => /^next-Explorer-.*\.js$/.test(name))
  const [path = ''] = scripts.map((name) => `/pairs/assets/${name}`)
  const told = page.getByRole('status').filter({ hasText: 'A new version is ready.' })
  // Ends once the browser has tried the new version and given it up.
  const tryNext = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      await registration.update()
      const { installing } = registration
      if (!installing) return 'nothing new'
      return new Promise((resolve) => installing.addEventListener('statechange', () => resolve(installing.state)))
    })

  host.fault(path, { status: 404 })
  expect(await tryNext()).toBe('redundant')
  expect(await names()).toEqual(before)
  host.fault(path, {})
  const script = readFileSync(join(folder, path))
  host.serve(path, Buffer.concat([script, Buffer.from('// not the one that was listed')]))
  expect(await tryNext()).toBe('redundant')
  expect(await names()).toEqual(before)
  await expect(told).toBeHidden()
  await page.goto(home)
  await expect(page.getByText('Nothing to install.')).toBeVisible()
  await openSample(page, home)

  host.serve(path, script)
  await page.goto(home)
  await expect(told).toBeVisible()
})

test('two copies of the app on one host keep apart', async ({ page, context, home, host, folder }) => {
  tell('offline', {
    tried: 'Two copies of the app lie in two folders of one host; both are used, one is forgotten by “Storage”, and the host goes.',
    seen: 'The other opens the sample as before.',
  })
  cpSync(join(folder, 'pairs'), join(folder, 'others'), { recursive: true })
  const others = `${host.origin}/others/`
  const of = (name: string) =>
    [`${name}/$`, `${name}/assets/duckdb-eh-.*wasm$`, `${name}/sample/images-00003.parquet$`].map((path) => new RegExp(path))
  await openSample(page, home)
  await expectKept(page, ENGINE, ...SAMPLE)
  await page.goto(others)
  await openSample(page, others)
  await expectKept(page, ...of('others'))
  // A page that opens with nothing else open tidies up.
  await page.reload()
  await expect(new Explorer(page).matching).toHaveText(/^[\d,]+ pairs$/)
  await page.goto(others)
  await page.getByRole('button', { name: 'Storage' }).click()
  await expect.poll(() => rows(page)).toContain('The emoji sample')
  await page.getByRole('button', { name: 'Remove everything' }).click()
  await expect.poll(() => rows(page)).toEqual(['Your settings'])
  await expectKept(page, ...of('pairs'))
  await page.close()
  await host.close()
  await context.setOffline(true)
  await openSample(await context.newPage(), home)
})

test('with half of it gone the app comes from its host', async ({ page, home, host }) => {
  tell('offline', { tried: 'Half of what was kept is gone.', seen: 'The app comes from its host.' })
  await page.goto(home)
  await expectKept(page, /index-.*\.js$/, /pairs\/$/)
  await page.evaluate(async () => {
    const [name = ''] = await caches.keys()
    const cache = await caches.open(name)
    for (const { url } of await cache.keys()) if (/Explorer-.*\.js$/.test(url)) await cache.delete(url)
  })
  host.reset()
  await openSample(page, home)
  expect(host.logged(/^\/pairs\/$/).length).toBeGreaterThan(0)
  expect(host.logged(/Explorer-.*\.js$/).length).toBeGreaterThan(0)
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

/** The rows of the dialog, by their words. */
async function rows(page: Page): Promise<readonly string[]> {
  const names = await page.getByRole('dialog', { name: 'Storage' }).getByRole('listitem').allInnerTexts()
  return names.map((text) => text.split('\n')[0] ?? '')
}

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
  await expect.poll(() => rows(page)).toEqual([...kept, 'Your settings'])
  await expect(dialog.getByText(/This browser counts .* in all and allows up to/)).toBeVisible()

  // Of the dataset that is open: the ranker lets go, and fetches again.
  await dialog.getByRole('button', { name: 'Remove: Emoji sample' }).click()
  await expect.poll(() => rows(page)).not.toContain('Emoji sample')
  await dialog.getByRole('button', { name: 'Remove: The emoji sample' }).click()
  await expect.poll(() => rows(page)).not.toContain('The emoji sample')
  expect((await keptPaths(page)).filter((path) => /sample\/(images|embeddings)/.test(path))).toEqual([])
  await dialog.getByRole('button', { name: 'Close' }).click()
  await bar.search('pizza')
  await bar.expectRanked(ROWS)

  await page.goto(home)
  await page.getByRole('button', { name: 'Storage' }).click()
  await expect.poll(() => rows(page)).toContain('Emoji sample')
  await dialog.getByRole('button', { name: 'Remove everything' }).click()
  await expect.poll(() => rows(page)).toEqual(['Your settings'])
  await expect(dialog.getByText('No files are kept yet.')).toBeVisible()
  expect(await keptPaths(page)).toEqual([])
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
  expect(complaints).toEqual([])
})

test('where there is no room the page works, and “Storage” says what to do', async ({ page, home, host, complaints }) => {
  tell('offline', { tried: 'The browser gives no room.', seen: 'The page works, and “Storage” says what to do.' })
  const session = await page.context().newCDPSession(page)
  await session.send('Storage.overrideQuotaForOrigin', { origin: host.origin, quotaSize: 4_000_000 })
  await openSample(page, home)
  await expectKept(page, /index-.*\.js$/)
  const bar = new SearchBar(page)
  await bar.search('dog')
  await bar.expectRanked(ROWS)
  await page.getByRole('button', { name: 'Search settings' }).click()
  await page.getByRole('button', { name: 'Storage…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Storage' })
  await expect(dialog.getByText(/^There was no room for all that was to be kept/)).toBeVisible()
  await expect.poll(() => rows(page)).toContain('Pairscope itself')
  expect(complaints).toEqual([])
})

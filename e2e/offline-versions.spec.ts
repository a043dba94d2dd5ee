import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeServiceWorker } from '../scripts/offline-build'
import { Explorer } from './explorer'
import { ENGINE, expectKept, openSample, ROOT, SAMPLE, storedRows, test } from './offline'
import { SearchBar } from './search'
import type { ShardServer } from './server/server'
import { expect } from './test'
import { tell } from './reliability'

/** Of the sample. */
const ROWS = 7073

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
  await expect.poll(() => storedRows(page)).toContain('The emoji sample')
  await page.getByRole('button', { name: 'Remove everything' }).click()
  await expect.poll(() => storedRows(page)).toEqual(['Your settings'])
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

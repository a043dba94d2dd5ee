import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { Explorer } from './explorer'
import { SAMPLE_FOLDER, SearchBar, serveSample } from './search'
import { FakeHub } from './server/hub'
import { handShard, laionShard, SHARDS } from './shards/write'
import { EVIL, LURE, PRIVATE, test } from './open-net'
import { DATA, expect } from './test'
import { tell } from './reliability'

const ROWS = SHARDS.small.rows

const question = (page: Page) => page.getByRole('dialog', { name: 'Your own network' })
const failure = (page: Page) => page.getByRole('main').getByRole('alert')

/** A moment in which what should not be asked would have been. */
const WHILE = 700

test.beforeEach(async ({ data }) => {
  data.serve('/own.parquet', await laionShard(SHARDS.small))
})

test.describe('a link into the person’s own network', () => {
  test('asks first, by host and port, and is remembered until the page is reloaded', async ({ page, data, complaints }) => {
    tell('links', {
      tried: 'A link names a host in the person’s own network.',
      seen: 'A question that names host and port; nothing is asked of it before the answer, and never after “no”.',
    })
    const explorer = new Explorer(page)
    await explorer.open(`${PRIVATE}/own.parquet`)
    await expect(question(page)).toContainText(
      'This link wants to read from 10.0.0.7:8080, in your own network. Open it only if you know why.',
    )
    await expect(question(page).getByRole('button', { name: 'Cancel' })).toBeFocused()
    await page.waitForTimeout(WHILE)
    expect(data.requests).toEqual([])

    // The key that is pressed without reading declines.
    await page.keyboard.press('Enter')
    await expect(failure(page)).toContainText('10.0.0.7:8080 is in your own network, and nothing was read from there.')
    await page.waitForTimeout(WHILE)
    expect(data.requests).toEqual([])

    await page.getByRole('button', { name: 'Try again' }).click()
    await page.keyboard.press('Escape')
    await expect(failure(page)).toBeVisible()
    await page.getByRole('button', { name: 'Try again' }).click()
    await question(page).getByRole('button', { name: 'Read from there' }).click()
    await explorer.expectCount(ROWS, ROWS)
    expect(data.logged(/own\.parquet/).length).toBeGreaterThan(0)

    // Agreed to for this page: not asked again, and not kept.
    await page.getByRole('link', { name: 'Pairscope, start page' }).click()
    await page.goBack()
    await explorer.expectCount(ROWS, ROWS)
    await page.reload()
    await expect(question(page)).toBeVisible()
    expect(complaints).toEqual([])
  })

  test('that a person typed is not asked about; the same in the box of a failed link is', async ({ page, data }) => {
    tell('links', { tried: 'A person types such an address.', seen: 'It is asked without a question.' })
    const explorer = new Explorer(page)
    await explorer.openByHand(`${PRIVATE}/own.parquet`)
    await explorer.expectCount(ROWS, ROWS)
    await expect(question(page)).toBeHidden()

    for (const around of ['', '%20']) {
      await page.goto(`/#/?src=${around}${PRIVATE}/own.parquet${around}`)
      await page.reload()
      await question(page).getByRole('button', { name: 'Cancel' }).click()
      data.reset()
      await page.getByRole('main').getByRole('button', { name: 'Open', exact: true }).click()
      await page.waitForTimeout(WHILE)
      expect(data.requests).toEqual([])
    }
  })

  test('by way of a manifest that names a whole network is one question, and no scan of it', async ({ page, data }) => {
    tell('links', {
      tried: 'A manifest names 254 hosts of a private network.',
      seen: 'One question with their number, and no request before it.',
    })
    const manifest = {
      pairscope: 1,
      name: 'Scan',
      shards: [`${EVIL}/own.parquet`, 'http://10.0.0.{1..254}:8080/own.parquet'],
      attributions: [
        { name: 'The router', licence: 'none', url: 'http://192.168.0.1/reboot' },
        { name: 'The authors', licence: 'CC0', url: 'https://authors.example/' },
      ],
    }
    data.serve('/scan.json', new TextEncoder().encode(JSON.stringify(manifest)))
    await new Explorer(page).open(`${EVIL}/scan.json`)
    await expect(question(page)).toContainText('This dataset wants to read from 254 hosts in your own network.')
    await expect(question(page).getByRole('list', { name: 'Hosts' })).toContainText('10.0.0.1:8080')
    await expect(question(page).getByRole('list', { name: 'Hosts' })).toContainText('and 249 more')
    await page.waitForTimeout(WHILE)
    await question(page).getByRole('button', { name: 'Cancel' }).click()
    await expect(failure(page)).toContainText('10.0.0.1:8080 and 253 more are in your own network')
    await page.waitForTimeout(WHILE)
    expect(data.logged(/own\.parquet/)).toEqual([])

    const list = new TextEncoder().encode(`${PRIVATE}/own.parquet\n`)
    data.serve('/list.txt', list, 'text/plain')
    await new Explorer(page).open(`${EVIL}/list.txt`)
    await expect(question(page)).toContainText('10.0.0.7:8080')
    await question(page).getByRole('button', { name: 'Cancel' }).click()
    await page.waitForTimeout(WHILE)
    expect(data.logged(/own\.parquet/)).toEqual([])
  })

  test('by way of a redirect brings nothing that is used, and says where it led', async ({ page }) => {
    tell('links', {
      tried: 'A public address redirects into the person’s own network.',
      seen: 'The answer is not used, and where it led is said.',
    })
    const explorer = new Explorer(page)
    await explorer.open(`${LURE}/own.parquet`)
    await expect(failure(page)).toContainText('lure.test sends this page on to 10.0.0.7:8080, which is in your own network.')
    await expect(failure(page)).toContainText('What came from there was not used.')
    await expect(explorer.tiles).toHaveCount(0)
  })

  test('in a row is neither asked nor linked, and loses its password', async ({ page, data }) => {
    tell('links', {
      tried: 'Rows hold private addresses in many spellings, and a public one with a password.',
      seen: 'No private one is asked or linked; of the public one the password is neither shown nor sent.',
    })
    // As a row spells it, and what it is called.
    const spellings = [
      ['http://admin:secret@10.0.0.7:8080/pictures/1.png', '10.0.0.7:8080/pictures/1.png'],
      ['http://[::ffff:10.0.0.7]:8080/pictures/2.png', '[::ffff:a00:7]:8080/pictures/2.png'],
      ['http://0x0a.0.0.7:8080/pictures/3.png', '10.0.0.7:8080/pictures/3.png'],
      ['http://167772167:8080/pictures/4.png', '10.0.0.7:8080/pictures/4.png'],
      ['http://012.0.7:8080/pictures/5.png', '10.0.0.7:8080/pictures/5.png'],
      ['http://10.0.0.7.:8080/pictures/6.png', '10.0.0.7:8080/pictures/6.png'],
    ] as const
    data.serve(
      '/rows.parquet',
      handShard(
        [...spellings.map(([url]) => url), 'http://me:secret@data.test/pictures/7.png'].map((url, i) => ({
          url,
          caption: `row ${i + 1}`,
          nsfw: 'UNLIKELY',
          similarity: 0.3,
        })),
      ),
    )
    const explorer = new Explorer(page)
    await explorer.open(`${DATA}/rows.parquet`)
    await expect.poll(() => explorer.picturesShown()).toBe(1)
    await explorer.tile(1).click()
    const found = explorer.inspector.getByRole('region', { name: 'Picture’s address' })
    for (const [, said] of spellings) {
      await expect(found).toContainText(said)
      await expect(found).not.toContainText('secret')
      await expect(found.getByRole('link')).toHaveCount(0)
      await page.keyboard.press('ArrowRight')
    }
    await expect(found.getByRole('link')).toHaveAttribute('href', 'http://data.test/pictures/7.png')
    await expect(found.getByRole('link')).toHaveAttribute('rel', /noopener/)
    await expect(found).not.toContainText('secret')
    const asked = data.logged(/^\/pictures\//)
    expect(new Set(asked.map(({ url }) => url))).toEqual(new Set(['/pictures/7.png']))
    expect(asked.filter(({ authorization }) => authorization !== null)).toEqual([])
  })
})

test('a credit links only to where a link may lead', async ({ page, data }) => {
  tell('links', {
    tried: 'Credits hold addresses that lead into private networks, or one that runs a script.',
    seen: 'The first are shown as text; with a script the manifest is refused.',
  })
  const manifest = {
    pairscope: 1,
    name: 'Credits',
    shards: ['own.parquet'],
    attributions: [
      { name: 'The router', licence: 'none', url: 'http://192.168.0.1/reboot' },
      { name: 'The authors', licence: 'CC0', url: 'https://authors.example/' },
    ],
  }
  data.serve('/credits.json', new TextEncoder().encode(JSON.stringify(manifest)))
  await new Explorer(page).open(`${DATA}/credits.json`)
  const credits = page.getByRole('main').locator('footer')
  await expect(credits).toContainText('The router')
  await expect(credits.getByRole('link')).toHaveCount(1)
  await expect(credits.getByRole('link', { name: 'The authors' })).toHaveAttribute('rel', /noopener noreferrer/)

  const script = { ...manifest, attributions: [{ name: 'The script', licence: 'none', url: 'javascript:alert(1)' }] }
  data.serve('/script.json', new TextEncoder().encode(JSON.stringify(script)))
  await new Explorer(page).open(`${DATA}/script.json`)
  await expect(failure(page)).toContainText('The manifest cannot be used')
  await expect(failure(page)).toContainText('A browser cannot open javascript:// addresses.')
  await expect(page.locator('a[href^="javascript:"]')).toHaveCount(0)
})

test('a model of another host is asked about before anything of it is read; without it filters still work', async ({ page, data }) => {
  tell('links', {
    tried: 'A link with a search, and a manifest whose model lies on a stranger’s host.',
    seen: 'A question that names the host, before any of it is read; without it filters work.',
  })
  serveSample(data, '/s')
  const manifest = JSON.parse(readFileSync(join(SAMPLE_FOLDER, 'manifest.json'), 'utf8')) as { embeddings: { model: string } }
  manifest.embeddings.model = `${EVIL}/s/encoder/model.json`
  data.serve('/s/lure.json', new TextEncoder().encode(JSON.stringify(manifest)))
  data.reset()
  const search = new SearchBar(page)
  await page.goto(`/#/?src=${DATA}/s/lure.json&q=heart`)
  const dialog = page.getByRole('dialog', { name: 'Model of another host' })
  await expect(dialog).toContainText('This dataset’s search wants to run a model from evil.test')
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.waitForTimeout(WHILE)
  expect(data.logged(/encoder/)).toEqual([])

  await page.keyboard.press('Enter')
  await expect(search.bar).toContainText('Words need the dataset’s own model, which lies at evil.test.')
  await expect(search.line).toContainText('Not ranked yet: allow the model')
  await search.explorer.filters.getByRole('searchbox', { name: 'Caption contains' }).fill('heart')
  await expect(search.explorer.matching).toContainText(' of ')
  expect(data.logged(/encoder/)).toEqual([])

  await search.bar.getByRole('button', { name: 'Allow it…' }).click()
  await dialog.getByRole('button', { name: 'Run this model' }).click()
  await expect.poll(() => data.logged(/encoder\/.*\.onnx/).length).toBeGreaterThan(0)
  await expect(search.bar).not.toContainText('evil.test')
  for (const { referrer } of data.requests) expect(referrer).toBeNull()
})

test('a folder for the model in the person’s own network is asked about where storage names it, not where they typed it', async ({
  page,
  data,
}) => {
  tell('links', {
    tried: 'Another page of the origin has set the folder of the text model to a host in the person’s own network.',
    seen: 'The first search asks, by host and port; nothing is asked of it before, and never after “no”. A folder typed here is used.',
  })
  serveSample(data, '/s')
  data.reset()
  await page.goto('/')
  await page.evaluate((modelBase) => localStorage.setItem('pairscope.preferences', JSON.stringify({ modelBase })), `${PRIVATE}/s/encoder/`)
  await page.reload()
  const search = new SearchBar(page)
  await search.explorer.openSample()
  await search.search('heart')
  await expect(question(page)).toContainText('This search wants to read its model from 10.0.0.7:8080, in your own network.')
  await expect(question(page).getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.waitForTimeout(WHILE)
  expect(data.requests).toEqual([])

  await page.keyboard.press('Enter')
  await expect(search.line.getByRole('alert')).toContainText('10.0.0.7:8080 is in your own network, and nothing was read from there.')
  await page.waitForTimeout(WHILE)
  expect(data.requests).toEqual([])

  await search.line.getByRole('button', { name: 'Try again' }).click()
  await question(page).getByRole('button', { name: 'Read from there' }).click()
  await search.expectRanked()
  expect(data.logged(/encoder\/.*\.onnx/).length).toBeGreaterThan(0)

  // What was agreed to is not kept; what is typed counts from then on.
  await page.reload()
  await expect(question(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await search.bar.getByRole('button', { name: 'Search settings' }).click()
  const folder = page.getByRole('textbox', { name: 'Folder of the model’s files' })
  await folder.fill('http://10.0.0.7:8081/s/encoder/')
  await folder.press('Enter')
  await page.keyboard.press('Escape')
  await search.line.getByRole('button', { name: 'Try again' }).click()
  await search.expectRanked()
  await expect(question(page)).toBeHidden()
})

test('a token goes to a mirror only once the person has seen its host and said so', async ({ page, data }) => {
  tell('links', {
    tried: 'Another page of the origin has set a mirror of the Hub.',
    seen: 'The token goes there only after its host was seen and confirmed.',
  })
  const hub = await FakeHub.start({ 'org/private': { files: { 'a.parquet': `${DATA}/own.parquet` }, private: true } }, 2, {
    hf_mine: ['org/private'],
  })
  try {
    await page.addInitScript((origin) => localStorage.setItem('pairscope.hub', origin), hub.origin)
    const explorer = new Explorer(page)
    const { host } = new URL(hub.origin)
    // Storage is no person: a mirror in their own network is asked about, whoever typed the name of the dataset.
    await explorer.openByHand('org/private')
    await expect(question(page)).toContainText(host)
    await question(page).getByRole('button', { name: 'Read from there' }).click()
    await expect(page.getByText(`Your token would go to ${host}, not to huggingface.co`)).toBeVisible()
    await page.getByLabel('Your token').fill('hf_mine')
    await page.getByRole('button', { name: 'Open with this token' }).click()
    await expect(page.getByText(`Nothing was sent: say first that ${host} may have your token.`)).toBeVisible()
    expect(hub.tokensSeen).toEqual([])
    // Whatever another page of the origin writes now, the token is for the host that the person was told.
    const setMirror = (mirror: string) => page.evaluate((base) => localStorage.setItem('pairscope.hub', base), mirror)
    await setMirror(EVIL)
    await page.getByLabel('I know this mirror').check()
    await page.getByRole('button', { name: 'Open with this token' }).click()
    await expect(page.getByText('Your token would go to evil.test, not to huggingface.co')).toBeVisible()
    await expect(page.getByLabel('I know this mirror')).not.toBeChecked()
    expect(data.requests.filter(({ authorization }) => authorization !== null)).toEqual([])
    expect(hub.tokensSeen).toEqual([])
    await setMirror(hub.origin)
    await page.getByRole('button', { name: 'Try again' }).click()
    await explorer.expectCount(ROWS, ROWS)
    expect(new Set(hub.tokensSeen)).toEqual(new Set(['hf_mine']))
    await page.getByRole('banner').getByRole('button', { name: 'org/private' }).click()
    await expect(page.getByText(`Read from ${host}, a mirror of the Hugging Face Hub that is set in this browser.`)).toBeVisible()
  } finally {
    await hub.close()
  }
})

test('names that turn the words around them stay out of the title and of what is said', async ({ page, data }) => {
  tell('links', {
    tried: 'Names with right-to-left overrides and hidden letters.',
    seen: 'They stay out of the title and turn no sentence around.',
  })
  const named = (name: string) =>
    new TextEncoder().encode(JSON.stringify({ pairscope: 1, name, shards: ['own.parquet'], notes: ['\u202eevil'] }))
  data.serve('/turned.json', named('Safe\u202e epocsriaP \u200b– data'))
  data.serve('/hebrew.json', named('תמונות'))
  data.serve('/long.json', named('a'.repeat(5000)))
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/turned.json`)
  await explorer.expectCount(ROWS, ROWS)
  await expect(page).toHaveTitle('Safe epocsriaP – data – Pairscope')
  await page.getByRole('banner').getByRole('button', { name: 'Safe epocs' }).click()
  await expect(page.getByText('evil', { exact: true })).toBeVisible()
  await explorer.open(`${DATA}/hebrew.json`)
  await expect(page).toHaveTitle('\u2068תמונות\u2069 – Pairscope')
  await explorer.open(`${DATA}/long.json`)
  await expect(page).toHaveTitle(`${'a'.repeat(80)}… – Pairscope`)
})

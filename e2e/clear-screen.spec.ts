import { Explorer } from './explorer'
import { PICTURES } from './shards/laion'
import { handShard } from './shards/write'
import { DATA, expect, test } from './test'
import { tell } from './reliability'

const ROWS = Array.from({ length: 400 }, (_, i) => ({
  url: `${PICTURES}/pictures/${i}.png`,
  caption: `picture ${i}`,
  nsfw: i % 4 === 3 ? 'NSFW' : 'UNLIKELY',
  similarity: 0.3,
}))

test.beforeEach(async ({ page, data }) => {
  data.serve('/private-name.parquet', handShard(ROWS))
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/private-name.parquet`)
  await explorer.expectCount(ROWS.length, ROWS.length)
  await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(5)
})

for (const [state, prepare] of [
  ['the grid', (explorer: Explorer) => explorer.tile(1).focus()],
  ['the inspector', (explorer: Explorer) => explorer.tile(2).click()],
  ['a dialog', (explorer: Explorer) => explorer.page.getByRole('button', { name: /Choose which pictures may be shown$/ }).click()],
  ['what is typed', (explorer: Explorer) => explorer.filters.getByRole('textbox').first().fill('words')],
  ['the facts of the dataset', (explorer: Explorer) => explorer.page.getByRole('banner').getByRole('button', { name: 'About' }).click()],
] as const) {
  test(`Escape twice clears the screen from ${state}`, async ({ page, data, complaints }) => {
    tell('data', { tried: `Escape twice, from ${state}.`, seen: 'The screen is cleared at once, and nothing more is asked for.' })
    const explorer = new Explorer(page)
    await prepare(explorer)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('heading', { name: 'The screen is cleared' })).toBeVisible()
    // At once: there is no second look.
    expect(await page.locator('img, dialog, [popover], [role=list]').count()).toBe(0)
    expect(await page.title()).toBe('Pairscope')
    // The inspector closes by a step back, which takes its time.
    await page.waitForTimeout(300)
    expect(page.url()).not.toContain('private-name')
    data.reset()
    await page.waitForTimeout(1000)
    expect(data.requests).toEqual([])

    await page.getByRole('button', { name: 'Go on where you were' }).click()
    await explorer.expectCount(ROWS.length, ROWS.length)
    await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(5)
    expect(page.url()).toContain('private-name')
    expect(complaints).toEqual([])
  })
}

test('Escape once does what it did, and twice slowly is twice once', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.tile(2).click()
  await page.keyboard.press('Escape')
  await expect(explorer.inspector).toBeHidden()
  await page.waitForTimeout(900)
  await page.keyboard.press('Escape')
  await page.waitForTimeout(300)
  await expect(explorer.tile(2)).toBeVisible()
})

test('what was agreed to is taken back, a reload stays cleared, and the start page is one button away', async ({ page, data }) => {
  const explorer = new Explorer(page)
  await explorer.chooseHidden('Show the chosen classes', 'NSFW')
  await expect.poll(() => data.logged(/^\/pictures\/3\.png/).length).toBeGreaterThan(0)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { name: 'The screen is cleared' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'The screen is cleared' })).toBeVisible()
  expect(page.url()).not.toContain('private-name')
  data.reset()
  await page.getByRole('button', { name: 'Go on where you were' }).click()
  await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(5)
  await expect(explorer.tile(4)).toContainText('Hidden · NSFW')
  expect(data.logged(/^\/pictures\/3\.png/)).toEqual([])

  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Start page' }).click()
  await expect(page.getByRole('button', { name: 'Explore the sample' })).toBeVisible()
})

test('a withdrawn dataset says so before its first picture', async ({ page, data, complaints }) => {
  tell('data', {
    tried: 'The original LAION-400M is opened.',
    seen: 'A note before the first picture; no picture is asked for until the person goes on.',
  })
  const path = '/copy/part-00000-5b54c5d5-bbcf-484d-a2ce-0d6f73df1a36-c000.snappy.parquet'
  data.serve(path, handShard(ROWS))
  data.reset()
  const explorer = new Explorer(page)
  // By a link that opens a pair at once.
  await page.goto(`/#/?src=${encodeURIComponent(DATA + path)}&open=0_1`)
  await page.reload()
  const note = page.getByRole('region', { name: 'Withdrawn dataset' })
  await expect(note).toContainText('This is the original LAION-400M, which was withdrawn')
  await expect(note).toContainText('use Re-LAION in its place')
  await expect(note.getByRole('button', { name: 'Open Re-LAION' })).toBeVisible()
  await explorer.expectCount(ROWS.length, ROWS.length)
  await page.waitForTimeout(1000)
  expect(data.logged(/^\/pictures\//)).toEqual([])
  await expect(page.locator('img')).toHaveCount(0)

  await note.getByRole('button', { name: 'Look at it all the same' }).click()
  await expect(explorer.inspector).toBeVisible()
  await page.keyboard.press('Escape')
  await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(5)
  expect(complaints).toEqual([])
})

test('the licences of what the app is made with are read from the start page', async ({ page, complaints }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'licences', exact: true }).click()
  const list = page.getByRole('dialog', { name: 'Licences' }).getByRole('list', { name: 'Packages' })
  for (const name of [
    'react-dom',
    '@duckdb/duckdb-wasm',
    'apache-arrow',
    'onnxruntime-web',
    'hyparquet',
    'fflate',
    'fzstd',
    'tailwindcss',
    'flatbuffers',
  ])
    await expect(list.getByText(name, { exact: true }).first()).toBeVisible()
  const react = list.getByRole('listitem').filter({ has: page.getByText('react-dom', { exact: true }) })
  await react.getByText('react-dom', { exact: true }).click()
  await expect(react).toContainText(/Copyright \(c\) (?:Meta Platforms|Facebook)/)
  await expect(react.locator('pre')).toBeVisible()
  expect(complaints).toEqual([])
})

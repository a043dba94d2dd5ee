import type { Page } from '@playwright/test'
import { Explorer } from './explorer'
import { literal, native, nativeCount } from './native'
import { COLUMN_ROWS, columnShard, HOSTILE_COLUMN } from './shards/columns'
import { DATA, expect, test } from './test'

const HAS_AESTHETIC = 'aesthetic IS NOT NULL AND NOT isnan(aesthetic)'
const quoted = `"${HOSTILE_COLUMN.replaceAll('"', '""')}"`

async function open(page: Page, rest = ''): Promise<Explorer> {
  await page.goto(`/#/?src=${encodeURIComponent(`${DATA}/columns.parquet`)}${rest}`)
  return new Explorer(page)
}

async function expectNative(explorer: Explorer, where: string): Promise<void> {
  const count = await nativeCount(await columnShard(), where)
  expect(count).toBeGreaterThan(0)
  await explorer.expectCount(count, COLUMN_ROWS)
}

async function setRange(explorer: Explorer, column: string, from: string, to: string): Promise<void> {
  for (const [end, value] of [
    ['from', from],
    ['to', to],
  ] as const) {
    const box = explorer.columnValues(column).getByRole('textbox', { name: `${column} ${end}` })
    await box.fill(value)
    await box.press('Enter')
  }
}

test.beforeEach(async ({ data }) => {
  data.serve('/columns.parquet', await columnShard())
})

test('a number column: as a range, with NaN and null left out or kept; other facets follow, and tiles say the values', async ({
  page,
  complaints,
}) => {
  const explorer = await open(page)
  await explorer.expectCount(COLUMN_ROWS, COLUMN_ROWS)
  await explorer.column('aesthetic').click()
  const aesthetic = explorer.columnValues('aesthetic')
  await expect(aesthetic.getByRole('img', { name: 'Histogram of aesthetic from 3 to 7' })).toBeVisible()
  await setRange(explorer, 'aesthetic', '5', '6.5')
  const inRange = `${HAS_AESTHETIC} AND aesthetic BETWEEN 5 AND 6.5`
  await expectNative(explorer, inRange)
  expect(await explorer.count('Safety tag', 'NSFW')).toBe(await nativeCount(await columnShard(), `${inRange} AND NSFW = 'NSFW'`))
  await expect(page.getByRole('button', { name: 'Remove filter: aesthetic 5 to 6.5', exact: true })).toBeVisible()
  await expect(explorer.tile(1)).toContainText(/aesthetic\s*(5|6)\.\d+/)

  const missing = await nativeCount(await columnShard(), `NOT (${HAS_AESTHETIC})`)
  await expect(aesthetic.getByText(missing.toLocaleString('en'), { exact: true })).toBeVisible()
  await aesthetic.getByRole('checkbox', { name: /^No number/ }).click()
  await expectNative(explorer, `(${inRange}) OR NOT (${HAS_AESTHETIC})`)
  expect(page.url()).toContain('col.aesthetic=5..6.5,missing')
  expect(complaints).toEqual([])
})

test('words and booleans: as classes, counted over every filter but their own; a link restores them', async ({ page, context }) => {
  const explorer = await open(page)
  await explorer.expectCount(COLUMN_ROWS, COLUMN_ROWS)
  await explorer.column('status').click()
  const status = explorer.columnValues('status')
  await status.getByRole('checkbox', { name: /^failed_to_download/ }).click()
  await expectNative(explorer, `status = 'failed_to_download'`)
  await status.getByRole('checkbox', { name: /^x\|y, 5\.\.7/ }).click()
  await status.getByRole('checkbox', { name: /^No value/ }).click()
  const chosen = `(status IN ('failed_to_download', 'x|y, 5..7 & <b>') OR status IS NULL)`
  await expectNative(explorer, chosen)
  await explorer.column('watermark').click()
  await explorer.columnValues('watermark').getByRole('checkbox', { name: /^true/ }).click()
  await expectNative(explorer, `${chosen} AND watermark`)
  const others = (await nativeCount(await columnShard(), `trim(status) = 'success' AND watermark`)).toLocaleString('en')
  await expect(status.locator('label', { has: page.getByRole('checkbox', { name: /^success/ }) })).toContainText(others)

  const other = new Explorer(await context.newPage())
  await other.page.goto(page.url())
  await expectNative(other, `${chosen} AND watermark`)
  await expect(other.columnValues('status').getByRole('checkbox', { name: /^failed_to_download/ })).toBeChecked()
  await expect(other.columnValues('watermark').getByRole('checkbox', { name: /^true/ })).toBeChecked()
})

test('a column of any name: plain text in a panel that keeps its shape, and in a link that holds it', async ({ page, complaints }) => {
  const explorer = await open(page)
  await explorer.column(HOSTILE_COLUMN.trim().slice(0, 40)).click()
  await setRange(explorer, HOSTILE_COLUMN, '3', '4')
  await expectNative(explorer, `${quoted} BETWEEN 3 AND 4`)
  const { scroll, client } = await explorer.filters.evaluate((panel) => ({ scroll: panel.scrollWidth, client: panel.clientWidth }))
  expect(scroll).toBe(client)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
  await page.reload()
  await expectNative(explorer, `${quoted} BETWEEN 3 AND 4`)
  expect(await page.locator('img[src="x"]').count()).toBe(0)
  expect(complaints).toEqual([])
})

test('no byte of a column is fetched before it is opened, and the panel says what it costs', async ({ page, data }) => {
  const chunks = await native(
    'SELECT coalesce(dictionary_page_offset, data_page_offset), total_compressed_size FROM ' +
      `parquet_metadata(${literal(await columnShard())}) WHERE path_in_schema = 'aesthetic'`,
  )
  const spans = chunks.map(([start, size]) => [Number(start), Number(start) + Number(size)] as const)
  const touched = () =>
    data.requests.some(({ url, range }) => {
      const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? []
      return (
        url.startsWith('/columns.parquet') &&
        from !== undefined &&
        spans.some(([start, end]) => Number(from) < end && (to === '' || Number(to) >= start))
      )
    })
  const explorer = await open(page)
  await explorer.expectCount(COLUMN_ROWS, COLUMN_ROWS)
  expect(touched()).toBe(false)
  const size = spans.reduce((sum, [start, end]) => sum + end - start, 0)
  await expect(explorer.column('aesthetic')).toContainText(`${(size / 1000).toFixed(1)} KB`)
  await explorer.column('aesthetic').click()
  await expect(explorer.columnValues('aesthetic').getByRole('img')).toBeVisible()
  expect(touched()).toBe(true)
})

test('a shard that lacks the column has no value in it', async ({ page, data }) => {
  data.serve('/lacking.parquet', await columnShard(true))
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/columns.parquet`, `${DATA}/lacking.parquet`)
  await explorer.expectCount(2 * COLUMN_ROWS, 2 * COLUMN_ROWS)
  await explorer.column('status').click()
  await explorer
    .columnValues('status')
    .getByRole('checkbox', { name: /^No value/ })
    .click()
  await explorer.expectCount(COLUMN_ROWS + (await nativeCount(await columnShard(), 'status IS NULL')), 2 * COLUMN_ROWS)
})

test('a link by a column that the data does not have says so, with a way on', async ({ page }) => {
  const explorer = await open(page, '&col.gone=5..7')
  await expect(
    page
      .getByRole('status')
      .getByText(/^This dataset has no column “gone”/)
      .first(),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Without “gone 5 to 7”' }).click()
  await explorer.expectCount(COLUMN_ROWS, COLUMN_ROWS)
})

test('closing a column ends its reading and takes its values off the tiles', async ({ page }) => {
  const explorer = await open(page)
  await explorer.column('aesthetic').click()
  await expect(explorer.tile(1)).toContainText('aesthetic')
  await explorer.column('aesthetic').click()
  await expect(explorer.tile(1)).not.toContainText('aesthetic')
})

test('the inspector shows the pairs with one of its values alone, and offers no word that is hidden', async ({ page }) => {
  const explorer = await open(page, '&nsfw=0')
  await explorer.tile(2).click()
  await explorer.inspector.getByRole('button', { name: 'Only pairs with this status' }).click()
  await expect(explorer.inspector).toBeHidden()
  await expectNative(explorer, `trim(status) = 'success' AND NSFW = 'UNLIKELY'`)
  await expect(explorer.columnValues('status').getByRole('checkbox', { name: /^success/ })).toBeChecked()
  await explorer.toggle('Safety tag', 'UNLIKELY')
  await explorer.toggle('Safety tag', 'NSFW')
  await expectNative(explorer, `trim(status) = 'success' AND NSFW = 'NSFW'`)
  await explorer.tile(1).click()
  await expect(explorer.inspector.getByRole('region', { name: 'Row' })).toContainText('hidden')
  // Words are hidden with the picture; numbers say nothing of it.
  await expect(explorer.inspector.getByRole('button', { name: 'Only pairs with this aesthetic' })).toBeAttached()
  await expect(explorer.inspector.getByRole('button', { name: 'Only pairs with this status' })).toHaveCount(0)
})

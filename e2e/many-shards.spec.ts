import { parquet } from '../src/shards/testing'
import { Explorer } from './explorer'
import type { ShardServer } from './server/server'
import { DATA, expect, test } from './test'

const ROWS = 20
const SHARD = parquet({
  columnData: [
    { name: 'url', type: 'STRING', data: Array.from({ length: ROWS }, (_, row) => `http://pictures.test/pictures/${row}.png?w=64&h=64`) },
    { name: 'caption', type: 'STRING', data: Array.from({ length: ROWS }, (_, row) => `caption ${row}`) },
    { name: 'similarity', type: 'DOUBLE', data: Array.from({ length: ROWS }, (_, row) => row / ROWS) },
    { name: 'nsfw', type: 'STRING', data: Array.from({ length: ROWS }, () => 'UNLIKELY') },
  ],
})

const pathOf = (index: number) => `/many/${String(index).padStart(5, '0')}.parquet`

function serve(data: ShardServer, count: number): string {
  for (let index = 0; index < count; index++) data.serve(pathOf(index), SHARD)
  return `${DATA}/many/{00000..${String(count - 1).padStart(5, '0')}}.parquet`
}

test('shards that fail among hundreds are told by their reasons, listed apart, and tried again all at once', async ({ page, data }) => {
  const pattern = serve(data, 300)
  for (let index = 10; index < 300; index += 30) data.fault(pathOf(index), { status: 404 })
  for (let index = 20; index < 300; index += 60) data.fault(pathOf(index), { status: 403 })
  data.fault(pathOf(299), { cutFile: SHARD.length - 100 })
  const explorer = new Explorer(page)
  await explorer.openByHand(pattern)
  await explorer.expectCount(284 * ROWS, 284 * ROWS)
  await expect(page.getByText('16 of 300 shards could not be read; the others go on.')).toBeVisible()

  await page
    .getByRole('banner')
    .getByRole('button', { name: /^About / })
    .click()
  const info = page.getByRole('dialog', { name: /^About / })
  const reasons = info.getByRole('list', { name: 'Why shards could not be read' }).getByRole('listitem')
  await expect(reasons).toHaveCount(3)
  await expect(reasons.nth(0)).toContainText('There is no file at this address (404)')
  await expect(reasons.nth(0)).toContainText('10 shards')
  await expect(reasons.nth(1)).toContainText('5 shards')
  await expect(reasons.nth(2)).toContainText('The file is cut off or damaged')

  const shards = info.getByRole('group', { name: 'Shards' }).getByRole('listitem')
  expect(await shards.count()).toBeLessThan(40)
  await info.getByRole('button', { name: 'Not read 16' }).click()
  await expect(shards.first()).toContainText('00010.parquet')
  await expect(shards.first()).toContainText('There is no file at this address (404)')

  // What was wrong is mended: first with one of them, then with all.
  data.fault(pathOf(10), {})
  await shards.first().getByRole('button', { name: 'Try again' }).click()
  await expect(info.getByRole('button', { name: 'Not read 15' })).toBeVisible()
  for (let index = 0; index < 300; index++) data.fault(pathOf(index), {})
  await info.getByRole('button', { name: 'Try all 15 shards again' }).click()
  await explorer.expectCount(300 * ROWS, 300 * ROWS)
  await expect(reasons).toHaveCount(0)
})

test('the scan of thousands of shards stops by itself, says what the rest takes, and reads on when told to', async ({ page, data }) => {
  // Thousands of requests, on a machine that may have other work.
  test.slow()
  const pattern = serve(data, 2800)
  const explorer = new Explorer(page)
  await explorer.openByHand(pattern)
  await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(4)
  const stopped = page.getByText('The scan has stopped here')
  await expect(stopped).toBeVisible({ timeout: 200_000 })
  await expect(stopped).toContainText(/not the rest, which takes about [\d.]+ [KM]B in [\d,]+ requests more/)
  // Besides the scan's own, the first thousand footers are read for the row counts.
  expect(data.requests.length).toBeLessThan(8000)

  const scanned = Number(
    (/([\d,]+) of at least|([\d,]+) of/.exec(await page.getByRole('progressbar', { name: 'Rows scanned' }).innerText())?.[0] ?? '').replace(
      /\D/g,
      '',
    ),
  )
  expect(scanned).toBeGreaterThan(1000 * ROWS)
  // What is scanned is queried: half of the rows, of a few more maybe than were told when the scan stopped.
  await explorer.setSimilarity('0.5', '1')
  await expect
    .poll(async () => {
      const numbers = /^([\d,]+) of ([\d,]+) pairs so far$/.exec(await explorer.matching.innerText())?.slice(1) ?? []
      const [matching = NaN, of = NaN] = numbers.map((text) => Number(text.replaceAll(',', '')))
      return matching * 2 === of && of >= scanned
    })
    .toBe(true)

  await page
    .getByRole('banner')
    .getByRole('button', { name: /^About / })
    .click()
  const info = page.getByRole('dialog', { name: /^About / })
  await expect(info).toContainText('Still to fetch for counts and filters over every row: about')
  expect(await info.getByRole('group', { name: 'Shards' }).getByRole('listitem').count()).toBeLessThan(40)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Read on' }).click()
  await expect(stopped).toBeHidden()
  await expect(explorer.matching).toHaveText(`${((2800 * ROWS) / 2).toLocaleString('en')} of ${(2800 * ROWS).toLocaleString('en')} pairs`, {
    timeout: 100_000,
  })
})

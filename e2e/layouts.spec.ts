import { readFileSync } from 'node:fs'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { Locator, Page } from '@playwright/test'
import { Explorer } from './explorer'
import { png } from './server/png'
import { PICTURES } from './shards/laion'
import { layoutShard } from './shards/layout'
import { LAYOUTS } from './shards/layouts'
import { imagesShard } from './shards/write'
import { DATA, expect, test } from './test'

const LABELS = {
  caption: 'Caption',
  url: 'Picture’s address',
  picture: 'Picture’s bytes',
  nsfw: 'Safety tag',
  similarity: 'Similarity',
  licence: 'Licence',
  width: 'Width',
  height: 'Height',
} as const

async function openColumns(page: Page, name: string): Promise<Locator> {
  await page.getByRole('button', { name: `About ${name}` }).click()
  await page.getByRole('button', { name: 'Columns…' }).click()
  const panel = page.getByRole('dialog', { name: 'Columns' })
  await expect(panel.getByRole('combobox', { name: 'Caption' })).toBeVisible()
  return panel
}

const chosen = (panel: Locator, label: string) => panel.getByRole('combobox', { name: label }).locator('option:checked')

/** A shard whose names nobody knows. */
function ownShard(rows = 3): Uint8Array {
  const numbers = Array.from({ length: rows }, (_, row) => row)
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'alt_text', data: numbers.map((row) => `own caption ${row}`), type: 'STRING' },
        { name: 'link', data: numbers.map((row) => `${PICTURES}/pictures/${row}.png`), type: 'STRING' },
        { name: 'safe:or,not%', data: numbers.map(() => 'UNLIKELY'), type: 'STRING' },
        { name: '<img src=x onerror=alert(1)>', data: numbers.map(() => 1.5), type: 'DOUBLE' },
      ],
    }),
  )
}

for (const layout of LAYOUTS) {
  test(`a shard in the layout of ${layout.name} opens with its columns in their roles, no row lost`, async ({ page, data, complaints }) => {
    data.serve(`/${layout.name}.parquet`, readFileSync(await layoutShard(layout)))
    const explorer = new Explorer(page)
    await explorer.open(`${DATA}/${layout.name}.parquet`)
    await explorer.expectCount(layout.rows.length, layout.rows.length)
    for (const [nsfw, name] of ['UNLIKELY', 'UNSURE', 'NSFW', 'UNTAGGED'].entries()) {
      expect(await explorer.count('Safety tag', name)).toBe(layout.pairs.filter((pair) => pair.nsfw === nsfw).length)
    }
    const shown = layout.pairs.filter((pair) => pair.nsfw === 0 && (layout.roles.picture !== undefined || pair.url !== null)).length
    await expect.poll(() => explorer.picturesShown()).toBe(shown)
    const panel = await openColumns(page, `${layout.name}.parquet`)
    for (const [role, label] of Object.entries(LABELS))
      await expect(chosen(panel, label)).toHaveText(layout.roles[role] ?? /^none$|^no column fits$/)
    expect(complaints).toEqual([])
  })
}

test('a shard whose names nobody knows is opened by choosing its columns, which the link keeps and this browser remembers', async ({
  page,
  data,
  complaints,
}) => {
  data.serve('/own.parquet', ownShard())
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/own.parquet`)
  await expect(page.getByRole('alert')).toContainText('No column here can be shown as a pair')
  await page.getByRole('button', { name: 'Choose columns…' }).click()
  const panel = page.getByRole('dialog', { name: 'Columns' })
  await expect(panel.getByRole('button', { name: 'Use these columns' })).toBeDisabled()
  await expect(panel.getByRole('list', { name: 'Examples of alt_text' })).toContainText('own caption 0')
  await expect(panel).toContainText('<img src=x onerror=alert(1)>')
  await panel.getByRole('combobox', { name: 'Caption' }).selectOption({ label: 'alt_text' })
  await panel.getByRole('combobox', { name: 'Picture’s address' }).selectOption({ label: 'link' })
  await panel.getByRole('combobox', { name: 'Safety tag' }).selectOption({ label: 'safe:or,not%' })
  await panel.getByRole('button', { name: 'Use these columns' }).click()
  await expect(panel).toBeHidden()
  await explorer.expectCount(3, 3)
  await expect(explorer.tile(2)).toHaveAccessibleName(/own caption 1/)
  await expect.poll(() => explorer.picturesShown()).toBe(3)
  expect(page.url()).toContain('roles=caption:alt_text,url:link,nsfw:')

  await page.reload()
  await explorer.expectCount(3, 3)

  await page.goto('/')
  await explorer.openByHand(`${DATA}/own.parquet`)
  await explorer.expectCount(3, 3)
  expect(page.url()).toContain('roles=caption:alt_text')

  const again = await openColumns(page, 'own.parquet')
  await again.getByRole('button', { name: 'Reset' }).click()
  await expect(again.getByRole('button', { name: 'Use these columns' })).toBeDisabled()
  expect(complaints).toEqual([])
})

test('changing the columns keeps the view', async ({ page, data }) => {
  const swapped = LAYOUTS.find(({ name }) => name === 'laion-coco')
  if (!swapped) throw new RangeError('laion-coco')
  data.serve('/coco.parquet', readFileSync(await layoutShard(swapped)))
  const explorer = new Explorer(page)
  await page.goto(`/#/?src=${encodeURIComponent(`${DATA}/coco.parquet`)}&nsfw=0.1`)
  await explorer.expectCount(2, 4)
  const panel = await openColumns(page, 'coco.parquet')
  await panel.getByRole('button', { name: 'Swap width and height' }).click()
  await panel.getByRole('combobox', { name: 'Caption' }).selectOption({ label: 'all_captions' })
  await panel.getByRole('button', { name: 'Use these columns' }).click()
  await explorer.expectCount(2, 4)
  await explorer.tile(1).click()
  await expect(explorer.inspector).toContainText('a boat at sea')
  await expect(explorer.inspector).toContainText('480 × 640 px')
  await page.keyboard.press('Escape')
  const again = await openColumns(page, 'coco.parquet')
  await again.getByRole('button', { name: 'Reset' }).click()
  await again.getByRole('button', { name: 'Use these columns' }).click()
  await expect.poll(() => page.url()).not.toContain('roles=')
  await explorer.expectCount(2, 4)
})

test('the panel works on a phone and by the keyboard, in the dark', async ({ page, data }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 844 })
  data.serve('/own.parquet', ownShard())
  const explorer = new Explorer(page)
  await page.goto(`/#/?src=${encodeURIComponent(`${DATA}/own.parquet`)}&roles=url:link`)
  await explorer.expectCount(3, 3)
  const panel = await openColumns(page, 'own.parquet')
  const overflow = await panel.evaluate(
    (dialog) =>
      Math.max(...[dialog, ...dialog.querySelectorAll('*')].map((element) => element.getBoundingClientRect().right)) - window.innerWidth,
  )
  expect(overflow).toBeLessThanOrEqual(0)
  await panel.getByRole('combobox', { name: 'Caption' }).focus()
  await page.keyboard.press('a')
  await expect(chosen(panel, 'Caption')).toHaveText('alt_text')
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  expect(page.url()).toContain('roles=url:link')
})

test('an SVG in a shard is an image and never a document: its script does not run, and a page is no picture', async ({ page, data }) => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" onload="parent.ran = 1"><script>parent.ran = 1; ' +
    `fetch('${PICTURES}/pictures/leak.png')</script><image href="${PICTURES}/pictures/leak.png" width="9" ` +
    'height="9"/><rect width="40" height="30" fill="red"/></svg>'
  const bytes = [svg, '<!doctype html><script>parent.ran = 1</script><p>a page</p>'].map((text) => new Uint8Array(Buffer.from(text)))
  data.serve(
    '/svg.parquet',
    imagesShard([...bytes, png(1, 40, 30)].map((stored, i) => ({ bytes: stored, caption: `stored ${i}`, nsfw: 0 }))),
  )
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/svg.parquet`)
  await expect.poll(() => explorer.picturesShown()).toBe(2)
  await expect(explorer.tile(2)).toContainText('Not a picture')
  await explorer.tile(1).click()
  const image = explorer.inspector.locator('img')
  await expect(image).toBeVisible()
  // Opened in a tab of its own, a data URL has no origin, where a blob would have the page's.
  expect(await image.getAttribute('src')).toMatch(/^data:image\/svg\+xml;/)
  expect(await page.locator('iframe, object, embed, dialog svg script').count()).toBe(0)
  expect(await page.evaluate(() => 'ran' in window)).toBe(false)
  expect(data.logged(/leak/)).toEqual([])
})

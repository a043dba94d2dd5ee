import type { Page } from '@playwright/test'
import { expectAccessible } from './axe'
import { Explorer } from './explorer'
import { nativeCount } from './native'
import { SearchBar } from './search'
import { laionShard, SHARDS } from './shards/write'
import { DATA, expect, test } from './test'

const ROWS = SHARDS.small.rows
const bar = (page: Page) => page.getByRole('region', { name: 'Selection' })
const mark = (explorer: Explorer, position: number) =>
  explorer.grid.locator(`[data-position="${position}"]`).getByRole('checkbox', { name: `Select pair ${position}` })
const selected = (explorer: Explorer) => explorer.grid.getByRole('gridcell', { selected: true })

async function open(page: Page): Promise<Explorer> {
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/small.parquet`)
  await explorer.expectCount(ROWS, ROWS)
  return explorer
}

test.beforeEach(async ({ data }) => {
  data.serve('/small.parquet', await laionShard(SHARDS.small))
})

test('by mouse: a mark, a range, single ones, and a frame; a plain click still opens', async ({ page }) => {
  const explorer = await open(page)
  await explorer.tile(2).hover()
  await mark(explorer, 2).click()
  await expect(bar(page)).toContainText('1 selected')
  await mark(explorer, 6).click({ modifiers: ['Shift'] })
  await expect(bar(page)).toContainText('5 selected')
  // Keys go on from the mark that was clicked.
  await page.keyboard.press('Space')
  await expect(bar(page)).toContainText('4 selected')
  await page.keyboard.press('Space')
  await expect(bar(page)).toContainText('5 selected')
  await explorer.tile(9).click({ modifiers: ['ControlOrMeta'] })
  await expect(bar(page)).toContainText('6 selected')
  await mark(explorer, 3).click()
  await expect(bar(page)).toContainText('5 selected')
  await expect(explorer.inspector).toBeHidden()
  await explorer.tile(1).click()
  await expect(explorer.inspector).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(bar(page)).toContainText('5 selected')

  await bar(page).getByRole('button', { name: 'Clear the selection' }).click()
  await expect(bar(page)).toContainText('5 not selected any more')
  await bar(page).getByRole('button', { name: 'Undo' }).click()
  await expect(bar(page)).toContainText('5 selected')
  await bar(page).getByRole('button', { name: 'Clear the selection' }).click()
  await bar(page).getByRole('button', { name: 'Close' }).click()
  await expect(bar(page)).toBeHidden()

  // From the middle of the first tile into the third.
  const [from, to] = [await explorer.tile(1).boundingBox(), await explorer.tile(3).boundingBox()]
  if (!from || !to) throw new Error('no tiles')
  await page.mouse.move(from.x + from.width / 2, from.y + 30)
  await page.mouse.down()
  await page.mouse.move(to.x + 10, to.y + 60, { steps: 5 })
  await expect(bar(page)).toContainText('3 selected')
  await page.mouse.up()
  await expect(bar(page)).toContainText('3 selected')
  await expect(explorer.inspector).toBeHidden()
  await expect(selected(explorer)).toHaveCount(3)
})

test('by keyboard alone', async ({ page }) => {
  const explorer = await open(page)
  await explorer.tile(1).focus()
  await page.keyboard.press('Space')
  await expect(bar(page)).toContainText('1 selected')
  await expect(explorer.inspector).toBeHidden()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await expect(bar(page)).toContainText('3 selected')
  await page.keyboard.press('Shift+ArrowLeft')
  await expect(bar(page)).toContainText('2 selected')
  await page.keyboard.press('ControlOrMeta+a')
  await expect(bar(page)).toContainText(`${ROWS.toLocaleString('en')} selected`)
  // To the very last row, once they are all there, and it is marked too; the tile that is focused is there.
  await expect.poll(async () => Number(await page.getByRole('grid').getAttribute('aria-rowcount'))).toBeGreaterThan(ROWS / 20)
  await page.keyboard.press('End')
  const last = explorer.tile(ROWS)
  await expect(last).toBeFocused()
  await expect(mark(explorer, ROWS)).toBeChecked()
  await page.keyboard.press('Space')
  await expect(bar(page)).toContainText(`${(ROWS - 1).toLocaleString('en')} selected`)
  await page.keyboard.press('Escape')
  await expect(bar(page)).toContainText('not selected any more')
  await expect(last).toBeFocused()
})

test('survives filters and sorts, says what they keep back, is shown alone, and turned round', async ({ page }) => {
  const explorer = await open(page)
  const unlikely = await nativeCount(await laionShard(SHARDS.small), `NSFW = 'UNLIKELY'`)
  await explorer.toggle('Safety tag', 'UNLIKELY')
  await explorer.expectCount(unlikely, ROWS)
  await explorer.tile(1).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await expect(bar(page)).toContainText(`${unlikely.toLocaleString('en')} selected`)
  await page.getByRole('combobox', { name: 'Sort' }).selectOption('Most similar first')
  await expect(mark(explorer, 1)).toBeChecked()
  await explorer.toggle('Safety tag', 'UNLIKELY')
  await explorer.toggle('Safety tag', 'UNSURE')
  await expect(bar(page)).toContainText(`${unlikely.toLocaleString('en')} not shown by these filters`)

  await bar(page).getByRole('button', { name: 'Show only these' }).click()
  await explorer.expectCount(unlikely, ROWS)
  await expect(bar(page)).not.toContainText('not shown')
  await bar(page).getByRole('button', { name: 'Invert' }).click()
  await expect(bar(page)).toBeHidden()
  await page.getByRole('button', { name: `Remove filter: Only ${unlikely.toLocaleString('en')} chosen pairs` }).click()
  await explorer.expectCount(ROWS, ROWS)
  await page.goBack()
  await explorer.expectCount(unlikely, ROWS)
})

test('in a ranking, all that are ranked', async ({ page }) => {
  const search = new SearchBar(page)
  await search.explorer.openSample()
  await search.search('a red heart')
  await search.expectRanked()
  await search.explorer.tile(2).focus()
  await page.keyboard.press('Shift+ArrowRight')
  await expect(bar(page)).toContainText('2 selected')
  await bar(page).getByRole('button', { name: 'Select all' }).click()
  await expect(bar(page)).toContainText('5,000 selected')
  await expect(selected(search.explorer)).toHaveCount(await search.explorer.tiles.count())
})

test('pairs that are hidden can be selected, and their pictures are not asked for', async ({ page, data }) => {
  const explorer = await open(page)
  await explorer.toggle('Safety tag', 'NSFW')
  const unsafe = await nativeCount(await laionShard(SHARDS.small), `NSFW = 'NSFW'`)
  await explorer.expectCount(unsafe, ROWS)
  const before = data.requests.length
  await explorer.tile(1).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await expect(bar(page)).toContainText(`${unsafe.toLocaleString('en')} selected`)
  expect(data.requests.slice(before).filter(({ url }) => url.startsWith('/pictures/'))).toEqual([])
})

test('is accessible, with the grid as a grid', async ({ page }) => {
  const explorer = await open(page)
  const grid = page.getByRole('grid', { name: 'Pairs' })
  await expect(grid).toHaveAttribute('aria-multiselectable', 'true')
  expect(Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(10)
  const row = grid.getByRole('row').first()
  await expect(row).toHaveAttribute('aria-rowindex', '1')
  expect(await row.getAttribute('aria-owns')).toContain(await explorer.grid.getByRole('gridcell').first().getAttribute('id'))
  await explorer.tile(1).focus()
  await page.keyboard.press('Space')
  await expect(bar(page)).toContainText('1 selected')
  await expectAccessible(page, 'selection')
  await bar(page).getByRole('button', { name: 'Clear the selection' }).click()
  await expectAccessible(page, 'selection cleared')
})

test.describe('by touch', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } })

  test('a finger that stays begins, and taps go on', async ({ page }) => {
    const explorer = await open(page)
    const client = await page.context().newCDPSession(page)
    const box = await explorer.tile(1).boundingBox()
    if (!box) throw new Error('no tile')
    const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] })
    await expect(bar(page)).toContainText('1 selected')
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await expect(explorer.inspector).toBeHidden()
    await explorer.tile(2).tap()
    await expect(bar(page)).toContainText('2 selected')
    await expect(explorer.inspector).toBeHidden()
    await explorer.tile(1).tap()
    await explorer.tile(2).tap()
    await expect(bar(page)).toBeHidden()
    await explorer.tile(2).tap()
    await expect(explorer.inspector).toBeVisible()
  })
})

import { expectAccessible } from './axe'
import { Explorer } from './explorer'
import { laionShard, SHARDS } from './shards/write'
import { SearchBar } from './search'
import { CLOSED, DATA, expect, test } from './test'

test('the start page', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('button', { name: 'Explore the sample' })).toBeVisible()
  await expectAccessible(page, 'start page')
})

test.describe('a dataset', () => {
  test.beforeEach(async ({ page, data }) => {
    data.serve('/small.parquet', await laionShard(SHARDS.small))
    const explorer = new Explorer(page)
    await explorer.open(`${DATA}/small.parquet`)
    await explorer.expectCount(SHARDS.small.rows, SHARDS.small.rows)
  })

  test('its grid and filters', async ({ page }) => {
    await expectAccessible(page, 'grid')
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: 'Filters' }).click()
    await expect(page.getByRole('dialog', { name: 'Filters' })).toBeVisible()
    await expectAccessible(page, 'filters on a phone', ['phone'])
  })

  test('one pair, closely', async ({ page }) => {
    const explorer = new Explorer(page)
    await explorer.tile(1).click()
    await expect(explorer.inspector).toBeVisible()
    await expectAccessible(page, 'inspector')
  })

  test('what asks and tells', async ({ page }) => {
    await page.getByRole('button', { name: /Choose which pictures may be shown$/ }).click()
    await expect(page.getByRole('dialog', { name: 'Hidden pictures' })).toBeVisible()
    await expectAccessible(page, 'hidden pictures')
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByRole('button', { name: /^About/ }).click()
    await expect(page.getByRole('button', { name: 'Columns…' })).toBeVisible()
    await expectAccessible(page, 'about the dataset', ['desk'])
    await page.getByRole('button', { name: 'Columns…' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page, 'columns')
  })

  test('nothing passes', async ({ page }) => {
    const explorer = new Explorer(page)
    await explorer.filters.getByRole('searchbox', { name: 'Caption contains' }).fill('no caption says this')
    await explorer.expectCount(0, SHARDS.small.rows)
    await expectAccessible(page, 'no matches')
  })
})

test('the sample, searched', async ({ page }) => {
  const bar = new SearchBar(page)
  await bar.explorer.openSample()
  await bar.search('a red heart')
  await bar.expectRanked()
  await expectAccessible(page, 'search')
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('button', { name: 'Search settings' }).click()
  await expectAccessible(page, 'search settings', ['desk'])
})

test('what could not be opened', async ({ page }) => {
  await new Explorer(page).open(`${CLOSED}/none.parquet`)
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
  await expectAccessible(page, 'failed page')
})

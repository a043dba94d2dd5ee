import { Explorer } from './explorer'
import { expect, test } from './test'

test.beforeEach(async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.openSample()
  await expect(explorer.tile(1)).toBeVisible()
})

test('the sheet of all keys opens by ? and by its button, and Escape leads back', async ({ page }) => {
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  await expect(sheet).toContainText('Search by meaning')
  await sheet.getByRole('button', { name: 'Close' }).click()
  await expect(sheet).toBeHidden()
  const button = page.getByRole('button', { name: 'Keys' })
  await button.click()
  await expect(sheet).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(button).toBeFocused()
})

test('keys of a single letter lead to the search, the filters and the caption; turned off they do nothing', async ({ page }) => {
  const explorer = new Explorer(page)
  const search = page.getByRole('searchbox', { name: 'Search by meaning' })
  const caption = explorer.filters.getByRole('searchbox', { name: 'Caption contains' })
  await page.keyboard.press('s')
  await expect(search).toBeFocused()
  await search.blur()
  await page.keyboard.press('/')
  await expect(caption).toBeFocused()
  await caption.blur()
  await page.keyboard.press('f')
  await expect(explorer.filters).toBeHidden()

  await page.keyboard.press('?')
  await page.getByRole('checkbox', { name: /^Single letters work as keys/ }).uncheck()
  await page.keyboard.press('Escape')
  await page.keyboard.press('f')
  await page.keyboard.press('s')
  await expect(search).not.toBeFocused()
  await expect(explorer.filters).toBeHidden()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
})

import { dropFile } from './explorer'
import { SearchBar } from './search'
import { png } from './server/png'
import { expect, test } from './test'

const ROWS = 7073

test.describe('the sample', () => {
  for (const [sentence, pattern] of [
    ['dog', /dog|puppy|hound|poodle|강아지|개|wolf/i],
    ['pizza', /pizza|피자/i],
    ['castle', /castle|성|palace/i],
    ['heart', /heart|하트|love/i],
    ['강아지', /dog|puppy|강아지|개|poodle/i],
  ] as const) {
    test(`“${sentence}” brings the right pictures into the first row`, async ({ page, complaints }) => {
      const search = new SearchBar(page)
      await search.explorer.openSample()
      await search.search(sentence)
      await search.expectRanked(ROWS)
      await search.expectFirstRow(pattern)
      const scores = await search.scores(4)
      expect([...scores]).toEqual([...scores].sort((a, b) => b - a))
      await expect(search.line).toContainText('WASM')
      await expect.poll(() => search.explorer.picturesShown()).toBeGreaterThan(3)
      expect(complaints).toEqual([])
    })
  }

  test('a search is in the address: a reload and a link show the same', async ({ page, context }) => {
    const search = new SearchBar(page)
    await search.explorer.openSample()
    await search.search('pizza')
    await search.add('-cheese')
    await search.expectRanked(ROWS)
    await expect(search.chips).toHaveCount(2)
    expect(page.url()).toContain('q=pizza&q*-1=cheese')
    await expect.poll(() => search.firstRow()).not.toContain('Loading')
    const first = await search.firstRow()
    await page.reload()
    await search.expectRanked(ROWS)
    await expect.poll(() => search.firstRow()).toEqual(first)
    const other = new SearchBar(await context.newPage())
    await other.page.goto(page.url())
    await other.expectRanked(ROWS)
    await expect.poll(() => other.firstRow()).toEqual(first)
    await page.goBack()
    await expect(search.chips).toHaveCount(1)
  })

  test('a minus chip keeps away from what it says', async ({ page }) => {
    const search = new SearchBar(page)
    await search.explorer.openSample()
    await search.search('cat face')
    await search.expectFirstRow(/cat|kitten|고양이/i)
    expect((await search.firstRow()).filter((name) => /face|smil|grin|얼굴/i.test(name)).length).toBeGreaterThan(1)
    await search.add('-face')
    await expect(search.chips).toHaveCount(2)
    await expect.poll(async () => (await search.firstRow()).filter((name) => /face|얼굴|Loading/i.test(name))).toEqual([])
    await search.expectFirstRow(/cat|leopard|tiger|lion|고양이|표범|호랑이/i)
    // The sign can be turned round.
    await search.page.getByRole('button', { name: 'Make “face” a plus' }).click()
    await expect.poll(async () => (await search.firstRow()).filter((name) => /face|smil|grin|얼굴/i.test(name)).length).toBeGreaterThan(1)
  })

  test('“more like this” from a pair, and its caption as a question', async ({ page }) => {
    const search = new SearchBar(page)
    await search.explorer.openSample()
    await search.search('pizza')
    await search.expectFirstRow(/pizza|피자/i)
    await search.explorer.tile(1).click()
    await search.explorer.inspector.getByRole('button', { name: 'More like this' }).click()
    await expect(search.explorer.inspector).toBeHidden()
    await expect(search.chips).toHaveCount(1)
    await expect(search.chips).toContainText('like')
    await search.expectFirstRow(/pizza|피자/i)
    expect((await search.scores(1))[0]).toBeCloseTo(1, 3)

    await search.explorer.tile(1).click()
    await search.explorer.inspector.getByRole('button', { name: 'Search by its caption' }).click()
    await search.expectFirstRow(/pizza|피자/i)
    expect(page.url()).toMatch(/q=[^&]*(pizza|%ED%94%BC%EC%9E%90)/i)
  })

  test('a filter and a search together rank only what passes', async ({ page }) => {
    const search = new SearchBar(page)
    await search.explorer.openSample()
    await search.explorer.toggle('Safety tag', 'UNTAGGED')
    await search.search('flower')
    await search.expectRanked(ROWS)
    await expect.poll(async () => [...new Set(await search.explorer.tags())]).toEqual(['UNTAGGED'])
    // There are few of them, and they come first.
    await expect(search.explorer.caption(1)).toHaveText(/flower|rose|tulip|bloss|hibiscus|bouquet|꽃|해바라기|lotus|rosette/i)
    await expect(search.explorer.section('Score')).toContainText(
      `${await search.explorer.count('Safety tag', 'UNTAGGED')} pairs with a score`,
    )
  })

  test('a threshold on the score ends the list, and is in the address', async ({ page }) => {
    const search = new SearchBar(page)
    await search.explorer.openSample()
    await search.search('castle')
    await search.expectRanked(ROWS)
    const slider = search.explorer.section('Score').getByRole('slider')
    await slider.focus()
    await slider.press('End')
    for (let i = 0; i < 3; i++) await slider.press('ArrowLeft')
    await expect(search.explorer.section('Score')).toContainText(/[\d,]+ of 7,073 at 0\.\d{3} or more/)
    const [, passing = '0'] = /([\d,]+) of 7,073/.exec(await search.explorer.section('Score').innerText()) ?? []
    await expect(page).toHaveURL(/score=0\.\d+/)
    await expect(search.explorer.tiles).toHaveCount(Number(passing.replaceAll(',', '')))
    await search.line.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(() => search.explorer.tiles.count()).toBeGreaterThan(Number(passing))
  })

  test('what is empty, gibberish or very long behaves', async ({ page, complaints }) => {
    const search = new SearchBar(page)
    await search.explorer.openSample()
    await expect(search.input).toBeEnabled()
    await search.add('   ')
    await expect(search.chips).toHaveCount(0)
    await search.add('qzxv wqpt')
    await expect(search.line).toContainText('knows none of these words')
    await search.explorer.expectCount(ROWS, ROWS)
    await search.search('a red heart '.repeat(300))
    await search.expectFirstRow(/heart|하트|love/i)
    expect(page.url().length).toBeLessThan(4000)
    expect(complaints).toEqual([])
  })

  test('words for minors joined with words for sex are not searched for', async ({ page }) => {
    const search = new SearchBar(page)
    await search.explorer.openSample()
    await search.search('nude schoolgirl')
    await expect(search.line).toContainText('This search is not run')
  })

  test('a picture of one’s own is refused with the reason where the model has no image encoder', async ({ page }) => {
    const search = new SearchBar(page)
    await search.explorer.openSample()
    await expect(search.input).toBeEnabled()
    await search.bar.getByRole('button', { name: /picture/i }).click()
    await expect(page.getByText('has no image encoder here')).toBeVisible()
    await page.keyboard.press('Escape')
    await dropFile(page, 'holiday.png', 'image/png', png(1, 64, 64))
    await expect(page.getByRole('alert')).toContainText('has no image encoder: it reads text alone')
    await search.explorer.expectCount(ROWS, ROWS)
  })
})

import { Explorer } from './explorer'
import { handShard, type HandRow } from './shards/write'
import { PICTURES } from './shards/laion'
import { DATA, expect, test } from './test'

const TAGS = ['UNLIKELY', 'UNSURE', 'NSFW', null] as const
/** Ten of each class, in turn, then two that consent does not lift. */
const ROWS: readonly HandRow[] = [
  ...Array.from({ length: 40 }, (_, i) => ({
    url: `${PICTURES}/pictures/${i}.png`,
    caption: `picture ${i}`,
    nsfw: TAGS[i % 4] ?? null,
    similarity: 0.3,
  })),
  { url: `${PICTURES}/pictures/90.png`, caption: 'portrait of a teenager', nsfw: 'UNSURE', similarity: 0.3 },
  { url: `${PICTURES}/pictures/91.png`, caption: 'children at play', nsfw: 'NSFW', similarity: 0.3 },
]

/** A moment in which a picture that should not be requested would have been. */
const WHILE = 1000

test.beforeEach(async ({ page, data }) => {
  data.serve('/classes.parquet', handShard(ROWS))
  await new Explorer(page).open(`${DATA}/classes.parquet`)
})

test('without consent only UNLIKELY pictures are requested, and without a referrer', async ({ page, data }) => {
  const explorer = new Explorer(page)
  await explorer.expectCount(ROWS.length, ROWS.length)
  await expect.poll(() => explorer.picturesShown()).toBeGreaterThanOrEqual(5)
  // All the way through, so that every tile has been in view.
  await explorer.tile(1).focus()
  await page.keyboard.press('End')
  await expect(explorer.tile(ROWS.length)).toBeFocused()
  await page.waitForTimeout(WHILE)
  const requested = data.logged(/^\/pictures\//)
  expect(requested.length).toBeGreaterThanOrEqual(5)
  for (const { url, referrer } of requested) {
    const n = Number(/(\d+)\.png/.exec(url)?.[1])
    expect(ROWS[n]?.nsfw, url).toBe('UNLIKELY')
    expect(referrer).toBeNull()
  }
  await expect(explorer.grid.getByText('Hidden · NSFW').first()).toBeVisible()
})

test('consent is asked once, per class, kept out of the address, and can be taken back', async ({ page, data }) => {
  const explorer = new Explorer(page)
  const numbersOf = (pattern: RegExp): readonly number[] => data.logged(pattern).map(({ url }) => Number(/(\d+)\.png/.exec(url)?.[1]))
  await expect.poll(() => explorer.picturesShown()).toBeGreaterThanOrEqual(5)
  const address = page.url()

  await explorer.chooseHidden('Show the chosen classes', 'UNTAGGED')
  await expect.poll(() => numbersOf(/^\/pictures\//).filter((n) => n % 4 === 3).length).toBeGreaterThan(0)
  expect(numbersOf(/^\/pictures\//).filter((n) => n % 4 === 1 || n % 4 === 2)).toEqual([])
  expect(page.url()).toBe(address)

  // A reload asks for no new consent.
  await page.reload()
  await expect(page.getByRole('button', { name: /^Showing UNTAGGED/ })).toBeVisible()

  await explorer.chooseHidden('Hide again')
  await expect(page.getByRole('button', { name: /^Safe only/ })).toBeVisible()
  await expect(explorer.grid.getByText('Hidden · UNTAGGED').first()).toBeVisible()
  data.reset()
  await page.reload()
  await expect.poll(() => explorer.picturesShown()).toBeGreaterThanOrEqual(5)
  await page.waitForTimeout(WHILE)
  expect(numbersOf(/^\/pictures\//).filter((n) => n % 4 !== 0)).toEqual([])
})

test('an unsafe tag with words for minors stays blocked whatever is agreed to', async ({ page, data }) => {
  const explorer = new Explorer(page)
  await explorer.expectCount(ROWS.length, ROWS.length)
  await explorer.chooseHidden('Show the chosen classes', 'UNTAGGED', 'UNSURE', 'NSFW')
  await explorer.tile(1).focus()
  await page.keyboard.press('End')
  await expect(explorer.tile(ROWS.length)).toContainText('Blocked')
  await expect(explorer.tile(ROWS.length - 1)).toContainText('Blocked')
  await page.waitForTimeout(WHILE)
  expect(data.logged(/^\/pictures\/9[01]\.png/)).toEqual([])
})

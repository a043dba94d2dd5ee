import { parquet } from '../src/shards/testing'
import { Explorer } from './explorer'
import { DATA, expect, test } from './test'

const ROWS = 30

/** A shard of pairs that are all as similar. */
function shard(word: string, similarity: number): Uint8Array<ArrayBuffer> {
  const of = <T>(value: (row: number) => T) => Array.from({ length: ROWS }, (_, row) => value(row))
  return parquet({
    columnData: [
      { name: 'url', type: 'STRING', data: of((row) => `http://pictures.test/pictures/${row}.png?w=64&h=64`) },
      { name: 'caption', type: 'STRING', data: of((row) => `${word} ${row}`) },
      { name: 'similarity', type: 'DOUBLE', data: of(() => similarity) },
      { name: 'nsfw', type: 'STRING', data: of(() => 'UNLIKELY') },
    ],
  })
}

test('a tile that moves away while the button is down is opened all the same', async ({ page, data }) => {
  data.serve('/clicks/first.parquet', shard('first', 0.2))
  data.serve('/clicks/later.parquet', shard('later', 0.4))
  data.fault('/clicks/later.parquet', { delayMs: 2500 })
  const explorer = new Explorer(page)
  await page.goto(`/#/?src=${encodeURIComponent(`${DATA}/clicks/first.parquet ${DATA}/clicks/later.parquet`)}&sort=-similarity`)
  const tile = explorer.tile(2)
  await expect(tile).toHaveAccessibleName(/^first 1 /)
  await tile.hover()
  await page.mouse.down()
  // Pairs that belong before it.
  await expect(tile).toHaveAccessibleName(/^later 1 /, { timeout: 60_000 })
  await page.mouse.up()
  await expect(explorer.inspector).toContainText('first 1')

  // One step, and only one.
  await page.goBack()
  await expect(explorer.inspector).toBeHidden()
  // A press that is taken elsewhere is no click.
  await tile.hover()
  await page.mouse.down()
  await explorer.tile(4).hover()
  await page.mouse.up()
  await page.waitForTimeout(300)
  await expect(explorer.inspector).toBeHidden()
  await tile.click()
  await expect(explorer.inspector).toContainText('later 1')
  await page.goBack()
  await expect(explorer.inspector).toBeHidden()
})

test.describe('a press that is no click opens nothing', () => {
  test.beforeEach(({ data }) => {
    data.serve('/clicks/first.parquet', shard('first', 0.2))
    data.serve('/clicks/later.parquet', shard('later', 0.4))
  })

  test('with a key held, of a tile that moves away meanwhile', async ({ page, data }) => {
    data.fault('/clicks/later.parquet', { delayMs: 2500 })
    const explorer = new Explorer(page)
    await page.goto(`/#/?src=${encodeURIComponent(`${DATA}/clicks/first.parquet ${DATA}/clicks/later.parquet`)}&sort=-similarity`)
    const tile = explorer.tile(2)
    await expect(tile).toHaveAccessibleName(/^first 1 /)
    await tile.hover()
    await page.keyboard.down('Control')
    await page.mouse.down()
    await expect(tile).toHaveAccessibleName(/^later 1 /, { timeout: 60_000 })
    await page.mouse.up()
    await page.keyboard.up('Control')
    await page.waitForTimeout(300)
    await expect(explorer.inspector).toBeHidden()
  })

  test('let go of outside, before another that begins outside and ends on the tile', async ({ page }) => {
    const explorer = new Explorer(page)
    await explorer.open(`${DATA}/clicks/first.parquet`)
    await explorer.expectCount(ROWS, ROWS)
    const title = explorer.section('Safety tag').getByRole('heading')
    await explorer.tile(2).hover()
    await page.mouse.down()
    await title.hover()
    await page.mouse.up()
    await page.mouse.down()
    await explorer.tile(2).hover()
    await page.mouse.up()
    await page.waitForTimeout(300)
    await expect(explorer.inspector).toBeHidden()
  })

  test('that the browser has taken over, for a scroll or a drag', async ({ page }) => {
    const explorer = new Explorer(page)
    await explorer.open(`${DATA}/clicks/first.parquet`)
    const tile = explorer.tile(2)
    await expect(tile).toHaveAccessibleName(/^first 1 /)
    const pointer = { pointerType: 'mouse', button: 0, clientX: 5, clientY: 5 }
    for (const event of ['pointerdown', 'pointercancel', 'pointerup']) await tile.dispatchEvent(event, pointer)
    await page.waitForTimeout(300)
    await expect(explorer.inspector).toBeHidden()
  })
})

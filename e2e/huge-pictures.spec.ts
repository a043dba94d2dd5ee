import { deflateSync } from 'node:zlib'
import { Explorer } from './explorer'
import { chunk, png } from './server/png'
import { PICTURES } from './shards/laion'
import { handShard, imagesShard } from './shards/write'
import { DATA, expect, test } from './test'
import { tell } from './reliability'

/** A valid PNG of one colour, one bit a pixel: 30,000 x 30,000 are some 110 KB, and 3.6 GB once they are decoded. */
function bomb(side: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const pixels = deflateSync(Buffer.alloc((1 + side / 8) * side), { level: 9 })
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

const BOMB = bomb(30_000)
/** Ten of ten of ten … of one square. */
const DRAWING_BOMB = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect id="r0" width="1" height="1"/>${Array.from(
    { length: 9 },
    (_, i) => `<g id="r${i + 1}">${`<use href="#r${i}"/>`.repeat(10)}</g>`,
  ).join('')}</svg>`,
)

test('a stored picture of 900 megapixels and a drawing of a billion parts are told and not decoded', async ({ page, data, complaints }) => {
  tell('data', {
    tried: 'A stored picture of 900 megapixels, and a drawing of a billion parts.',
    seen: 'Told in a sentence, and not decoded.',
  })
  data.serve(
    '/huge.parquet',
    imagesShard(
      [BOMB, DRAWING_BOMB, png(3, 64, 64)].map((bytes, i) => ({ bytes: new Uint8Array(bytes), caption: `picture ${i + 1}`, nsfw: 0 })),
    ),
  )
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/huge.parquet`)
  await expect.poll(() => explorer.picturesShown()).toBe(1)
  for (const n of [1, 2]) {
    await expect(explorer.tile(n)).toContainText('Too large to show')
    await expect(explorer.tile(n).locator('img')).toHaveCount(0)
  }
  await explorer.tile(1).click()
  await expect(explorer.inspector).toContainText('more than 100 million pixels')
  await page.keyboard.press('ArrowRight')
  await expect(explorer.inspector).toContainText('a drawing of so many parts')
  await page.keyboard.press('ArrowRight')
  await expect(explorer.inspector.locator('img')).toBeVisible()
  expect(complaints).toEqual([])
})

test('one that a dataset only links to is taken off the page before it is painted', async ({ page, data, complaints }) => {
  tell('data', { tried: 'A link to a picture of 144 megapixels.', seen: 'It is taken off the page before it is painted.' })
  // 144 megapixels: what is much larger the browser itself does not take.
  data.serve('/bomb.png', new Uint8Array(bomb(12_000)), 'image/png')
  // What its row says of it is not believed.
  const row = (url: string, caption: string) => ({ url, caption, nsfw: 'UNLIKELY', similarity: 0.3, width: 320, height: 240 })
  data.serve('/linked.parquet', handShard([row(`${PICTURES}/bomb.png`, 'huge'), row(`${PICTURES}/pictures/1.png`, 'good')]))
  // Every picture that was ever in sight, as what decodes it.
  await page.addInitScript(() => {
    const seen = new Set<string>()
    Object.assign(window, { seen })
    const look = (): void => {
      for (const image of document.images) if (getComputedStyle(image).visibility === 'visible' && image.complete) seen.add(image.src)
      requestAnimationFrame(look)
    }
    look()
  })
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/linked.parquet`)
  await expect(explorer.tile(1)).toContainText('Too large to show')
  await expect.poll(() => explorer.picturesShown()).toBe(1)
  await explorer.tile(1).click()
  await expect(explorer.inspector).toContainText('more than 100 million pixels')
  await expect(explorer.inspector.locator('img')).toHaveCount(0)
  await page.keyboard.press('Escape')
  const seen = await page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen])
  expect(seen).toEqual([`${PICTURES}/pictures/1.png`])
  expect(complaints).toEqual([])
})

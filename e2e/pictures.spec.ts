import { Explorer } from './explorer'
import { png } from './server/png'
import { PICTURES } from './shards/laion'
import { handShard, imagesShard } from './shards/write'
import { DATA, expect, test } from './test'

const row = (path: string, caption: string) => ({ url: path, caption, nsfw: 'UNLIKELY', similarity: 0.3 })

test('each way in which a picture can fail has a tile that says so', async ({ page, data }) => {
  data.serve(
    '/pictures.parquet',
    handShard([
      row(`${PICTURES}/pictures/1.png`, 'good'),
      row(`${PICTURES}/pictures/dead/2.png`, 'gone'),
      row(`${PICTURES}/pictures/html/3.png`, 'a login page'),
      row('javascript:alert(1)', 'no web address'),
      row('', 'no address at all'),
      row('http://nowhere.test/1.png', 'no such host'),
      row(`${PICTURES}/pictures/slow/4.png`, 'late'),
    ]),
  )
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/pictures.parquet`)
  await expect(explorer.tile(2)).toContainText('Dead link')
  await expect(explorer.tile(3)).toContainText(/Dead link|Not a picture/)
  await expect(explorer.tile(4)).toContainText('Not a web address')
  await expect(explorer.tile(5)).toContainText('No picture address')
  await expect(explorer.tile(6)).toContainText('Dead link')
  // The slow one comes in the end, and held up no other.
  await expect.poll(() => explorer.picturesShown()).toBe(2)
})

test('pictures stored in the shard are shown from it', async ({ page, data }) => {
  data.serve(
    '/images.parquet',
    imagesShard(Array.from({ length: 12 }, (_, i) => ({ bytes: png(i, 40, 30), caption: `stored ${i}`, nsfw: i === 11 ? 2 : 0 }))),
  )
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/images.parquet`)
  await expect.poll(() => explorer.picturesShown()).toBe(11)
  await expect(explorer.tile(12)).toContainText('Hidden · NSFW')
  expect(data.logged(/^\/pictures\//)).toEqual([])
})

test('only so many pictures are asked for at once, and only near the view', async ({ page, data }) => {
  data.serve('/many.parquet', handShard(Array.from({ length: 2000 }, (_, i) => row(`${PICTURES}/pictures/${i}.png`, `picture ${i}`))))
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/many.parquet`)
  await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(10)
  await page.waitForTimeout(500)
  expect(data.logged(/^\/pictures\//).length).toBeLessThan(150)
})

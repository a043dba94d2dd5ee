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

test.describe('pictures that are scrolled past', () => {
  const ROWS = 10_000
  /** Moves the grid to a share of its height, evenly over some milliseconds. */
  const scrollTo = (explorer: Explorer, share: number, ms = 0) =>
    explorer.grid.evaluate(
      async (grid, [to, duration]) => {
        let box: Element | null = grid
        while (box && box.scrollHeight <= box.clientHeight + 1) box = box.parentElement
        if (!box) return
        // The grid grows once it knows of all rows.
        while (box.scrollHeight < 100 * box.clientHeight) await new Promise(requestAnimationFrame)
        const [start, from, end] = [performance.now(), box.scrollTop, to * (box.scrollHeight - box.clientHeight)]
        for (let part = 0; part < 1;) {
          part = duration === 0 ? 1 : Math.min(1, (performance.now() - start) / duration)
          box.scrollTop = from + part * (end - from)
          await new Promise(requestAnimationFrame)
        }
      },
      [share, ms] as const,
    )
  const shard = () => handShard(Array.from({ length: ROWS }, (_, i) => row(`${PICTURES}/pictures/${i}.png`, `picture ${i}`)))
  /** The picture that a request was for. */
  const numberOf = (url: string) => Number(/(\d+)\.png/.exec(url)?.[1])

  test('let go of their connections while they load, and are asked for again when they come back', async ({ page, data }) => {
    data.serve('/passed.parquet', shard())
    // The first ones never come: as long as they are waited for, the browser has no connection for others of their host.
    const slow = 300
    for (let i = 0; i < slow; i++) data.fault(`/pictures/${i}.png`, { hang: true })
    const explorer = new Explorer(page)
    await explorer.open(`${DATA}/passed.parquet`)
    await explorer.expectCount(ROWS, ROWS)
    const waiting = () => data.logged(/^\/pictures\//).filter(({ url, left }) => numberOf(url) < slow && !left).length
    await expect.poll(waiting).toBeGreaterThan(3)
    await scrollTo(explorer, 0.5)
    await expect.poll(() => explorer.picturesShown(), { timeout: 10_000 }).toBeGreaterThan(10)
    await expect.poll(waiting).toBe(0)

    data.reset()
    await scrollTo(explorer, 0)
    await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(10)
    await expect(explorer.tile(1).locator('img')).toHaveAttribute('data-state', 'loaded')
    expect(data.logged(/^\/pictures\/0\.png/)).toHaveLength(1)
  })

  test('quickly are not asked for', async ({ page, data }) => {
    data.serve('/passed.parquet', shard())
    const explorer = new Explorer(page)
    await explorer.open(`${DATA}/passed.parquet`)
    await explorer.expectCount(ROWS, ROWS)
    await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(10)
    const before = data.logged(/^\/pictures\//).length
    await scrollTo(explorer, 1, 4000)
    await expect(explorer.tile(ROWS).locator('img')).toHaveAttribute('data-state', 'loaded')
    await page.waitForTimeout(300)
    // Those at the end, and where a busy machine happened to rest.
    expect(data.logged(/^\/pictures\//).length - before).toBeLessThan(ROWS / 10)
  })
})

import type { Page } from '@playwright/test'
import { Explorer } from './explorer'
import { workerNamed, type WorkerName } from './page-workers'
import { SearchBar, serveSample } from './search'
import { endlessShard } from './server/endless'
import { laionShard, SHARDS } from './shards/write'
import { DATA, expect, SLOW, test } from './test'
import { tell } from './reliability'

/** Of the sample. */
const ROWS = 7073
const DOGS = /dog|puppy|hound|poodle|강아지|개|wolf/i

/** Ends a worker as a browser does that needs its memory: from inside, without an event. */
async function kill(page: Page, name: WorkerName): Promise<void> {
  const worker = await workerNamed(page, name)
  const gone = worker.waitForEvent('close')
  await worker.evaluate(() => self.close())
  await gone
}

const notice = (page: Page) => page.getByRole('status').filter({ hasText: 'was started again' })

for (const name of ['pairscope-data', 'pairscope-duckdb'] as const)
  test(`${name} ended while nothing is asked: what is seen stays, and the next filter answers`, async ({ page, complaints }) => {
    tell('workers', {
      tried: `${name} is ended from inside while nothing is asked, with a place scrolled to and a pair open.`,
      seen: '“The reader stopped and was started again”; grid, place and open pair stay, and the next filter answers.',
    })
    const explorer = new Explorer(page)
    await explorer.openSample()
    await explorer.expectCount(ROWS, ROWS)
    await explorer.grid.evaluate((grid) => (grid.scrollTop = 9000))
    await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(8)
    const position = await explorer.tiles
      .filter({ has: page.locator('img') })
      .nth(6)
      .getAttribute('data-position')
    const tile = explorer.tile(Number(position))
    await tile.click()
    await expect(explorer.inspector).toBeVisible()
    const place = page.url()
    // The grid has made room for it.
    await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(8)
    const scroll = await explorer.grid.evaluate((grid) => grid.scrollTop)
    const seen = await tile.innerText()
    // A grid that is built anew loses its mark.
    await explorer.grid.evaluate((grid) => (grid.dataset.mark = 'the same'))
    const shown = await explorer.picturesShown()
    await kill(page, name)
    await expect(notice(page)).toHaveText(/its memory may have run out\. 4 shards are read again\./)
    await explorer.expectCount(ROWS, ROWS)
    await expect(explorer.grid).toHaveAttribute('data-mark', 'the same')
    expect(await explorer.grid.evaluate((grid) => grid.scrollTop)).toBe(scroll)
    await expect(tile).toHaveText(seen, { useInnerText: true })
    await expect(tile).toBeInViewport()
    expect(await explorer.picturesShown()).toBeGreaterThanOrEqual(shown)
    await expect(explorer.inspector).toBeVisible()
    expect(page.url()).toBe(place)
    await page.keyboard.press('Escape')
    const unsure = await explorer.count('Safety tag', 'UNSURE')
    await explorer.toggle('Safety tag', 'UNSURE')
    await explorer.expectCount(unsure, ROWS)
    await expect.poll(async () => [...new Set(await explorer.tags())]).toEqual(['UNSURE'])
    await notice(page).getByRole('button', { name: 'OK' }).click()
    await expect(notice(page)).toBeHidden()
    expect(complaints).toEqual([])
  })

test('an error that nobody caught in DuckDB’s worker: the reader is started again, and answers', async ({ page }) => {
  tell('workers', { tried: 'pairscope-duckdb throws an error that nobody catches.', seen: 'The reader is started again, and answers.' })
  const explorer = new Explorer(page)
  await explorer.openSample()
  await explorer.expectCount(ROWS, ROWS)
  const duckdb = await workerNamed(page, 'pairscope-duckdb')
  await duckdb.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('memory access out of bounds')
      }),
  )
  await expect(notice(page)).toContainText('It said: Uncaught Error: memory access out of bounds')
  const unsure = await explorer.count('Safety tag', 'UNSURE')
  await explorer.toggle('Safety tag', 'UNSURE')
  await explorer.expectCount(unsure, ROWS)
})

test('the reader ended before the first rows: they come', async ({ page, data }) => {
  tell('workers', { tried: 'pairscope-data is ended before the first rows.', seen: 'The rows come.' })
  data.serve('/small.parquet', await laionShard(SHARDS.small))
  data.fault('/small.parquet', { delayMs: 1500 })
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/small.parquet`)
  await expect.poll(() => data.logged(/small/).length).toBeGreaterThan(0)
  await kill(page, 'pairscope-data')
  data.reset()
  data.serve('/small.parquet', await laionShard(SHARDS.small))
  await explorer.expectCount(SHARDS.small.rows, SHARDS.small.rows)
  await expect(explorer.tile(1)).toBeVisible()
})

test('the reader ended in mid-scan: the scan begins anew and comes to its end', async ({ page, slow }) => {
  tell('workers', {
    tried: 'pairscope-duckdb is ended in mid-scan.',
    seen: 'The scan begins anew and comes to its end, with every row once.',
  })
  slow.serve('/million.parquet', await laionShard(SHARDS.million))
  const explorer = new Explorer(page)
  await explorer.open(`${SLOW}/million.parquet`)
  const progress = page.getByRole('progressbar', { name: 'Rows scanned' })
  await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow'))).toBeGreaterThanOrEqual(20)
  await kill(page, 'pairscope-duckdb')
  await expect(notice(page)).toContainText('1 shard is read again.')
  await expect(explorer.tile(1)).toBeVisible()
  await explorer.expectCount(SHARDS.million.rows, SHARDS.million.rows)
})

test.describe('a search', () => {
  test.beforeEach(async ({ page, data }) => {
    serveSample(data, '/sample')
    const search = new SearchBar(page)
    await search.explorer.open(`${DATA}/sample/manifest.json`)
    await search.explorer.expectCount(ROWS, ROWS)
  })

  test('whose ranker ended goes on, and fetches nothing that is kept', async ({ page, data }) => {
    tell('workers', {
      tried: 'pairscope-ranker is ended during a search, and again while idle.',
      seen: 'The search goes on; what is kept is not fetched again.',
    })
    const search = new SearchBar(page)
    const last = '/sample/embeddings/img_emb_2.npy'
    data.fault(last, { delayMs: 2500 })
    await search.search('dog')
    await expect.poll(() => data.bytesOf(/img_emb_1/)).toBeGreaterThan(2_500_000)
    await expect(search.line).toContainText('Ranked')
    await kill(page, 'pairscope-ranker')
    data.fault(last, {})
    await search.expectRanked(ROWS)
    await search.expectFirstRow(DOGS)
    // The head of a file is looked at again, and not a vector.
    expect(data.bytesOf(/img_emb_[01]/)).toBeLessThan(5_600_000)

    // And while nothing is asked.
    const fetched = data.bytesOf(/img_emb/)
    await kill(page, 'pairscope-ranker')
    await search.search('pizza')
    await search.expectRanked(ROWS)
    await search.expectFirstRow(/pizza|피자/i)
    expect(data.bytesOf(/img_emb/) - fetched).toBeLessThan(100_000)
  })

  test('whose encoder ended is answered by another within seconds', async ({ page }) => {
    tell('workers', { tried: 'pairscope-encoder is ended.', seen: 'The next search is answered by another within seconds.' })
    const search = new SearchBar(page)
    await search.search('dog')
    await search.expectRanked(ROWS)
    await kill(page, 'pairscope-encoder')
    const before = Date.now()
    await search.search('pizza')
    await search.expectFirstRow(/pizza|피자/i)
    expect(Date.now() - before).toBeLessThan(20_000)
  })

  test('stays when the reader ends', async ({ page }) => {
    tell('workers', { tried: 'pairscope-data is ended after a search.', seen: 'The ranking stays, and the next search answers.' })
    const search = new SearchBar(page)
    await search.search('dog')
    await search.expectRanked(ROWS)
    await search.expectFirstRow(DOGS)
    const first = await search.firstRow()
    await kill(page, 'pairscope-data')
    await expect(notice(page)).toBeVisible()
    expect(await search.firstRow()).toEqual(first)
    await search.search('pizza')
    await search.expectFirstRow(/pizza|피자/i)
  })
})

test('a shard that the reader does not come back from is left out, told and can be tried again', async ({ page, data }) => {
  tell('workers', {
    tried: 'pairscope-data hangs on a shard that unpacks without an end.',
    seen: 'After 20 s it is started again without the shard, which is told with its name and can be tried again.',
  })
  data.serve('/good.parquet', await laionShard(SHARDS.small))
  data.serve('/endless.parquet', endlessShard(500))
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/good.parquet`, `${DATA}/endless.parquet`)
  await expect(notice(page)).toContainText('“endless.parquet” kept the reader busy for 20 s without an end; it is left out', {
    timeout: 60_000,
  })
  await explorer.expectCount(SHARDS.small.rows, SHARDS.small.rows)
  await expect(explorer.tile(1)).toHaveAccessibleName(/ (UNLIKELY|UNSURE|NSFW|UNTAGGED) /)
  await page.getByText('1 of 2 shards could not be read; the others go on.').click()
  await expect(page.getByText('The file kept the reader busy without an end')).toBeVisible()
  data.serve('/endless.parquet', await laionShard(SHARDS.small))
  await page.getByRole('button', { name: 'Try again' }).click()
  await explorer.expectCount(2 * SHARDS.small.rows, 2 * SHARDS.small.rows)
})

test('a reader that ends again and again is left alone, and less memory is offered', async ({ page }) => {
  tell('workers', {
    tried: 'pairscope-data is ended four times in a row.',
    seen: 'It is left alone, which is told, and less memory is offered.',
  })
  const explorer = new Explorer(page)
  await explorer.openSample()
  await explorer.expectCount(ROWS, ROWS)
  for (let death = 0; death < 3; death++) {
    await kill(page, 'pairscope-data')
    await expect(notice(page)).toBeVisible()
    await notice(page).getByRole('button', { name: 'OK' }).click()
  }
  await kill(page, 'pairscope-data')
  await expect(page.getByRole('alert')).toContainText('It stopped 4 times within 2 minutes.')
  await page.getByRole('button', { name: /^Start again with 268 MB of memory$/ }).click()
  await explorer.expectCount(ROWS, ROWS)
  await expect(notice(page)).toBeHidden()
})

test('a worker whose script does not come: a sentence, and a reload', async ({ page }) => {
  tell('workers', { tried: 'The script of pairscope-data does not come (404).', seen: 'A sentence, with “Reload the page”.' })
  await page.route(/assets\/worker-.*\.js$/, (route) => route.fulfill({ status: 404, body: 'gone' }))
  const explorer = new Explorer(page)
  await explorer.openSample()
  await expect(page.getByRole('alert')).toContainText('A part of Pairscope could not be loaded')
  await page.unroute(/assets\/worker-.*\.js$/)
  await page.getByRole('button', { name: 'Reload the page' }).click()
  await explorer.expectCount(ROWS, ROWS)
})

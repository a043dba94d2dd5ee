import { Explorer } from './explorer'
import { literal, native, nativeCount } from './native'
import { ShardServer } from './server/server'
import { laionShard, SHARDS } from './shards/write'
import { DATA, expect, SLOW, test } from './test'

const MILLION = SHARDS.million.rows
const SCAN = 60_000

test('a million pairs scroll to the very last', async ({ page, data, complaints }) => {
  const file = await laionShard(SHARDS.million)
  data.serve('/million.parquet', file)
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/million.parquet`)
  await expect(explorer.matching).toHaveText('1,000,000 pairs', { timeout: SCAN })

  const last = explorer.grid.locator(`[data-position="${MILLION}"]`)
  // The scroll bar dragged to its end.
  await expect
    .poll(
      async () => {
        await explorer.grid.evaluate((grid) => (grid.scrollTop = grid.scrollHeight))
        return last.count()
      },
      { timeout: 30_000 },
    )
    .toBe(1)
  const [row] = await native(
    `SELECT TEXT, NSFW FROM read_parquet(${literal(file)}, file_row_number = true) WHERE file_row_number = ${MILLION - 1}`,
  )
  await expect(last.locator('[dir="auto"]')).toHaveText(String(row?.[0]))
  await expect(last.locator('[data-badge="nsfw"]')).toHaveText(String(row?.[1]))
  await expect(last).toBeInViewport()

  // And by keys, from the other end.
  await explorer.grid.evaluate((grid) => (grid.scrollTop = 0))
  await explorer.tile(1).focus()
  await page.keyboard.press('End')
  await expect(last.getByRole('button')).toBeFocused()
  expect(complaints).toEqual([])
})

test('counts on a million are native DuckDB’s', async ({ page, data }) => {
  const file = await laionShard(SHARDS.million)
  data.serve('/million.parquet', file)
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/million.parquet`)
  await expect(explorer.matching).toHaveText('1,000,000 pairs', { timeout: SCAN })
  await explorer.toggle('Safety tag', 'NSFW')
  await explorer.setSimilarity('0.35', '0.45')
  await explorer.expectCount(await nativeCount(file, `NSFW = 'NSFW' AND similarity BETWEEN 0.35 AND 0.45`), MILLION)
})

/** By the issue: 3 MB with a page index. */
const FIRST_PAGE = { bytes: 3e6, requests: 20 }

test('the first page of a million takes few bytes and requests', async ({ page }) => {
  // The scan has begun by the time a test can look: on so slow a link it has not come far.
  const server = await ShardServer.start({ delayMs: 30, bitsPerSecond: 10_000_000 })
  try {
    server.serve('/million.parquet', await laionShard(SHARDS.million))
    const explorer = new Explorer(page)
    await explorer.open(`${server.origin}/million.parquet`)
    await expect(explorer.tile(1)).toHaveAccessibleName(/ (UNLIKELY|UNSURE|NSFW|UNTAGGED) /)
    const requests = server.logged(/million/).length
    const bytes = server.bytesOf(/million/)
    expect(bytes).toBeLessThanOrEqual(FIRST_PAGE.bytes)
    expect(requests).toBeLessThanOrEqual(FIRST_PAGE.requests)
  } finally {
    await server.close()
  }
})

test('counts say of how many rows they are while rows arrive', async ({ page, slow }) => {
  slow.serve('/million.parquet', await laionShard(SHARDS.million))
  const explorer = new Explorer(page)
  await explorer.open(`${SLOW}/million.parquet`)
  await expect(page.getByRole('progressbar', { name: 'Rows scanned' })).toHaveText(/^Scanned [\d,]+ of 1,000,000 rows$/)
  await expect(explorer.matching).toHaveText(/^[\d,]+ pairs so far$/)
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(explorer.matching).toHaveText('1,000,000 pairs', { timeout: SCAN })
})

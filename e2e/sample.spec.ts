import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Explorer } from './explorer'
import { HAS_SIMILARITY, nativeCount } from './native'
import { expect, test } from './test'

const FOLDER = join(import.meta.dirname, '..', 'dist', 'sample')

/** The shards of the embedded sample, as its manifest names them. */
function sampleShards(): readonly string[] {
  const { shards } = JSON.parse(readFileSync(join(FOLDER, 'manifest.json'), 'utf8')) as {
    readonly shards: readonly (string | { readonly url: string })[]
  }
  return shards.map((shard) => join(FOLDER, typeof shard === 'string' ? shard : shard.url))
}

test('the sample opens and shows pictures, with whom to thank for them', async ({ page, servers, complaints }) => {
  const explorer = new Explorer(page)
  await explorer.openSample()
  const total = await nativeCount(sampleShards(), 'true')
  expect(total).toBeGreaterThan(6000)
  await explorer.expectCount(total, total)
  await expect.poll(() => explorer.picturesShown()).toBeGreaterThanOrEqual(8)
  for (const artist of ['Noto', 'Twemoji', 'OpenMoji', 'Fluent']) await expect(page.getByText(/^Pictures:/)).toContainText(artist)
  expect(complaints).toEqual([])
  expect(servers.app.requests.filter((request) => request.status >= 400)).toEqual([])
})

test('a filter by safety tag changes the badges in view; the count is native DuckDB’s', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.openSample()
  const shards = sampleShards()
  const total = await nativeCount(shards, 'true')
  await explorer.expectCount(total, total)
  expect(await explorer.count('Safety tag', 'UNSURE')).toBe(await nativeCount(shards, 'nsfw = 1'))
  await explorer.toggle('Safety tag', 'UNSURE')
  await explorer.expectCount(await nativeCount(shards, 'nsfw = 1'), total)
  await expect.poll(async () => [...new Set(await explorer.tags())]).toEqual(['UNSURE'])
  await explorer.toggle('Safety tag', 'UNTAGGED')
  await explorer.expectCount(await nativeCount(shards, 'nsfw IN (1, 3)'), total)
})

test('a range of similarity likewise; pairs without one are a group of their own', async ({ page }) => {
  const explorer = new Explorer(page)
  await explorer.openSample()
  const shards = sampleShards()
  const total = await nativeCount(shards, 'true')
  await explorer.setSimilarity('0.3', '0.38')
  const within = await nativeCount(shards, `${HAS_SIMILARITY} AND similarity BETWEEN 0.3 AND 0.38`)
  expect(within).toBeGreaterThan(0)
  await explorer.expectCount(within, total)
  const missing = await nativeCount(shards, `NOT (${HAS_SIMILARITY})`)
  expect(missing).toBeGreaterThan(0)
  expect(await explorer.count('Similarity', 'No similarity')).toBe(missing)
})

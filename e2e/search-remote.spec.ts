import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SAMPLE_FOLDER, SearchBar, serveSample } from './search'
import { DATA, expect, SLOW, test } from './test'

/** Of the sample. */
const ROWS = 7073
const NPY_BYTES = ROWS * 512 * 2 + 3 * 128

/** A search's preferences, as if chosen in its settings. */
const prefer = (preferences: object) => `localStorage.setItem('pairscope.preferences', '${JSON.stringify(preferences)}')`

test.describe('a remote dataset', () => {
  // Where the sample's pictures and the usual model lie; nobody answers there.
  test.use({ hosts: ['github.com', 'huggingface.co'] })

  test('is asked about before more than the budget is fetched; a second search touches no network', async ({ page, data, context }) => {
    serveSample(data, '/sample')
    await page.addInitScript(prefer({ fetchBudgetBytes: 1_000_000 }))
    const search = new SearchBar(page)
    await search.explorer.open(`${DATA}/sample/manifest.json`)
    await search.explorer.expectCount(ROWS, ROWS)
    await search.search('pizza')
    await expect(search.cost).toContainText(/fetches 7\.24 MB in 3 requests/)
    const vectors = () =>
      data.requests.filter(({ url, method }) => method === 'GET' && url.endsWith('.npy')).reduce((sum, { bytes }) => sum + bytes, 0)
    expect(vectors()).toBeLessThan(100_000)
    await search.cost.getByRole('button', { name: /^Fetch 7\.24 MB/ }).click()
    await search.expectRanked(ROWS)
    await search.expectFirstRow(/pizza|피자/i)
    expect(vectors()).toBeGreaterThanOrEqual(NPY_BYTES)
    // Headers come with the first blocks' bytes again, and nothing else twice.
    expect(vectors()).toBeLessThan(NPY_BYTES + 100_000)

    data.requests.length = 0
    await search.search('castle')
    await search.expectFirstRow(/castle|성|palace/i)
    await expect(search.line).toContainText('Ranked 7,073 rows, nothing fetched')
    expect(data.requests.filter(({ url }) => /embeddings|encoder/.test(url))).toEqual([])

    // With no network at all what was seen is found again; and after a reload too.
    await context.setOffline(true)
    await search.search('pizza, please')
    await search.expectFirstRow(/pizza|피자/i)
    await expect(search.line).toContainText('nothing fetched')
    await context.setOffline(false)
    data.requests.length = 0
    await page.reload()
    await search.expectFirstRow(/pizza|피자/i)
    await expect(search.line).toContainText(/Ranked 7,073 rows/)
    expect(vectors()).toBeLessThan(20_000)
  })

  test('shows the best so far with its coverage, pauses, and can be ended with the grid intact', async ({ page, slow }) => {
    serveSample(slow, '/sample')
    for (const i of [0, 1, 2]) slow.fault(`/sample/embeddings/img_emb_${i}.npy`, { delayMs: 300 * (i + 1) })
    const search = new SearchBar(page)
    await search.explorer.open(`${SLOW}/sample/manifest.json`)
    await search.explorer.expectCount(ROWS, ROWS)
    await search.search('pizza')
    await search.line.getByRole('button', { name: 'Pause' }).click()
    await expect(search.line).toContainText(/Paused: \d of 3 shards, [\d,]+ of 7,073 rows/)
    await search.line.getByRole('button', { name: 'Resume' }).click()
    await search.line
      .getByRole('button', { name: 'Stop' })
      .click({ timeout: 2000 })
      .catch(() => undefined)
    await expect(search.line).toContainText(/Ranked|Nothing is ranked/)
    await page.getByRole('button', { name: 'Clear the search' }).click()
    await search.explorer.expectCount(ROWS, ROWS)
    await expect.poll(() => search.explorer.picturesShown()).toBeGreaterThan(3)
  })

  test('ranks the other shards where one of the embeddings is refused, and says which', async ({ page, data }) => {
    serveSample(data, '/sample')
    data.fault('/sample/embeddings/img_emb_1.npy', { status: 403 })
    const search = new SearchBar(page)
    await search.explorer.open(`${DATA}/sample/manifest.json`)
    await search.search('heart')
    await expect(search.line).toContainText('img_emb_1.npy')
    await search.expectFirstRow(/heart|하트|love/i)
  })

  test('refuses embeddings that do not fit their metadata', async ({ page, data }) => {
    serveSample(data, '/sample')
    const manifest = JSON.parse(readFileSync(join(SAMPLE_FOLDER, 'manifest.json'), 'utf8')) as { embeddings: { image: unknown[] } }
    manifest.embeddings.image.reverse()
    data.serve('/sample/manifest.json', new TextEncoder().encode(JSON.stringify(manifest)))
    const search = new SearchBar(page)
    await search.explorer.open(`${DATA}/sample/manifest.json`)
    await search.search('heart')
    await expect(search.line).toContainText(/1,?627.*2,?971|2,?971.*1,?627/)
  })

  test('without embeddings says so, and its captions can still be filtered', async ({ page, data }) => {
    serveSample(data, '/s')
    const search = new SearchBar(page)
    await search.explorer.open(`${DATA}/s/embeddings/metadata_0.parquet`)
    await expect(search.bar).toContainText('has no embeddings')
  })
})

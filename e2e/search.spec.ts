import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { npy } from '../src/search/vectors/npy.testing'
import { npz } from '../src/search/vectors/npz.testing'
import { dropFile } from './explorer'
import { SAMPLE_FOLDER, SearchBar, serveSample } from './search'
import { png } from './server/png'
import { PICTURES } from './shards/laion'
import { embeddedShard } from './shards/native-write'
import { DATA, expect, SLOW, test } from './test'

const ROWS = 7073
const NPY_BYTES = ROWS * 512 * 2 + 3 * 128

/** A search's preferences, as if chosen in its settings. */
const prefer = (preferences: object) => `localStorage.setItem('pairscope.preferences', '${JSON.stringify(preferences)}')`

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
    await expect(search.explorer.tile(1)).toHaveAttribute(
      'aria-label',
      /flower|rose|tulip|bloss|hibiscus|bouquet|꽃|해바라기|lotus|rosette/i,
    )
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

  test('with embeddings in a column of its shards is searched likewise', async ({ page, data }) => {
    serveSample(data, '/s')
    const rows = 400
    data.serve(
      '/s/embedded.parquet',
      await embeddedShard(
        join(SAMPLE_FOLDER, 'embeddings', 'metadata_0.parquet'),
        join(SAMPLE_FOLDER, 'embeddings', 'img_emb_0.npy'),
        rows,
      ),
    )
    const manifest = {
      pairscope: 1,
      name: 'Embedded',
      shards: ['embedded.parquet'],
      embeddings: { width: 512, encoder: 'the sample’s', model: 'encoder/model.json' },
    }
    data.serve('/s/embedded.json', new TextEncoder().encode(JSON.stringify(manifest)))
    const search = new SearchBar(page)
    await search.explorer.open(`${DATA}/s/embedded.json`)
    await search.explorer.expectCount(rows, rows)
    await search.search('castle')
    await search.expectRanked(rows)
    await expect(search.explorer.tile(1)).toHaveAttribute('aria-label', /castle|성/i)
    await expect(search.explorer.section('Score')).toContainText(`${rows} pairs with a score`)
    // Nothing of the shard is fetched twice: its footer went to the ranker by way of the engine.
    const vectors = data.requests.filter(({ url, method }) => method === 'GET' && url.endsWith('embedded.parquet'))
    expect(vectors.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(
      statSync(
        await embeddedShard(
          join(SAMPLE_FOLDER, 'embeddings', 'metadata_0.parquet'),
          join(SAMPLE_FOLDER, 'embeddings', 'img_emb_0.npy'),
          rows,
        ),
      ).size *
        1.1 +
        200_000,
    )
  })

  test('with embeddings in archives, as DataComp has them, is searched for the bytes of one array', async ({ page, data }) => {
    serveSample(data, '/dc')
    const from = (name: string) => new Uint8Array(readFileSync(join(SAMPLE_FOLDER, 'embeddings', name)))
    const pictures = from('img_emb_0.npy')
    const archive = npz({ l14_img: npy(new Uint16Array(768 * 3000), 768), b32_img: pictures, b32_txt: from('text_emb_0.npy') })
    data.serve('/dc/00f3/0a1b9c.parquet', from('metadata_0.parquet'))
    data.serve('/dc/00f3/0a1b9c.npz', archive)
    const manifest = {
      pairscope: 1,
      name: 'Archives',
      shards: ['00f3/0a1b9c.parquet'],
      embeddings: { width: 512, encoder: 'the sample’s', model: 'encoder/model.json', image: ['00f3/0a1b9c.npz'] },
    }
    data.serve('/dc/archives.json', new TextEncoder().encode(JSON.stringify(manifest)))
    const search = new SearchBar(page)
    await search.explorer.open(`${DATA}/dc/archives.json`)
    await search.search('castle')
    await expect(search.line).toContainText(/^Ranked [\d,]+ rows/)
    await expect(search.explorer.tile(1)).toHaveAttribute('aria-label', /castle|성/i)
    expect(data.bytesOf(/0a1b9c\.npz/)).toBeGreaterThanOrEqual(pictures.length - 128)
    expect(data.bytesOf(/0a1b9c\.npz/)).toBeLessThan(pictures.length + 20_000)
  })

  test('is ranked among the pairs that a column of its own lets pass', async ({ page, data }) => {
    serveSample(data, '/c')
    const metadata = readFileSync(join(SAMPLE_FOLDER, 'embeddings', 'metadata_0.parquet'))
    const rows: Record<string, unknown>[] = await parquetReadObjects({ file: Uint8Array.from(metadata).buffer })
    const column = (name: string) => ({ name, type: 'STRING' as const, nullable: true, data: rows.map((row) => row[name]) })
    const shard = parquetWriteBuffer({
      columnData: [
        ...['caption', 'NSFW', 'LICENSE', 'url'].map(column),
        { name: 'aesthetic', type: 'INT32', data: rows.map((_, i) => i % 10) },
      ],
    })
    data.serve('/c/rated.parquet', new Uint8Array(shard))
    data.serve('/c/rated.npy', new Uint8Array(readFileSync(join(SAMPLE_FOLDER, 'embeddings', 'img_emb_0.npy'))))
    const manifest = {
      pairscope: 1,
      name: 'Rated',
      shards: ['rated.parquet'],
      embeddings: { width: 512, encoder: 'the sample’s', model: 'encoder/model.json', image: ['rated.npy'] },
    }
    data.serve('/c/rated.json', new TextEncoder().encode(JSON.stringify(manifest)))
    const search = new SearchBar(page)
    const { explorer } = search
    await explorer.open(`${DATA}/c/rated.json`)
    await search.search('heart')
    await search.expectRanked(rows.length)
    await explorer.column('aesthetic').click()
    for (const end of ['from', 'to']) {
      const box = explorer.columnValues('aesthetic').getByRole('textbox', { name: `aesthetic ${end}` })
      await box.fill('7')
      await box.press('Enter')
    }
    await expect(explorer.tile(1)).toContainText(/aesthetic\s*7/)
    // A tenth of the hearts is left: those lead.
    await expect(explorer.tile(1)).toHaveAttribute('aria-label', /heart|하트|love/i)
    // Every tenth row passes, and each is ranked.
    await expect(explorer.section('Score')).toContainText(`${Math.floor((rows.length + 2) / 10)} pairs with a score`)
    await expect(explorer.tile(5)).toContainText(/aesthetic\s*7/)
  })

  test('whose embeddings nobody names is searched only once the person says whose they are', async ({ page, data }) => {
    serveSample(data, '/s')
    const search = new SearchBar(page)
    await search.explorer.open(`${DATA}/s/embeddings/metadata_{0..2}.parquet`, `${DATA}/s/embeddings/img_emb_{0..2}.npy`)
    await search.explorer.expectCount(ROWS, ROWS)
    await expect(search.bar).toContainText('Nothing says which model made the embeddings')
    await search.bar.getByRole('button', { name: 'OpenAI CLIP ViT-B/32' }).click()
    await expect(search.input).toBeEnabled()
    expect(page.url()).toContain('model=openai/clip-vit-base-patch32')
    // The model's own host cannot be reached from here, and that is said.
    await search.search('a dog')
    await expect(search.line.getByRole('alert')).toContainText(/model/i)
    await expect(search.line.getByRole('button', { name: 'Try again' })).toBeVisible()
  })

  test('whose embeddings are of a model that nobody knows is ranked by “more like this”, and only words ask for the model', async ({
    page,
    data,
  }) => {
    const vectors = unknownVectors(300, 768)
    data.serve('/unknown.parquet', unknownShard(vectors))
    const search = new SearchBar(page)
    const { explorer } = search
    await explorer.open(`${DATA}/unknown.parquet`)
    await explorer.expectCount(vectors.length, vectors.length)
    await expect(search.bar).toContainText('“More like this” on a pair needs no model')
    await explorer.tile(8).click()
    await expect(explorer.inspector.getByRole('button', { name: 'Search by its caption' })).toBeHidden()
    await explorer.inspector.getByRole('button', { name: 'More like this' }).click()
    await search.expectRanked(vectors.length)
    const nearest = nearestTo(vectors, 7)
    await expect.poll(async () => (await search.firstRow())[0]).toMatch(/^pair 7\./)
    const shown = await search.firstRow()
    expect(shown.map((name) => Number(/^pair (\d+)/.exec(name)?.[1]))).toEqual(nearest.slice(0, shown.length).map(({ row }) => row))
    const scores = await search.scores(4)
    for (const [i, score] of scores.entries()) expect(Math.abs(score - (nearest[i]?.score ?? NaN))).toBeLessThan(0.001)
    await expect(search.bar).toContainText('Nothing says which model made the embeddings')
    await expect(search.bar).toContainText('“More like this” on a pair needs no model')

    await search.add('a red bicycle')
    await expect(search.line).toContainText('need the model that made the embeddings')
    await expect(search.bar).toContainText('no model here has vectors of 768 numbers')
    await explorer.expectCount(vectors.length, vectors.length)
    await page.getByRole('button', { name: 'Remove “a red bicycle”' }).click()
    await search.expectRanked(vectors.length)
    expect(data.requests.filter(({ url }) => !url.startsWith('/unknown.parquet') && !url.startsWith('/pictures/'))).toEqual([])
  })

  test('without embeddings says so, and its captions can still be filtered', async ({ page, data }) => {
    serveSample(data, '/s')
    const search = new SearchBar(page)
    await search.explorer.open(`${DATA}/s/embeddings/metadata_0.parquet`)
    await expect(search.bar).toContainText('has no embeddings')
  })
})

/** Directions of no model: a few hundred that differ clearly. */
function unknownVectors(rows: number, width: number): readonly Float32Array[] {
  let state = 7
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 - 0.5
  const centre = Array.from({ length: width }, next)
  return Array.from({ length: rows }, (_, row) => Float32Array.from(centre, (value) => value / 4 + (next() * (1 + (row % 17))) / 17))
}

/** Its embeddings as lists of float32, as an export has them, with nothing that names their model. */
function unknownShard(vectors: readonly Float32Array[]): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'url', data: vectors.map((_, row) => `${PICTURES}/pictures/${row}.png`) },
        { name: 'caption', data: vectors.map((_, row) => `pair ${row}`) },
        { name: 'NSFW', data: vectors.map(() => 'UNLIKELY') },
        { name: 'image_embedding', data: vectors.map((vector) => [...vector]) },
      ],
      schema: [
        { name: 'root', num_children: 4 },
        ...['url', 'caption', 'NSFW'].map((name) => ({
          name,
          type: 'BYTE_ARRAY' as const,
          converted_type: 'UTF8' as const,
          repetition_type: 'REQUIRED' as const,
        })),
        { name: 'image_embedding', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', repetition_type: 'OPTIONAL', type: 'FLOAT' },
      ],
    }),
  )
}

/** All rows by their cosine with one of them, computed plainly. */
function nearestTo(vectors: readonly Float32Array[], row: number): readonly { readonly row: number; readonly score: number }[] {
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0)
  const cosine = (a: Float32Array, b: Float32Array) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
  const own = vectors[row] ?? new Float32Array()
  return vectors.map((vector, other) => ({ row: other, score: cosine(own, vector) })).sort((a, b) => b.score - a.score)
}

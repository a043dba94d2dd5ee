import { parquetWriteBuffer } from 'hyparquet-writer'
import { SearchBar, serveSample } from './search'
import { PICTURES } from './shards/laion'
import { DATA, expect, test } from './test'

/** Of the sample. */
const ROWS = 7073

test.describe('a remote dataset', () => {
  // Where the sample's pictures and the usual model lie; nobody answers there.
  test.use({ hosts: ['github.com', 'huggingface.co'] })

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
    await expect.poll(async () => (await search.firstRow())[0]).toBe('pair 7')
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

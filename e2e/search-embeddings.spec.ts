import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { npy } from '../src/search/vectors/npy.testing'
import { npz } from '../src/search/vectors/npz.testing'
import { SAMPLE_FOLDER, SearchBar, serveSample } from './search'
import { embeddedShard } from './shards/native-write'
import { DATA, expect, test } from './test'

test.describe('a remote dataset', () => {
  // Where the sample's pictures and the usual model lie; nobody answers there.
  test.use({ hosts: ['github.com', 'huggingface.co'] })

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
    await expect(search.explorer.caption(1)).toHaveText(/castle|성/i)
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
    await expect(search.explorer.caption(1)).toHaveText(/castle|성/i)
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
    await expect(explorer.caption(1)).toHaveText(/heart|하트|love/i)
    // Every tenth row passes, and each is ranked.
    await expect(explorer.section('Score')).toContainText(`${Math.floor((rows.length + 2) / 10)} pairs with a score`)
    await expect(explorer.tile(5)).toContainText(/aesthetic\s*7/)
  })
})

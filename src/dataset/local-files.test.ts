import { describe, expect, it } from 'vitest'
import { datasetFromFiles, type LocalFile } from './local-files'

const given = (...paths: readonly string[]) =>
  paths.map((path): LocalFile => ({ path, file: new File(['\x01\0'], path.split('/').at(-1) ?? '') }))

describe('files of the person’s own', () => {
  it('are in natural order, and what is left out is named', async () => {
    const { dataset, problem } = await datasetFromFiles(given('b-10.parquet', 'b-9.PARQUET', 'notes.txt', 'part-0'))
    expect(dataset?.shards.map(({ name }) => name)).toEqual(['b-9.PARQUET', 'b-10.parquet', 'part-0'])
    expect(problem?.detail).toBe('notes.txt is a text.')
    expect(await datasetFromFiles(given('a.csv.zip', 'b.html'))).toMatchObject({
      dataset: null,
      problem: { code: 'bad-files', detail: 'a.csv.zip is a zip archive, b.html is a web page.' },
    })
    expect((await datasetFromFiles([])).dataset).toBeNull()
  })

  it('may be text tables and tars, also gzipped tables, and lists where there is nothing else', async () => {
    const names = ['0.csv', '1.TSV', '2.jsonl.gz', '3.ndjson', '4.tar']
    const { dataset, problem } = await datasetFromFiles(given(...names, '5.tar.gz'))
    expect(dataset?.shards.map(({ name }) => name)).toEqual(names)
    expect(problem?.detail).toBe('5.tar.gz is a compressed tar.')
    expect((await datasetFromFiles(given('urls.txt'))).dataset?.shards).toHaveLength(1)
  })

  it('are joined: a tar holds the pictures of the Parquet file of its name', async () => {
    const { dataset } = await datasetFromFiles(given('00000.tar', '00000.parquet', '00001.tar'))
    expect(dataset?.shards.map(({ name, tar }) => [name, tar?.name])).toEqual([
      ['00000.parquet', '00000.tar'],
      ['00001.tar', undefined],
    ])
  })

  it('may have embeddings with them, and are not made of those alone', async () => {
    const { dataset } = await datasetFromFiles(given('vectors.npy', 'pairs.parquet'))
    expect(dataset?.shards).toHaveLength(1)
    expect(dataset?.embeddings?.image).toHaveLength(1)
    expect(await datasetFromFiles(given('img_emb_0.npy'))).toMatchObject({
      dataset: null,
      problem: { detail: expect.stringContaining('metadata Parquet files') as string },
    })
  })
})

describe('a file of the person’s own', () => {
  const holding = (name: string, text: string | Uint8Array<ArrayBuffer>): LocalFile => ({ path: name, file: new File([text], name) })
  const of = async (...files: readonly LocalFile[]) => {
    const { dataset, problem } = await datasetFromFiles(files)
    return { shards: dataset?.shards.map(({ name }) => name) ?? null, problem }
  }

  it('says what it is, by its first bytes and its name', async () => {
    expect(await of(holding('a.zip', 'PK\x03\x04…'))).toMatchObject({ shards: null, problem: { code: 'other-kind', detail: 'zip' } })
    expect(await of(holding('data.arrow', 'ARROW1\0\0'))).toMatchObject({ problem: { code: 'other-kind', detail: 'arrow' } })
    expect(await of(holding('a.arrow', new Uint8Array(0)))).toMatchObject({ problem: { code: 'other-kind', detail: 'empty' } })
    expect(await of(holding('a.parquet', '…'), holding('b.pkl', '\x80\x04\x95'))).toMatchObject({
      shards: ['a.parquet'],
      problem: { code: 'left-out', detail: 'b.pkl is a Python pickle.' },
    })
  })

  it('of JSON is a table where it holds records, and says so where it holds none', async () => {
    expect(await of(holding('list.json', '[{"url": "https://a.example/0.jpg"}]'))).toEqual({ shards: ['list.json'], problem: null })
    expect(await of(holding('rows.json', '{"url": "a"}\n{"url": "b"}\n'))).toEqual({ shards: ['rows.json'], problem: null })
    expect(await of(holding('coco.json', '{"images": []}'))).toMatchObject({
      shards: null,
      problem: { code: 'other-kind', detail: 'jsonObject' },
    })
    expect(await of(holding('0.parquet', '…'), holding('0_stats.json', '{"count": 1}'))).toMatchObject({
      shards: ['0.parquet'],
      problem: { detail: '0_stats.json is a JSON object.' },
    })
  })

  it('that is a manifest is opened, with what was given together with it', async () => {
    const manifest = (shards: readonly string[], more: object = {}) =>
      JSON.stringify({ pairscope: 1, name: 'Mine', shards, notes: ['As made.'], ...more })
    const files = (text: string): LocalFile[] => [
      { path: 'set/manifest.json', file: new File([text], 'manifest.json') },
      { path: 'set/parts/a b-0.parquet', file: new File(['0'], 'a b-0.parquet') },
      { path: 'set/parts/a b-1.parquet', file: new File(['1'], 'a b-1.parquet') },
      { path: 'set/other.parquet', file: new File([''], 'other.parquet') },
    ]
    const { dataset, problem } = await datasetFromFiles(files(manifest(['parts/a b-{0..1}.parquet', 'https://h.example/c.parquet'])))
    expect(problem).toBeNull()
    expect(dataset).toMatchObject({
      name: 'Mine',
      shards: [
        { kind: 'local', name: 'a b-0.parquet' },
        { kind: 'local', name: 'a b-1.parquet' },
        { kind: 'remote', url: 'https://h.example/c.parquet' },
      ],
      notes: ['As made.', 'One other file beside the manifest is left out: set/other.parquet.'],
    })
    const alone = [holding('manifest.json', manifest(['data/x.parquet', '../x.parquet'])), holding('x.parquet', '')]
    expect((await datasetFromFiles(alone)).dataset?.shards.map(({ name }) => name)).toEqual(['x.parquet', 'x.parquet'])
    expect(await of(holding('m.json', manifest(['x.parquet'])))).toMatchObject({
      shards: null,
      problem: {
        code: 'bad-manifest',
        detail: '“shards[0]”: x.parquet was not given together with the manifest: choose or drop them at once.',
      },
    })
    const credit = { attributions: [{ name: 'A', licence: 'B', url: 'c' }] }
    expect((await of(holding('m.json', manifest(['https://h.example/c.parquet'], credit)))).problem?.detail).toContain('a whole address')
  })
})

describe('a folder of the person’s own', () => {
  it('of clip-retrieval is its metadata with the embeddings beside them', async () => {
    const { dataset, problem } = await datasetFromFiles(
      given(
        'out/metadata/metadata_1.parquet',
        'out/metadata/metadata_0.parquet',
        'out/img_emb/img_emb_0.npy',
        'out/img_emb/img_emb_1.npy',
        'out/text_emb/text_emb_0.npy',
        'out/image.index',
      ),
    )
    expect(problem).toBeNull()
    expect(dataset).toMatchObject({
      name: 'out',
      shards: [{ name: 'metadata_0.parquet' }, { name: 'metadata_1.parquet' }],
      embeddings: { image: [{ name: 'img_emb_0.npy' }, { name: 'img_emb_1.npy' }], text: [{ name: 'text_emb_0.npy' }, null] },
    })
    expect(dataset?.notes).toEqual(['One other file of the folder is left out: image.index.'])
  })

  it('of DataComp is its tables with the archive of embeddings of the same name, folder by folder', async () => {
    const names = ['00f3/0a1b', '00f3/9c2d', '01aa/0a1b']
    const { dataset } = await datasetFromFiles(given(...names.flatMap((name) => [`dc/${name}.npz`, `dc/${name}.parquet`])))
    const archives = names.map((name) => ({ name: `${name}.npz` }))
    expect(dataset).toMatchObject({
      shards: names.map((name) => ({ name: `${name}.parquet` })),
      embeddings: { image: archives, text: archives },
      notes: [],
    })
  })

  it('of img2dataset is its Parquet files with the tars of the same name, folder by folder', async () => {
    const { dataset } = await datasetFromFiles(
      given('cc/a/00000.tar', 'cc/a/00000.parquet', 'cc/a/00000_stats.json', 'cc/b/00000.parquet', 'cc/b/00000.tar'),
    )
    const [a, b] = dataset?.shards ?? []
    expect([a?.name, b?.name]).toEqual(['a/00000.parquet', 'b/00000.parquet'])
    expect(a?.tar?.kind === 'local' && b?.tar?.kind === 'local' && a.tar.file !== b.tar.file).toBe(true)
  })

  it('is its tars, or its text tables, where there is no Parquet file', async () => {
    expect((await datasetFromFiles(given('w/1.tar', 'w/0.tar', 'w/sizes.csv'))).dataset?.shards.map(({ name }) => name)).toEqual([
      '0.tar',
      '1.tar',
    ])
    const { dataset } = await datasetFromFiles(given('t/x.jsonl', 't/README.txt'))
    expect(dataset?.shards.map(({ name }) => name)).toEqual(['x.jsonl'])
    expect(dataset?.notes[0]).toContain('README.txt')
  })

  it('with nothing to open in it is said to be so, and one that is too large too', async () => {
    expect(await datasetFromFiles(given('photos/a.jpg', 'photos/b.jpg'))).toMatchObject({
      dataset: null,
      problem: {
        detail:
          'There is no Parquet file, tar or text table in “photos”. a.jpg (and 1 more like it) is a picture. To search by ' +
          'it, open a dataset first and drop the picture there.',
      },
    })
    expect((await datasetFromFiles(given('e/img_emb/0.npy'))).problem?.detail).toContain('embeddings alone')
    expect((await datasetFromFiles(given('p/0.parquet'), true)).dataset?.notes[0]).toContain('more than 1 files')
  })
})

import { describe, expect, it } from 'vitest'
import { datasetFromFiles, type LocalFile } from './local-files'

const given = (...paths: readonly string[]) => paths.map((path): LocalFile => ({ path, file: new File([], path.split('/').at(-1) ?? '') }))

describe('files of the person’s own', () => {
  it('are in natural order, and what is left out is named', () => {
    const { dataset, problem } = datasetFromFiles(given('b-10.parquet', 'b-9.PARQUET', 'notes.txt', 'part-0'))
    expect(dataset?.shards.map(({ name }) => name)).toEqual(['b-9.PARQUET', 'b-10.parquet', 'part-0'])
    expect(problem?.detail).toBe('notes.txt is not of a kind that Pairscope opens and was left out.')
    expect(datasetFromFiles(given('a.csv.zip', 'b.json'))).toMatchObject({
      dataset: null,
      problem: { detail: 'a.csv.zip, b.json are not of a kind that Pairscope opens.' },
    })
    expect(datasetFromFiles([]).dataset).toBeNull()
  })

  it('may be text tables and tars, also gzipped tables, and lists where there is nothing else', () => {
    const names = ['0.csv', '1.TSV', '2.jsonl.gz', '3.ndjson', '4.tar']
    const { dataset, problem } = datasetFromFiles(given(...names, '5.tar.gz'))
    expect(dataset?.shards.map(({ name }) => name)).toEqual(names)
    expect(problem?.detail).toContain('5.tar.gz is not')
    expect(datasetFromFiles(given('urls.txt')).dataset?.shards).toHaveLength(1)
  })

  it('are joined: a tar holds the pictures of the Parquet file of its name', () => {
    const { dataset } = datasetFromFiles(given('00000.tar', '00000.parquet', '00001.tar'))
    expect(dataset?.shards.map(({ name, tar }) => [name, tar?.name])).toEqual([
      ['00000.parquet', '00000.tar'],
      ['00001.tar', undefined],
    ])
  })

  it('may have embeddings with them, and are not made of those alone', () => {
    const { dataset } = datasetFromFiles(given('vectors.npy', 'pairs.parquet'))
    expect(dataset?.shards).toHaveLength(1)
    expect(dataset?.embeddings?.image).toHaveLength(1)
    expect(datasetFromFiles(given('img_emb_0.npy'))).toMatchObject({
      dataset: null,
      problem: { detail: expect.stringContaining('metadata Parquet files') as string },
    })
  })
})

describe('a folder of the person’s own', () => {
  it('of clip-retrieval is its metadata with the embeddings beside them', () => {
    const { dataset, problem } = datasetFromFiles(
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

  it('of DataComp is its tables with the archive of embeddings of the same name, folder by folder', () => {
    const names = ['00f3/0a1b', '00f3/9c2d', '01aa/0a1b']
    const { dataset } = datasetFromFiles(given(...names.flatMap((name) => [`dc/${name}.npz`, `dc/${name}.parquet`])))
    const archives = names.map((name) => ({ name: `${name}.npz` }))
    expect(dataset).toMatchObject({
      shards: names.map((name) => ({ name: `${name}.parquet` })),
      embeddings: { image: archives, text: archives },
      notes: [],
    })
  })

  it('of img2dataset is its Parquet files with the tars of the same name, folder by folder', () => {
    const { dataset } = datasetFromFiles(
      given('cc/a/00000.tar', 'cc/a/00000.parquet', 'cc/a/00000_stats.json', 'cc/b/00000.parquet', 'cc/b/00000.tar'),
    )
    const [a, b] = dataset?.shards ?? []
    expect([a?.name, b?.name]).toEqual(['a/00000.parquet', 'b/00000.parquet'])
    expect(a?.tar?.kind === 'local' && b?.tar?.kind === 'local' && a.tar.file !== b.tar.file).toBe(true)
  })

  it('is its tars, or its text tables, where there is no Parquet file', () => {
    expect(datasetFromFiles(given('w/1.tar', 'w/0.tar', 'w/sizes.csv')).dataset?.shards.map(({ name }) => name)).toEqual(['0.tar', '1.tar'])
    const { dataset } = datasetFromFiles(given('t/x.jsonl', 't/README.txt'))
    expect(dataset?.shards.map(({ name }) => name)).toEqual(['x.jsonl'])
    expect(dataset?.notes[0]).toContain('README.txt')
  })

  it('with nothing to open in it is said to be so, and one that is too large too', () => {
    expect(datasetFromFiles(given('photos/a.jpg', 'photos/b.jpg'))).toMatchObject({
      dataset: null,
      problem: { detail: 'There is no Parquet file, tar or text table in “photos”.' },
    })
    expect(datasetFromFiles(given('e/img_emb/0.npy')).problem?.detail).toContain('embeddings alone')
    expect(datasetFromFiles(given('p/0.parquet'), true).dataset?.notes[0]).toContain('more than 1 files')
  })
})

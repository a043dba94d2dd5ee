import { describe, expect, it } from 'vitest'
import { KNOWN_DATASETS, LAION_400M_NOTE, withdrawn, withKnownModel, withSafetyNote } from './known'
import { isProblem } from './address'
import { datasetFromUrls, parseSource } from './source'

const DATASET = datasetFromUrls(['https://h.example/0.parquet'])

it('every known dataset that a click opens has a name of the Hub', () => {
  for (const { source } of KNOWN_DATASETS) {
    if (source === null) continue
    const spec = parseSource(source, 'https://pairscope.example/')
    expect(isProblem(spec) ? spec : spec.kind).toBe('hub')
  }
})

it('the original LAION-400M is named with its safety note and is not opened by a click', () => {
  expect(KNOWN_DATASETS.filter(({ name }) => /LAION-400M/.test(name))).toMatchObject([{ source: null, needs: LAION_400M_NOTE }])
})

it('opening the original LAION-400M adds the note, opening Re-LAION does not', () => {
  for (const source of ['laion/laion400m', 'https://h.example/LAION-400M/part-0.parquet'])
    expect(withSafetyNote(DATASET, source).notes).toEqual([LAION_400M_NOTE])
  for (const source of ['laion/relaion400m', 'kakaobrain/coyo-700m']) expect(withSafetyNote(DATASET, source)).toBe(DATASET)
})

describe('a withdrawn dataset', () => {
  const PARTS = { 'LAION-400M': '5b54c5d5-bbcf-484d-a2ce-0d6f73df1a36', 'LAION-5B': '5114fd87-297e-42b0-9d11-50f1df323dfa' } as const
  const nameOf = (source: string, dataset = DATASET) => withdrawn(dataset, source)?.name ?? null

  it.each([
    ['laion/laion400m', 'LAION-400M'],
    ['someone/laion-400m-copy', 'LAION-400M'],
    ['laion/laion2B-en', 'LAION-5B'],
    ['https://huggingface.co/datasets/laion/laion2B-multi/tree/main', 'LAION-5B'],
    ['laion/laion1B-nolang', 'LAION-5B'],
    ['laion/laion2b-en-vit-h-14-embeddings', 'LAION-5B'],
    ['laion/laion5b-index', 'LAION-5B'],
    ['laion/relaion400m', null],
    ['laion/relaion2B-en-research-safe', null],
    ['org/re-laion-5B', null],
    ['laion/laion-coco-aesthetic', null],
    ['kakaobrain/coyo-700m', null],
    ['laion/laion5bn', null],
    ['sample', null],
  ])('is told by its name on the Hub: %s', (source, expected) => expect(nameOf(source)).toBe(expected))

  it.each([
    ['https://the-eye.eu/public/AI/cah/laion400m-met-release/laion400m-meta/part-00000.parquet', 'LAION-400M'],
    ['https://deploy.laion.ai/8f83b608504d46bb81708ec86e912220/embeddings/metadata/metadata_0.parquet', 'LAION-400M'],
    ['https://h.example/LAION-400M/0.parquet', 'LAION-400M'],
    [`https://h.example/a/part-00007-${PARTS['LAION-400M']}-c000.snappy.parquet?sig=1`, 'LAION-400M'],
    [`https://h.example/a/part-00007-${PARTS['LAION-5B']}-c000.snappy.parquet`, 'LAION-5B'],
    ['https://huggingface.co/datasets/laion/laion1B-nolang/resolve/main/0.parquet', 'LAION-5B'],
    ['https://h.example/part-00007-0e9a698b-9ce2-4c86-a9eb-b624d0f292fc-c000.snappy.parquet', null],
    ['https://h.example/relaion2B-en/part-0.parquet', null],
    // A file of that name may be about it, or of a few rows.
    ['https://h.example/laion400m-printed.csv', null],
    ['https://h.example/0.parquet?from=laion400m/', null],
  ])('is told by its files’ addresses: %s', (url, expected) => expect(nameOf(url, datasetFromUrls([url]))).toBe(expected))

  it('is told by a manifest’s name, and by the name of a dropped file', () => {
    expect(nameOf('https://h.example/manifest.json', { ...DATASET, name: 'The original LAION-400M' })).toBe('LAION-400M')
    expect(nameOf('https://h.example/manifest.json', { ...DATASET, name: 'Re-LAION-5B' })).toBeNull()
    const name = `part-00000-${PARTS['LAION-400M']}-c000.snappy.parquet`
    expect(withdrawn({ ...DATASET, name, shards: [{ kind: 'local', name, file: new File([], name) }] }, null)?.name).toBe('LAION-400M')
  })

  it('says why and what to take instead, in its notes too', () => {
    const found = withdrawn(DATASET, 'laion/laion2B-en')
    expect(found?.why).toContain('Re-LAION')
    expect(found && parseSource(found.instead, 'https://pairscope.example/')).toMatchObject({ kind: 'hub' })
    expect(withSafetyNote(DATASET, 'laion/laion2B-en').notes).toEqual([found?.why])
  })
})

it('DataComp’s embeddings are of the model that its authors name', () => {
  const dataset = datasetFromUrls(['https://h.example/0a1b.parquet', 'https://h.example/0a1b.npz'])
  for (const source of ['mlfoundations/datacomp_small', 'https://huggingface.co/datasets/mlfoundations/datacomp_1b/tree/main']) {
    expect(withKnownModel(dataset, source).embeddings).toMatchObject({
      width: 512,
      checkpoint: 'openai/clip-vit-base-patch32',
      image: [{ name: '0a1b.npz' }],
    })
  }
  expect(withKnownModel(dataset, 'someone/mlfoundations-datacomp')).toBe(dataset)
  expect(withKnownModel(DATASET, 'mlfoundations/datacomp_small')).toBe(DATASET)
})

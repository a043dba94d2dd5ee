import { expect, it } from 'vitest'
import { KNOWN_DATASETS, LAION_400M_NOTE, withKnownModel, withSafetyNote } from './known'
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

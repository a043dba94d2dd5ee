import { expect, it } from 'vitest'
import type { Dataset } from '../../dataset/dataset'
import { EMPTY_QUERY } from '../../query/query'
import { filesOfText } from './notes'

const of = (...urls: string[]): Dataset => ({
  name: 'some',
  shards: urls.map((url) => ({ kind: 'remote', name: url.split('/').at(-1)?.split('?')[0] ?? '', url })),
  attributions: [],
  licence: '',
  notes: [],
  embeddings: null,
  roles: null,
})

it('names the addresses of Parquet shards in order', () => {
  expect(filesOfText(of('https://a.example/1.parquet', 'https://a.example/0.parquet'), EMPTY_QUERY, true)).toEqual({
    files: ['https://a.example/1.parquet', 'https://a.example/0.parquet'],
    notes: [],
  })
})

it('says what else DuckDB cannot read', () => {
  expect(filesOfText(of('https://a.example/0.tar'), EMPTY_QUERY, true)).toEqual({
    refusal: 'The text reads Parquet files alone, and this dataset has none. An export as Parquet works.',
  })
  expect(filesOfText(of('https://a.example/0.parquet', 'https://a.example/1.csv'), EMPTY_QUERY, true)).toEqual({
    refusal: 'The text reads Parquet files alone, and 1 file of this dataset is of another kind. An export as Parquet works.',
  })
})

it('warns of a signed address, of own files, of rare licences and of a search', () => {
  const signed = of('https://a.example/0.parquet?sig=1')
  const dataset = {
    ...signed,
    shards: [...signed.shards, { kind: 'local', name: 'mine.parquet', file: new File([], 'mine.parquet') } as const],
  }
  const query = {
    ...EMPTY_QUERY,
    filters: [{ kind: 'licence', families: ['other'] } as const],
    search: { chips: [{ kind: 'text', text: 'boat', weight: 1 } as const], by: 'image' as const, minScore: null },
  }
  const text = filesOfText(dataset, query, false)
  expect('notes' in text && text.notes.map((note) => note.split(':')[0])).toEqual([
    'The order of a search is not in it',
    'The data spells these licences in too many ways to name them all',
    'Your own files stand there by name',
    'An address in it has a query, which may be a key to the data',
  ])
})

import { describe, expect, it } from 'vitest'
import type { ShardRef } from '../../dataset/shard-ref'
import { keptName, parseLabel, setId } from './kept-label'
import type { VectorSet } from './vector-set'

const at = (url: string): ShardRef => ({ kind: 'remote', name: 'a.parquet', url })
const local: ShardRef = { kind: 'local', name: 'a.parquet', file: new File([], 'a.parquet') }

describe('keptName', () => {
  it('is the dataset’s own name', () =>
    expect(keptName({ name: 'laion/emoji', shards: [at('https://a.test/a.parquet')], embeddings: null })).toBe('laion/emoji'))

  it.each([
    ['files of one’s own', [local]],
    ['a signed address', [at('https://a.test/a.parquet'), at('https://a.test/b.parquet?X-Signature=abc')]],
    ['a password', [at('https://user:secret@a.test/a.parquet')]],
    ['a user', [at('https://user@a.test/a.parquet')]],
    ['no shard', []],
    ['what is no address', [at('http://')]],
  ])('is not stored for %s', (_, shards) => expect(keptName({ name: 'x', shards, embeddings: null })).toBe(''))

  it('is not stored where the vectors beside public shards are somebody’s own, or behind a signed address', () => {
    const beside = (image: ShardRef | null, metadata: readonly ShardRef[] = []) =>
      keptName({
        name: 'x',
        shards: [at('https://a.test/a.parquet')],
        embeddings: { width: null, checkpoint: '', model: null, image: [image], text: [], keys: { metadata, column: 'key' } },
      })
    expect(beside(at('https://a.test/a.npy'))).toBe('x')
    expect(beside(null)).toBe('x')
    expect(beside(local)).toBe('')
    expect(beside(at('https://a.test/a.npy?sig=1'))).toBe('')
    expect(beside(null, [at('https://a.test/keys.parquet?sig=1')])).toBe('')
  })

  it('never holds an address, a query or what cannot be seen, and is short', () => {
    const named = (name: string) => keptName({ name, shards: [at('https://a.test/a.parquet')], embeddings: null })
    expect(named('https://a.test/secret')).toBe('')
    expect(named('a.parquet?token=hf_abc')).toBe('a.parquet')
    expect(named('cat\u202Egpj\u0000.png')).toBe('catgpj.png')
    expect(named('x'.repeat(500))).toHaveLength(80)
  })
})

it('a stored label is read whatever it is', () => {
  expect(parseLabel('{"dataset":"d","name":"n"}')).toEqual({ dataset: 'd', name: 'n' })
  for (const text of ['', 'null', '{"dataset":1,"name":"n"}', '[]', '{"dataset":"d"}']) expect(parseLabel(text)).toBeNull()
})

it('the id of a set says nothing of its addresses, and is the same each time', async () => {
  const set = (url: string): VectorSet => ({
    width: null,
    shards: [{ name: 'a', image: { kind: 'npy', ref: at(url) }, text: null, rows: null, pairs: { kind: 'position', firstKey: 0 } }],
  })
  const id = await setId(set('https://a.test/a.npy'))
  expect(id).toMatch(/^[0-9a-f]{32}$/)
  expect(await setId(set('https://a.test/a.npy'))).toBe(id)
  expect(await setId(set('https://a.test/b.npy'))).not.toBe(id)
})

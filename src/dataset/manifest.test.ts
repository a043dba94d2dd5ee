import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadManifest, parseManifest } from './manifest'
import { ProblemError } from './problem'
import { isProblem } from './source'

const URL_ = 'https://h.example/d/manifest.json'
const good = {
  pairscope: 1,
  name: 'Emoji',
  notes: ['Four sets.'],
  shards: ['a-{0..1}.parquet', { url: 'https://other.example/b.parquet', rows: 10, bytes: 999 }],
  attributions: [{ name: 'Noto', licence: 'Apache-2.0', url: 'https://noto.example/' }],
  licence: 'CC-BY-4.0',
  embeddings: { later: true },
}

describe('a manifest', () => {
  it('names shards relative to itself, patterns too, and ignores what it does not know', () => {
    expect(parseManifest(JSON.stringify(good), URL_)).toEqual({
      name: 'Emoji',
      licence: 'CC-BY-4.0',
      notes: ['Four sets.'],
      attributions: good.attributions,
      shards: [
        { kind: 'remote', name: 'a-0.parquet', url: 'https://h.example/d/a-0.parquet' },
        { kind: 'remote', name: 'a-1.parquet', url: 'https://h.example/d/a-1.parquet' },
        { kind: 'remote', name: 'b.parquet', url: 'https://other.example/b.parquet' },
      ],
    })
  })

  it('needs no more than a name and one shard', () => {
    expect(parseManifest('{"pairscope":1,"name":"x","shards":["images/part-0"]}', URL_)).toMatchObject({ shards: [{ url: 'https://h.example/d/images/part-0' }], notes: [], attributions: [] })
  })

  it.each([
    [{ pairscope: undefined }, '“pairscope” is missing'],
    [{ pairscope: 2 }, '“pairscope” must be 1'],
    [{ name: 7 }, '“name”'],
    [{ notes: 'x' }, '“notes” must be a list'],
    [{ notes: [''] }, '“notes[0]”'],
    [{ shards: [] }, '“shards”'],
    [{ shards: ['a', 7] }, '“shards[1]”'],
    [{ shards: [{}] }, '“shards[0].url”'],
    [{ shards: [{ url: 'a', rows: -1 }] }, '“shards[0].rows”'],
    [{ shards: [{ url: 'a', bytes: '1' }] }, '“shards[0].bytes”'],
    [{ shards: ['javascript:alert(1)'] }, '“shards[0]”'],
    [{ shards: ['{0..60000}'] }, '50,000'],
    [{ attributions: ['x'] }, '“attributions[0]”'],
    [{ attributions: [{ name: 'x', licence: 'y', url: 'data:,x' }] }, '“attributions[0].url”'],
  ])('is refused by the name of what is wrong: %j', (change, sentence) => {
    const problem = parseManifest(JSON.stringify({ ...good, ...change }), URL_)
    expect(problem).toMatchObject({ code: 'bad-manifest', where: URL_ })
    expect(isProblem(problem) && problem.detail).toContain(sentence)
  })

  it('never fails otherwise', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (json) => { expect(isProblem(parseManifest(json, URL_))).toBe(true) }))
  })
})

describe('loading a manifest', () => {
  const signal = new AbortController().signal
  const problemOf = async (fetch: Parameters<typeof loadManifest>[1]): Promise<unknown> =>
    loadManifest(URL_, fetch, signal).then(
      () => null,
      (error: unknown) => (error instanceof ProblemError ? error.problem : error),
    )
  const answer = (status: number, body = ''): (() => Promise<Response>) => () => Promise.resolve(new Response(body, { status }))

  it('gives the dataset', async () => {
    expect((await loadManifest(URL_, answer(200, JSON.stringify(good)), signal)).name).toBe('Emoji')
  })

  it('tells what failed apart', async () => {
    expect(await problemOf(answer(404))).toMatchObject({ code: 'not-found', detail: '404' })
    expect(await problemOf(answer(403))).toMatchObject({ code: 'forbidden', detail: '403' })
    expect(await problemOf(answer(503))).toMatchObject({ code: 'http-status', detail: '503' })
    expect(await problemOf(answer(200, '<!doctype html>'))).toMatchObject({ code: 'bad-manifest', detail: expect.stringContaining('web page') as string })
    expect(await problemOf(() => Promise.reject(new TypeError('failed')))).toMatchObject({ code: 'unreachable' })
    expect(await problemOf((_, { mode }) => (mode === 'no-cors' ? Promise.resolve(new Response()) : Promise.reject(new TypeError('failed'))))).toMatchObject({ code: 'no-cors' })
  })

  it('ends with the reason when it is aborted', async () => {
    const aborted = AbortSignal.abort(new Error('enough'))
    await expect(loadManifest(URL_, () => Promise.reject(new DOMException('', 'AbortError')), aborted)).rejects.toThrow('enough')
  })
})

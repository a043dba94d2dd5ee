import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadManifest, parseManifest, placeOnHost } from './manifest'
import { ProblemError } from './problem'
import { isProblem } from './address'

const URL_ = 'https://h.example/d/manifest.json'
const PLACE = placeOnHost(URL_)
const good = {
  pairscope: 1,
  name: 'Emoji',
  notes: ['Four sets.'],
  shards: ['a-{0..1}.parquet', { url: 'https://other.example/b.parquet', rows: 10, bytes: 999 }],
  attributions: [{ name: 'Noto', licence: 'Apache-2.0', url: 'https://noto.example/' }],
  licence: 'CC-BY-4.0',
  later: { whatever: true },
}

describe('a manifest', () => {
  it('names shards relative to itself, patterns too, and ignores what it does not know', () => {
    expect(parseManifest(JSON.stringify(good), PLACE)).toEqual({
      name: 'Emoji',
      licence: 'CC-BY-4.0',
      notes: ['Four sets.'],
      attributions: good.attributions,
      embeddings: null,
      roles: null,
      shards: [
        { kind: 'remote', name: 'a-0.parquet', url: 'https://h.example/d/a-0.parquet' },
        { kind: 'remote', name: 'a-1.parquet', url: 'https://h.example/d/a-1.parquet' },
        { kind: 'remote', name: 'b.parquet', url: 'https://other.example/b.parquet' },
      ],
    })
  })

  it('needs no more than a name and one shard', () => {
    expect(parseManifest('{"pairscope":1,"name":"x","shards":["images/part-0"]}', PLACE)).toMatchObject({
      shards: [{ url: 'https://h.example/d/images/part-0' }],
      notes: [],
      attributions: [],
    })
  })

  it('names embeddings beside the shards, or beside metadata whose key column names the pairs', () => {
    const beside = { width: 512, encoder: 'openai/clip-vit-base-patch32', image: ['img_emb_{0..2}.npy'] }
    expect(parseManifest(JSON.stringify({ ...good, embeddings: beside }), PLACE)).toMatchObject({
      embeddings: {
        width: 512,
        checkpoint: 'openai/clip-vit-base-patch32',
        model: null,
        image: [{ url: 'https://h.example/d/img_emb_0.npy' }, {}, {}],
        text: [],
        keys: null,
      },
    })
    const keyed = { width: 8, encoder: 'mine', model: 'encoder/model.json', keys: 'pair', metadata: ['m_0.parquet'], text: ['t_0.npy'] }
    expect(parseManifest(JSON.stringify({ ...good, embeddings: keyed }), PLACE)).toMatchObject({
      embeddings: {
        model: 'https://h.example/d/encoder/model.json',
        image: [],
        text: [{ name: 't_0.npy' }],
        keys: { metadata: [{ name: 'm_0.parquet' }], column: 'pair' },
      },
    })
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
    [{ embeddings: 7 }, '“embeddings” must be an object'],
    [{ embeddings: { width: 0, encoder: 'x', image: ['a.npy'] } }, '“embeddings.width”'],
    [{ embeddings: { width: 8, image: ['{0..2}.npy'] } }, '“embeddings.encoder”'],
    [{ embeddings: { width: 8, encoder: 'x', image: ['a.npy'] } }, '“embeddings.image” names 1 file for 3 shards'],
    [{ embeddings: { width: 8, encoder: 'x', image: ['{0..2}.npy'], model: 'javascript:x' } }, '“embeddings.model”'],
    [{ attributions: [{ name: 'x', licence: 'y', url: 'data:,x' }] }, '“attributions[0].url”'],
  ])('is refused by the name of what is wrong: %j', (change, sentence) => {
    const problem = parseManifest(JSON.stringify({ ...good, ...change }), PLACE)
    expect(problem).toMatchObject({ code: 'bad-manifest', where: URL_ })
    expect(isProblem(problem) && problem.detail).toContain(sentence)
  })

  it('never fails otherwise', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (json) => {
        expect(isProblem(parseManifest(json, PLACE))).toBe(true)
      }),
    )
  })
})

describe('loading a manifest', () => {
  const signal = new AbortController().signal
  const problemOf = async (fetch: Parameters<typeof loadManifest>[1]): Promise<unknown> =>
    loadManifest(URL_, fetch, signal).then(
      () => null,
      (error: unknown) => (error instanceof ProblemError ? error.problem : error),
    )
  const answer =
    (status: number, body = ''): (() => Promise<Response>) =>
    () =>
      Promise.resolve(new Response(body, { status }))

  it('gives the dataset', async () => {
    expect((await loadManifest(URL_, answer(200, JSON.stringify(good)), signal))?.name).toBe('Emoji')
  })

  it('leaves a table of records to be read as one, and fetches no more of it than tells', async () => {
    const records = JSON.stringify(Array.from({ length: 50_000 }, (_, n) => ({ url: `https://a.example/${n}.jpg` })))
    let sent = 0
    const pieces = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(new TextEncoder().encode(records.slice(sent, (sent += 16_384))))
        if (sent >= records.length) controller.close()
      },
    })
    expect(await loadManifest(URL_, () => Promise.resolve(new Response(pieces)), signal)).toBeNull()
    expect(sent).toBeLessThan(200_000)
    expect(await loadManifest(URL_, answer(200, '{"url":"a"}\n{"url":"b"}\n'), signal)).toBeNull()
    expect(await problemOf(answer(200, '{"url": 1}'))).toMatchObject({ code: 'bad-manifest' })
  })

  it('tells what failed apart', async () => {
    expect(await problemOf(answer(404))).toMatchObject({ code: 'not-found', detail: '404' })
    expect(await problemOf(answer(403))).toMatchObject({ code: 'forbidden', detail: '403' })
    expect(await problemOf(answer(503))).toMatchObject({ code: 'http-status', detail: '503' })
    expect(await problemOf(answer(200, '<!doctype html>'))).toMatchObject({
      code: 'bad-manifest',
      detail: expect.stringContaining('web page') as string,
    })
    expect(await problemOf(() => Promise.reject(new TypeError('failed')))).toMatchObject({ code: 'unreachable' })
    expect(
      await problemOf((_, { mode }) => (mode === 'no-cors' ? Promise.resolve(new Response()) : Promise.reject(new TypeError('failed')))),
    ).toMatchObject({ code: 'no-cors' })
  })

  it('ends with the reason when it is aborted', async () => {
    const aborted = AbortSignal.abort(new Error('enough'))
    await expect(loadManifest(URL_, () => Promise.reject(new DOMException('', 'AbortError')), aborted)).rejects.toThrow('enough')
  })
})

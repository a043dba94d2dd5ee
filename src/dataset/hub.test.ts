import { describe, expect, it } from 'vitest'
import { parseHubAddress } from './hub-address'
import { loadHub } from './hub'
import type { HubToken } from './hub-token'
import { ProblemError } from './problem'

const BASE = 'http://hub.test'

type Reply = { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> }

/** A Hub that knows these paths and nothing else. */
function hub(replies: Readonly<Record<string, Reply>>, token: HubToken | null = null) {
  const asked: string[] = []
  const fetch = (url: string, init: RequestInit) => {
    asked.push(url)
    const { status = 200, body = [], headers = {} } = replies[url.replace(BASE, '')] ?? (init.headers ? {} : { status: 404 })
    return Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers }))
  }
  const open = (text: string) => {
    const address = parseHubAddress(text)
    if (!address) throw new Error(`no address of the Hub: ${text}`)
    return loadHub(address, fetch, new AbortController().signal, { base: BASE, token })
  }
  return {
    asked,
    open,
    problem: async (text: string) => {
      const error: unknown = await open(text).then(
        () => null,
        (reason: unknown) => reason,
      )
      if (!(error instanceof ProblemError)) throw new Error(`opened: ${text}`)
      return error.problem
    },
  }
}

const TREE = '/api/datasets/org/name/tree/main?recursive=true'
const tree = (...paths: readonly string[]) => paths.map((path) => ({ type: 'file', oid: 'x', size: 1, path }))

describe('a dataset of the Hub', () => {
  it('is its Parquet files in natural order', async () => {
    const { open } = hub({
      [TREE]: {
        body: [
          { type: 'directory', path: 'data' },
          ...tree('README.md', 'data/part-10.parquet', 'data/part 9.parquet', '.cache/x.parquet'),
        ],
      },
    })
    const { name, shards, notes, embeddings } = await open('org/name')
    expect(name).toBe('org/name')
    expect(shards).toEqual([
      { kind: 'remote', name: 'part 9.parquet', url: `${BASE}/datasets/org/name/resolve/main/data/part%209.parquet` },
      { kind: 'remote', name: 'part-10.parquet', url: `${BASE}/datasets/org/name/resolve/main/data/part-10.parquet` },
    ])
    expect([notes, embeddings]).toEqual([[], null])
  })

  it('is listed page by page, at the mirror where there is one', async () => {
    const second = `${TREE}&cursor=abc`
    const { open } = hub({
      [TREE]: { body: tree('a-0.parquet'), headers: { Link: `<https://huggingface.co${second}>; rel="next"` } },
      [second]: { body: tree('a-1.parquet'), headers: { Link: `<${BASE}${second}>; rel="next"` } },
    })
    expect((await open('org/name')).shards).toHaveLength(2)
  })

  it('follows no link to another host', async () => {
    const { open, asked } = hub({ [TREE]: { body: tree('a.parquet'), headers: { Link: '<https://evil.example/next>; rel="next"' } } })
    await open('org/name')
    expect(asked.filter((url) => !url.startsWith(BASE))).toEqual([])
  })

  it('opens train and says how the other parts are written', async () => {
    const { open } = hub({
      [TREE]: { body: tree('data/test-00000-of-00001.parquet', 'data/train-00000-of-00002.parquet', 'data/train-00001-of-00002.parquet') },
    })
    const dataset = await open('org/name')
    expect(dataset.shards).toHaveLength(2)
    expect(dataset.notes[0]).toContain('org/name?config=default&split=test')
    expect((await open('org/name?split=test')).shards).toHaveLength(1)
    expect((await open('https://huggingface.co/datasets/org/name/viewer/default/test')).shards[0]?.name).toBe('test-00000-of-00001.parquet')
  })

  it('has a config for each folder, but not for a numbered one', async () => {
    const { open, problem } = hub({
      [TREE]: { body: tree('en/train/0.parquet', 'en/val/0.parquet', 'ko/train/1/0.parquet', 'ko/train/2/0.parquet') },
    })
    expect((await open('org/name')).name).toBe('org/name · en · train')
    expect((await open('org/name?config=ko')).shards.map((shard) => shard.name)).toEqual(['ko/train/1/0.parquet', 'ko/train/2/0.parquet'])
    expect((await open('org/name?split=validation')).shards).toHaveLength(1)
    expect((await problem('org/name?config=fr')).detail).toContain('org/name?config=ko&split=train')
  })

  it('may be one folder of a revision', async () => {
    const { open } = hub({
      '/api/datasets/org/name/tree/refs%2Fpr%2F1/a%20b?recursive=true': { body: tree('a b/0.parquet', 'elsewhere/1.parquet') },
    })
    const { shards } = await open('https://huggingface.co/datasets/org/name/tree/refs%2Fpr%2F1/a%20b')
    expect(shards.map((shard) => (shard.kind === 'remote' ? shard.url : ''))).toEqual([
      `${BASE}/datasets/org/name/resolve/refs%2Fpr%2F1/a%20b/0.parquet`,
    ])
  })

  it('takes the archives of embeddings beside the tables that DataComp has', async () => {
    const { open } = hub({
      [TREE]: { body: tree('metadata/0a1b.npz', 'metadata/0a1b.parquet', 'metadata/9c2d.parquet', 'metadata/9c2d.npz') },
    })
    const { shards, embeddings } = await open('org/name')
    expect(shards.map(({ name }) => name)).toEqual(['0a1b.parquet', '9c2d.parquet'])
    expect(embeddings).toMatchObject({
      image: [{ name: '0a1b.npz' }, { name: '9c2d.npz' }],
      text: [{ name: '0a1b.npz' }, { name: '9c2d.npz' }],
    })
  })

  it('takes the vectors beside the metadata that clip-retrieval wrote', async () => {
    const { open } = hub({
      [TREE]: {
        body: tree(
          'metadata/metadata_0.parquet',
          'metadata/metadata_1.parquet',
          'img_emb/img_emb_0.npy',
          'img_emb/img_emb_1.npy',
          'text_emb/0.npy',
          'text_emb/1.npy',
          'tables/other.parquet',
        ),
      },
    })
    const { shards, embeddings } = await open('org/name')
    expect(shards).toHaveLength(2)
    expect(embeddings?.image.map((file) => file?.name)).toEqual(['img_emb_0.npy', 'img_emb_1.npy'])
    expect(embeddings?.text.map((file) => file?.name)).toEqual(['text_emb/0.npy', 'text_emb/1.npy'])
  })

  it('is what the Hub has made of it, where it holds no Parquet', async () => {
    const parquet = {
      default: {
        test: ['https://huggingface.co/api/datasets/org/name/parquet/default/test/0.parquet'],
        train: ['https://huggingface.co/api/datasets/org/name/parquet/default/train/0.parquet', 'https://evil.example/1.parquet', 3],
      },
      junk: null,
    }
    const { open } = hub({ [TREE]: { body: tree('data.csv') }, '/api/datasets/org/name/parquet': { body: parquet } })
    const { shards, notes } = await open('org/name')
    expect(shards).toEqual([{ kind: 'remote', name: '0.parquet', url: `${BASE}/api/datasets/org/name/parquet/default/train/0.parquet` }])
    expect(notes[0]).toContain('split=test')
  })

  it('is its tars, with img2dataset’s Parquet files before them', async () => {
    const { open } = hub({ [TREE]: { body: tree('train-0001.tar', 'train-0000.tar', '_info.json') } })
    expect((await open('org/name')).shards.map(({ name }) => name)).toEqual(['train-0000.tar', 'train-0001.tar'])
    const joined = hub({ [TREE]: { body: tree('00000.tar', '00000.parquet', '00000_stats.json', 'log.csv') } })
    expect((await joined.open('org/name')).shards).toMatchObject([{ name: '00000.parquet', tar: { name: '00000.tar' } }])
  })

  it('is its text tables, where the Hub has made nothing of them', async () => {
    const { open } = hub({ [TREE]: { body: tree('data/train.csv', 'data/test.csv', 'requirements.txt') } })
    const { shards, notes } = await open('org/name')
    expect(shards.map(({ name }) => name)).toEqual(['train.csv'])
    expect(notes[0]).toContain('split=test')
  })

  it('that is not there is told in words', async () => {
    expect((await hub({}).problem('org/name')).code).toBe('private')
    expect(await hub({ [TREE]: { status: 401 } }).problem('org/name')).toMatchObject({
      code: 'private',
      where: 'https://huggingface.co/datasets/org/name',
    })
    expect((await hub({ [TREE]: { status: 404, headers: { 'X-Error-Code': 'RevisionNotFound' } } }).problem('org/name')).detail).toContain(
      '“main”',
    )
    expect(await hub({ [TREE]: { status: 403, headers: { 'X-Error-Code': 'GatedRepo' } } }).problem('org/name')).toMatchObject({
      code: 'gated',
    })
    expect(await hub({ [TREE]: { status: 500 } }).problem('org/name')).toMatchObject({ code: 'http-status', detail: '500' })
    expect((await hub({ [TREE]: { body: '<html>' } }).problem('org/name')).detail).toContain('not JSON')
    expect((await hub({ [TREE]: { body: tree('x.txt') } }).problem('org/name')).detail).toContain('no Parquet file, tar or text table')
    expect((await hub({ [TREE]: { body: tree('train.zip', 'README.md') } }).problem('org/name')).detail).toContain(
      'train.zip is a zip archive. Unpack it',
    )
    expect((await hub({ [TREE]: { body: tree('img_emb/0.npy') } }).problem('org/name')).detail).toContain('embeddings alone')
  })

  it('that is gated can be listed, and its first file says so', async () => {
    const gated = hub({ [TREE]: { body: tree('a.parquet') }, '/datasets/org/name/resolve/main/a.parquet': { status: 401 } })
    expect(await gated.problem('org/name')).toMatchObject({ code: 'gated', detail: expect.stringContaining('org/name') as string })
  })

  it('is asked for with the token, and what the Hub says to it has sentences of its own', async () => {
    const token: HubToken = { secret: 'hf_secret', base: BASE }
    const say = async (status: number, code = '') =>
      await hub({ [TREE]: { status, headers: code ? { 'X-Error-Code': code } : {} } }, token).problem('org/name')
    expect(await say(401)).toMatchObject({ code: 'bad-token', detail: expect.stringContaining('does not know this token') as string })
    expect(await say(403, 'GatedRepo')).toMatchObject({ code: 'gated', detail: expect.stringContaining('knows your token') as string })
    expect(await say(404, 'RepoNotFound')).toMatchObject({
      code: 'private',
      detail: expect.stringContaining('Your token shows no dataset') as string,
    })
    const gated = hub(
      {
        [TREE]: { body: tree('a.parquet') },
        '/datasets/org/name/resolve/main/a.parquet': { status: 403, headers: { 'X-Error-Code': 'GatedRepo' } },
      },
      token,
    )
    expect(await gated.problem('org/name')).toMatchObject({ code: 'gated', detail: expect.stringContaining('knows your token') as string })
  })

  it('of any other shape has no files', async () => {
    for (const body of [
      null,
      {},
      3,
      'x',
      [
        null,
        3,
        { type: 'file' },
        { type: 'file', path: 3 },
        { type: 'file', path: '../../x.parquet' },
        { type: 'file', path: 'a//b.parquet' },
      ],
    ])
      expect((await hub({ [TREE]: { body: JSON.stringify(body) } }).problem('org/name')).code).toBe('no-listing')
  })
})

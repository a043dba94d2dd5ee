import { describe, expect, it } from 'vitest'
import { AppCache } from './app-cache'
import { partOf, pathBelow, type AppFiles } from './app-files'
import { cacheNames } from './cache-names'

const SCOPE = 'https://a.test/pairs/'
const NAMES = cacheNames(SCOPE)

/** As much of the Cache API as is used. */
function fakeCaches() {
  const all = new Map<string, Map<string, Response>>()
  const urlOf = (asked: string | Request) => (typeof asked === 'string' ? asked : asked.url)
  const cacheOf = (name: string) => {
    const entries = all.get(name) ?? new Map<string, Response>()
    all.set(name, entries)
    return {
      match: (asked: string | Request) => Promise.resolve(entries.get(urlOf(asked))?.clone()),
      put: (asked: string, response: Response) => Promise.resolve(void entries.set(asked, response)),
      keys: () => Promise.resolve([...entries.keys()].map((url) => ({ url }))),
      delete: (asked: string) => Promise.resolve(entries.delete(urlOf(asked))),
    }
  }
  const caches = {
    open: (name: string) => Promise.resolve(cacheOf(name)),
    keys: () => Promise.resolve([...all.keys()]),
    delete: (name: string) => Promise.resolve(all.delete(name)),
    match: (url: string) => Promise.resolve([...all.values()].flatMap((entries) => entries.get(url)?.clone() ?? [])[0]),
  }
  return { caches: caches as unknown as CacheStorage, all }
}

function filesOf(version: string, shell: readonly string[], sample: Readonly<Record<string, string>> = {}): AppFiles {
  const hashed = Object.fromEntries(shell.map((path) => [path, '']))
  return { version, shell: hashed, parts: { engine: {}, wasm: {}, webgpu: {}, sample, 'sample-search': {} } }
}

/** A host and a browser. What the host has not answers 404; null: there is no network. */
function world(host: Record<string, string> | null, { caches, all } = fakeCaches(), scope = SCOPE) {
  const asked: string[] = []
  const state = { host }
  const fetch = (request: Request) => {
    const path = request.url.slice(scope.length)
    asked.push(path)
    if (!state.host) return Promise.reject(new TypeError('Failed to fetch'))
    const body = state.host[path]
    return Promise.resolve(new Response(body ?? 'no', { status: body === undefined ? 404 : 200 }))
  }
  return { state, asked, all, app: (files: AppFiles) => new AppCache(files, { scope, caches, fetch }) }
}

async function get(app: AppCache, path: string, init: RequestInit = {}, scope = SCOPE): Promise<string | null> {
  const request = new Request(scope + path, init)
  const asked = app.asked(request)
  return asked ? (await app.answer(request, asked)).text() : null
}

describe('what is kept', () => {
  it.each([
    ['index.html', 'shell'],
    ['assets/index-B8.js', 'shell'],
    ['assets/kernel-C.wasm', 'shell'],
    ['icon-512.png', 'shell'],
    ['licences.json', 'shell'],
    ['LICENCES.txt', 'shell'],
    ['assets/duckdb-eh-B.wasm', 'engine'],
    ['assets/ort-wasm-simd-threaded-D.wasm', 'wasm'],
    ['assets/ort-wasm-simd-threaded.asyncify-D.wasm', 'webgpu'],
    ['sample/images-00000.parquet', 'sample'],
    ['sample/manifest.json', 'sample'],
    ['sample/encoder/model.json', 'sample'],
    ['sample/embeddings/img_emb_0.npy', 'sample-search'],
    ['sample/encoder/text_model.onnx', null],
    ['sample/stamp.json', null],
    ['service-worker.js', null],
    ['sbom.json', null],
  ] as const)('%s is of %s', (path, part) => expect(partOf(path, path.includes('duckdb') || path.includes('ort') ? 2e7 : 1000)).toBe(part))

  it('paths are told only below the app, and without a query', () => {
    expect(pathBelow(SCOPE, `${SCOPE}#/?src=x`)).toBe('')
    expect(pathBelow(SCOPE, `${SCOPE}index.html`)).toBe('')
    expect(pathBelow(SCOPE, `${SCOPE}assets/a.js`)).toBe('assets/a.js')
    for (const url of ['https://a.test/', 'https://b.test/pairs/a.js', `${SCOPE}a.js?token=hf_x`, 'http://a.test/pairs/a.js', `${SCOPE}%`])
      expect(pathBelow(SCOPE, url) ?? '%').toBe('%')
  })
})

describe('AppCache', () => {
  const files = filesOf('1', ['', 'assets/a.js'], { 'sample/s.parquet': 'sha256-x' })

  it('answers without a network once installed', async () => {
    const { app, state } = world({ '': 'page', 'assets/a.js': 'a', 'sample/s.parquet': 'rows' })
    const one = app(files)
    await one.install()
    await one.keep('sample')
    state.host = null
    expect([await get(one, ''), await get(one, 'assets/a.js'), await get(one, 'sample/s.parquet')]).toEqual(['page', 'a', 'rows'])
    expect(await get(one, 'sample/s.parquet', { headers: { Range: 'bytes=1-2' } })).toBe('ow')
  })

  it('keeps all of the shell or nothing', async () => {
    const { app, all } = world({ '': 'page' })
    await expect(app(files).install()).rejects.toThrow(TypeError)
    expect([...all.keys()]).toEqual([])
  })

  it('a failed install leaves the shell that another worker of the same files answers from', async () => {
    const { app, state } = world({ '': 'page', 'assets/a.js': 'a' })
    const one = app(files)
    await one.install()
    state.host = { '': 'page' }
    await app(files)
      .install()
      .catch(() => undefined)
    state.host = null
    expect([await get(one, ''), await get(one, 'assets/a.js')]).toEqual(['page', 'a'])
  })

  it('asks the host for a page whose files are not all here, and gives the kept one where there is none', async () => {
    const { app, state, all } = world({ '': 'page', 'assets/a.js': 'a' })
    const one = app(files)
    await one.install()
    all.get(NAMES.shell('1'))?.delete(`${SCOPE}assets/a.js`)
    state.host = { '': 'next page', 'assets/a.js': 'next a' }
    expect([await get(one, ''), await get(one, 'assets/a.js')]).toEqual(['next page', 'next a'])
    state.host = null
    expect(await get(one, '')).toBe('page')
    await expect(get(one, 'assets/a.js')).rejects.toThrow(TypeError)
  })

  it('leaves everything else alone', () => {
    const one = world({}).app(files)
    const asked = (url: string, init: RequestInit = {}) => one.asked(new Request(url, init))
    expect(asked('https://b.test/a.png')).toBeNull()
    expect(asked(`${SCOPE}data/a.parquet`)).toBeNull()
    expect(asked(`${SCOPE}sample/s.parquet?X-Signature=abc`)).toBeNull()
    expect(asked(`${SCOPE}assets/a.js`, { headers: { Authorization: 'Bearer hf_x' } })).toBeNull()
    expect(asked(SCOPE, { method: 'POST' })).toBeNull()
  })

  it('serves an older page its own files until it tidies', async () => {
    const { app, state, all } = world({ '': 'old', 'assets/old.js': 'old js', 'sample/s.parquet': 'old rows' })
    const old = app(filesOf('1', ['', 'assets/old.js'], { 'sample/s.parquet': 'sha256-old' }))
    await old.install()
    await old.keep('sample')
    state.host = { '': 'new', 'assets/new.js': 'new js', 'sample/s.parquet': 'new rows' }
    const next = app(filesOf('2', ['', 'assets/new.js'], { 'sample/s.parquet': 'sha256-new' }))
    await next.install()
    expect([await get(next, ''), await get(next, 'assets/old.js')]).toEqual(['new', 'old js'])
    expect(await get(next, 'sample/s.parquet')).toBe('new rows')
    await next.keep('sample')
    await next.tidy()
    expect([...all.keys()]).toEqual([NAMES.parts, NAMES.shell('2')])
    expect([...(all.get(NAMES.parts)?.keys() ?? [])]).toEqual([`${SCOPE}sample/s.parquet?sha256-new`])
    expect(await get(next, 'assets/old.js')).toBe('no')
  })

  describe('two copies on one origin', () => {
    const [OUTER, INNER] = [SCOPE, `${SCOPE}a/`]

    it('each keeps, answers from and tidies its own', async () => {
      const browser = fakeCaches()
      const outer = world({ '': 'outer', 'assets/a.js': 'outer a', 'sample/s.parquet': 'outer rows' }, browser, OUTER)
      const inner = world({ '': 'inner', 'assets/a.js': 'inner a', 'sample/s.parquet': 'inner rows' }, browser, INNER)
      const [one, other] = [outer.app(files), inner.app({ ...files, version: '2' })]
      for (const app of [one, other]) {
        await app.install()
        await app.keep('sample')
      }
      await one.tidy()
      await other.tidy()
      outer.state.host = inner.state.host = null
      const paths = ['', 'assets/a.js', 'sample/s.parquet']
      expect(await Promise.all(paths.map((path) => get(one, path, {}, OUTER)))).toEqual(['outer', 'outer a', 'outer rows'])
      expect(await Promise.all(paths.map((path) => get(other, path, {}, INNER)))).toEqual(['inner', 'inner a', 'inner rows'])
    })

    it('half a shell is not made whole by the files of the other', async () => {
      const browser = fakeCaches()
      const outer = world({ '': 'outer', 'assets/a.js': 'outer a' }, browser, OUTER)
      const inner = world({ '': 'inner', 'assets/a.js': 'inner a' }, browser, INNER)
      const one = outer.app(files)
      await one.install()
      await inner.app(files).install()
      for (const entries of browser.all.values()) entries.delete(`${OUTER}assets/a.js`)
      outer.state.host = { '': 'next page' }
      expect(await get(one, '', {}, OUTER)).toBe('next page')
    })

    it('of the caches that all shared until 0.5.0 only its own files go', async () => {
      const browser = fakeCaches()
      for (const name of ['pairscope-shell-0', 'pairscope-parts']) {
        const cache = await browser.caches.open(name)
        await cache.put(`${SCOPE}assets/old.js`, new Response('old'))
      }
      const parts = await browser.caches.open('pairscope-parts')
      await parts.put('https://a.test/other/sample/s.parquet?sha256-x', new Response('rows'))
      await world({}, browser).app(files).tidy()
      expect([...browser.all].filter(([, entries]) => entries.size > 0).map(([name, entries]) => [name, [...entries.keys()]])).toEqual([
        ['pairscope-parts', ['https://a.test/other/sample/s.parquet?sha256-x']],
      ])
    })
  })

  it('fetches a part once', async () => {
    const { app, asked } = world({ '': 'page', 'assets/a.js': 'a', 'sample/s.parquet': 'rows' })
    const one = app(files)
    await one.keep('sample')
    await one.keep('sample')
    expect(asked).toEqual(['sample/s.parquet'])
  })
})

import { describe, expect, it, vi } from 'vitest'
import type { Fetch } from './request'
import { ProblemError } from './problem'
import { addressesOf, fetchWithin, hostsOutOfReach, OPEN_NET } from './reach'
import { datasetFromUrls } from './source'

const answer = (): Fetch => vi.fn(() => Promise.resolve(new Response('x')))

async function problemOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => (error instanceof ProblemError ? error.problem : error),
  )
}

describe('the hosts a person is asked about', () => {
  const urls = ['https://a.example/1', 'http://10.0.0.7:8080/1', 'http://10.0.0.7:8080/2', 'http://10.0.0.7/3', 'http://nas.local/4']

  it('are those of their own network, each once with its port', () => {
    expect(hostsOutOfReach(urls, OPEN_NET)).toEqual(['10.0.0.7:8080', '10.0.0.7', 'nas.local'])
  })

  it('are not those already agreed to, and none where the app itself is at home', () => {
    expect(hostsOutOfReach(urls, new Set(['10.0.0.7', 'nas.local']))).toEqual(['10.0.0.7:8080'])
    expect(hostsOutOfReach(urls, 'everything')).toEqual([])
  })

  it('are found behind whatever stands before a host', () => {
    const odd = ['http://a.example@10.0.0.1/', 'HTTP://LOCALHOST./x', 'http://a.example\\@10.0.0.2/', 'http://[::1]/', 'http:10.0.0.3']
    expect(hostsOutOfReach(odd, OPEN_NET)).toEqual(['10.0.0.1', 'localhost.', '[::1]', '10.0.0.3'])
  })

  it.each([
    'https:///HOST/x',
    'http:////HOST',
    'https:/HOST',
    'https:HOST',
    'http:\\\\HOST',
    'http:\\HOST\\x',
    'https:/\\/HOST',
    'ht\ttp://\n/HOST/',
  ])('are read as browsers read them: %j', (form) => {
    const url = form.replace('HOST', '10.0.0.1')
    expect(new URL(url).host).toBe('10.0.0.1')
    expect(hostsOutOfReach([form.replace('HOST', 'a.example'), url, form.replace('HOST', '[::1]:80')], OPEN_NET)[0]).toBe('10.0.0.1')
    expect(hostsOutOfReach([url], new Set(['10.0.0.1']))).toEqual([])
  })

  it('are found among fifty thousand shards at once', () => {
    const many = Array.from({ length: 50_000 }, (_, i) => `https://a.example/part-${i}.parquet`)
    expect(hostsOutOfReach([...many, 'http://10.0.0.1/x'], OPEN_NET)).toEqual(['10.0.0.1'])
  })

  it('are of shards, of tars beside them, of embeddings, of their keys and of the model', () => {
    const file = (host: string) => ({ kind: 'remote', name: 'x', url: `http://${host}/x` }) as const
    const dataset = {
      ...datasetFromUrls(['https://a.example/a.parquet']),
      shards: [{ ...file('10.0.0.1'), tar: file('10.0.0.2') }],
      embeddings: {
        width: 2,
        checkpoint: 'x',
        model: 'http://10.0.0.6/model.json',
        image: [file('10.0.0.3'), null],
        text: [file('10.0.0.4')],
        keys: { metadata: [file('10.0.0.5')], column: 'key' },
      },
    }
    expect(hostsOutOfReach(addressesOf(dataset), OPEN_NET)).toEqual([1, 3, 4, 5, 2, 6].map((n) => `10.0.0.${n}`).sort())
  })
})

describe('fetch', () => {
  it.each(['https:///10.0.0.1/x', 'http:\\\\10.0.0.1\\x', 'https:/10.0.0.1/x', 'http:10.0.0.1'])('asks nothing of %s', async (url) => {
    const fetch = answer()
    expect(await problemOf(fetchWithin(OPEN_NET, fetch)(url, {}))).toMatchObject({ code: 'own-network' })
    expect(fetch).not.toHaveBeenCalled()
  })

  it.each(['http://10.0.0.7:8080/x', 'http://localhost./x', 'http://169.254.169.254/', 'http://[::ffff:127.0.0.1]/'])(
    'asks nothing of %s unless it was agreed to',
    async (url) => {
      const fetch = answer()
      expect(await problemOf(fetchWithin(OPEN_NET, fetch)(url, {}))).toMatchObject({ code: 'own-network', where: url })
      expect(fetch).not.toHaveBeenCalled()
      await fetchWithin(new Set([new URL(url).host]), fetch)(url, {})
      await fetchWithin('everything', fetch)(url, {})
      expect(fetch).toHaveBeenCalledTimes(2)
    },
  )

  it('asks another port of an agreed host no more than another host', async () => {
    const fetch = answer()
    expect(await problemOf(fetchWithin(new Set(['10.0.0.7:8080']), fetch)('http://10.0.0.7/x', {}))).toMatchObject({ code: 'own-network' })
    expect(fetch).not.toHaveBeenCalled()
  })

  it('carries no cookies and no referrer, whoever asks', async () => {
    const fetch = answer()
    await fetchWithin(OPEN_NET, fetch)('https://a.example/x', { credentials: 'include', referrerPolicy: 'unsafe-url', method: 'HEAD' })
    expect(fetch).toHaveBeenCalledWith('https://a.example/x', { credentials: 'omit', referrerPolicy: 'no-referrer', method: 'HEAD' })
  })

  it('does not use what a redirect into the person’s network brings', async () => {
    const url = 'http://10.0.0.7:8080/secret'
    const cancel = vi.fn()
    const fetch: Fetch = () => {
      const response = new Response(new ReadableStream({ cancel }))
      return Promise.resolve(Object.defineProperties(response, { redirected: { value: true }, url: { value: url } }))
    }
    expect(await problemOf(fetchWithin(OPEN_NET, fetch)('https://a.example/x', {}))).toEqual({
      code: 'own-network',
      where: 'https://a.example/x',
      detail: 'a.example sends this page on to 10.0.0.7:8080, which is in your own network. What came from there was not used.',
    })
    expect(cancel).toHaveBeenCalledOnce()
    expect((await fetchWithin(new Set(['10.0.0.7:8080']), fetch)('https://a.example/x', {})).url).toBe(url)
  })
})

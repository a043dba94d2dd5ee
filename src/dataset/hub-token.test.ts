import { describe, expect, it } from 'vitest'
import { HUB } from './hub'
import { authorizationFor, fetchWithToken, readToken, type HubToken } from './hub-token'

const token: HubToken = { secret: 'hf_secret', base: HUB }
const FILE = `${HUB}/datasets/org/name/resolve/main/a.parquet`
const SIGNED = 'https://cdn.example/a?signature=1'

describe('the token', () => {
  it('goes to datasets of the Hub', () => {
    for (const url of [
      FILE,
      `${HUB}/api/datasets/org/name/tree/main?recursive=true`,
      'https://huggingface.co:443/datasets/a',
      'HTTPS://HuggingFace.co/datasets/a',
    ])
      expect(authorizationFor(url, token)).toBe('Bearer hf_secret')
  })

  it('goes nowhere else', () => {
    const others = [
      'http://huggingface.co/datasets/a',
      'https://huggingface.co:8443/datasets/a',
      'https://huggingface.co.evil.example/datasets/a',
      'https://huggingface.co@evil.example/datasets/a',
      'https://user:word@huggingface.co/datasets/a',
      'https://evil.example/https://huggingface.co/datasets/a',
      'https://evil.example#https://huggingface.co/datasets/a',
      'https://datasets-server.huggingface.co/datasets/a',
      'https://cdn-lfs.hf.co/datasets/a',
      'https://hf.co/datasets/a',
      'https://huggingface.co\\@evil.example/datasets/a',
      'https://huggingface.co/settings/tokens',
      'https://huggingface.co/datasets/../settings/tokens',
      'https://huggingface.co',
      '/datasets/a',
      'no address',
      '',
    ]
    expect(others.filter((url) => authorizationFor(url, token) !== null)).toEqual([])
  })

  it('goes to a mirror alone where one is set', () => {
    const mirrored: HubToken = { secret: 'x', base: 'http://127.0.0.1:8000/hub' }
    expect(authorizationFor('http://127.0.0.1:8000/hub/datasets/a', mirrored)).toBe('Bearer x')
    for (const url of [
      FILE,
      'http://127.0.0.1:8000/datasets/a',
      'http://127.0.0.1:8001/hub/datasets/a',
      'http://127.0.0.1:8000/hub/../datasets/a',
    ])
      expect(authorizationFor(url, mirrored)).toBeNull()
  })

  it('is one word of plain characters, for a Hub that nobody can listen to', () => {
    expect(readToken(' hf_abc\n', HUB, true)).toEqual({ secret: 'hf_abc', base: HUB })
    expect(readToken('x', 'http://127.0.0.1:8000', true)).toMatchObject({ secret: 'x' })
    for (const [text, base] of [
      ['', HUB],
      ['a b', HUB],
      ['ключ', HUB],
      ['a\nb', HUB],
      ['x'.repeat(501), HUB],
      ['x', 'http://mirror.example'],
    ] as const)
      expect(readToken(text, base, true)).toMatchObject({ code: 'bad-token', where: '' })
  })

  it('is not taken by a browser that would hand it on where the Hub redirects', () => {
    expect(readToken('x', HUB, false)).toMatchObject({ code: 'bad-token', detail: expect.stringContaining('too old') as string })
  })

  it('is never part of what is said about it', () => {
    expect(JSON.stringify(readToken('hf_secret word', HUB, true))).not.toContain('hf_secret')
  })
})

interface Asked {
  readonly url: string
  readonly authorization: string | null
  readonly range: string | null
}

/** The Hub, which redirects to a signed address, and the host of that. */
function hosts(expired = 0) {
  const asked: Asked[] = []
  let left = expired
  const fetch = (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers)
    asked.push({ url, authorization: headers.get('Authorization'), range: headers.get('Range') })
    const response = new Response('x', { status: url === SIGNED && left-- > 0 ? 403 : 206 })
    if (url === FILE) Object.defineProperties(response, { redirected: { value: true }, url: { value: SIGNED } })
    return Promise.resolve(response)
  }
  return { asked, fetch: fetchWithToken(fetch, token) }
}

const RANGE: RequestInit = { headers: { Range: 'bytes=0-9' } }

describe('reading with a token', () => {
  it('asks the Hub once a file, and the signed address without the token from then on', async () => {
    const { asked, fetch } = hosts()
    for (let i = 0; i < 3; i++) await fetch(FILE, RANGE)
    expect(asked).toEqual([
      { url: FILE, authorization: 'Bearer hf_secret', range: 'bytes=0-9' },
      { url: SIGNED, authorization: null, range: 'bytes=0-9' },
      { url: SIGNED, authorization: null, range: 'bytes=0-9' },
    ])
  })

  it('asks the Hub again when the signed address has run out', async () => {
    const { asked, fetch } = hosts(1)
    await fetch(FILE, RANGE)
    expect((await fetch(FILE, RANGE)).status).toBe(206)
    expect(asked.map(({ url }) => url)).toEqual([FILE, SIGNED, FILE])
  })

  it('asks every other host as without one, and nobody in requests whose answer cannot be read', async () => {
    const { asked, fetch } = hosts()
    await fetch('https://evil.example/datasets/a', RANGE)
    await fetch(FILE, { mode: 'no-cors' })
    expect(asked.map(({ authorization }) => authorization)).toEqual([null, null])
  })
})

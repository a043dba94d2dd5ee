import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Fetch } from '../dataset/request'
import { BYTES, failure, good, host, isHead, open, read, type Answer } from './hosts.testing'
import { problemOf } from './testing'

describe('a connection that breaks', () => {
  const breaksAfter = (bytes: number): Answer => {
    return (request, response) => {
      if (isHead(request)) return good(request, response)
      response.writeHead(206, { 'Content-Length': 100_000, 'Content-Range': `bytes 0-99999/${BYTES.length}` })
      response.flushHeaders()
      response.write(BYTES.subarray(0, bytes))
      setTimeout(() => response.socket?.resetAndDestroy(), 20)
    }
  }

  it('is told with how far it came, and not tried a third time where it broke at the same place twice', async () => {
    const { origin, gets } = await host(breaksAfter(30_000))
    const problem = await failure(origin)
    expect(problem.code).toBe('broken-off')
    expect(problem.detail).toMatch(/broke after 30.0 KB of 100 KB, each time: the file is shorter/)
    expect(gets()).toHaveLength(2)
  })

  it('does no harm after the last byte that was asked for: Content-Length may claim more', async () => {
    const { origin } = await host((request, response) => {
      if (isHead(request)) return good(request, response)
      response.writeHead(206, { 'Content-Length': 1_000_000_000, 'Content-Range': `bytes 0-999/${BYTES.length}` })
      response.write(BYTES.subarray(0, 1000))
      setTimeout(() => response.socket?.resetAndDestroy(), 20)
    })
    expect(await read(origin)).toEqual(BYTES.slice(0, 1000))
  })

  it('may break once', async () => {
    const breaks = breaksAfter(30_000)
    const { origin } = await host((request, response, asked) => (asked === 2 ? breaks(request, response, asked) : good(request, response)))
    expect(await read(origin, 0, 100_000)).toEqual(BYTES.slice(0, 100_000))
  })
})

describe('a host that answers with something else', () => {
  it('is told where it sends another part', async () => {
    const { origin } = await host((request, response) => {
      good(request, response, isHead(request) ? {} : { 'Content-Range': `bytes 7-1006/${BYTES.length}` })
    })
    expect(await failure(origin, 0, 1000)).toMatchObject({
      code: 'wrong-answer',
      detail: expect.stringContaining('from 7 on came') as string,
    })
  })

  it('is told where it packs a part that is larger than what travelled', async () => {
    const packed = gzipSync(new Uint8Array(5000))
    const { origin } = await host((request, response) => {
      if (isHead(request)) return good(request, response)
      response.writeHead(206, {
        'Content-Encoding': 'gzip',
        'Content-Length': packed.length,
        'Content-Range': `bytes 0-999/${BYTES.length}`,
      })
      response.end(packed)
    })
    expect(await failure(origin, 0, 1000)).toMatchObject({
      code: 'wrong-answer',
      detail: expect.stringContaining('Content-Encoding') as string,
    })
  })

  it('is told where ranges alone fail, as they do in browsers when they are packed', async () => {
    const { origin, gets } = await host((request, response) => {
      if (request.headers.range === undefined) good(request, response)
      else response.socket?.resetAndDestroy()
    })
    expect(await failure(origin)).toMatchObject({
      code: 'wrong-answer',
      detail: expect.stringContaining('Most often it compresses') as string,
    })
    expect(gets().length).toBeLessThanOrEqual(4)
  })

  it('does not throw, nor take memory, for headers of junk', async () => {
    for (const [length, range] of [
      ['9'.repeat(300), 'bytes 0-999/' + '9'.repeat(300)],
      ['-5', 'bytes -5--1/-7'],
      ['1e15', 'items 0-999/*'],
      ['1000000000000000', 'bytes 0-999/1000000000000000'],
    ] as const) {
      const fake: Fetch = (_, init) => {
        const headers = {
          'Content-Length': length,
          'Content-Range': range,
          ETag: '"'.repeat(5000),
          'Last-Modified': '𝕏',
          'Retry-After': 'soon',
        }
        const visible = new Headers()
        for (const [name, value] of Object.entries(headers)) if (/^[\x20-\x7e]*$/.test(value)) visible.set(name, value)
        const body = init.method === 'HEAD' ? null : BYTES.slice(0, 1000)
        return Promise.resolve(new Response(body, { status: init.method === 'HEAD' ? 200 : 206, headers: visible }))
      }
      const shard = await open(`http://junk-${length.length}.test/a`, { fetch: fake }).catch(() => null)
      if (shard) expect(await shard.read({ start: 0, end: 1000 })).toEqual(BYTES.slice(0, 1000))
    }
  })
})

describe('content that changes while it is read', () => {
  const other = BYTES.map((byte) => byte ^ 1)
  const changing = (headers: (asked: number) => Record<string, string>, bytes: (asked: number) => Uint8Array = () => BYTES) =>
    host((request, response, asked) => good(request, response, headers(asked), bytes(asked)))

  async function readTwice(origin: string) {
    const shard = await open(origin)
    await shard.read({ start: 200_000, end: 300_000 })
    return shard.read({ start: 0, end: 1000 })
  }

  it.each([
    ['ETag', (after: boolean) => ({ ETag: after ? '"b"' : '"a"' })],
    ['weak ETag', (after: boolean) => ({ ETag: after ? 'W/"b"' : 'W/"a"' })],
    ['date alone', (after: boolean) => ({ 'Last-Modified': `Mon, 0${after ? 2 : 1} Jan 2024 00:00:00 GMT` })],
  ])('is told by its %s, though of the same size', async (_, validator) => {
    const { origin } = await changing(
      (asked) => validator(asked > 2),
      (asked) => (asked > 2 ? other : BYTES),
    )
    const problem = await problemOf(readTwice(origin))
    expect(problem).toMatchObject({ code: 'changed', detail: expect.stringContaining('another content') as string })
  })

  it('is told where two copies take turns', async () => {
    const { origin } = await changing(
      (asked) => ({ ETag: asked % 2 ? '"a"' : '"b"' }),
      (asked) => (asked % 2 ? BYTES : other),
    )
    expect(await problemOf(readTwice(origin))).toMatchObject({ code: 'changed' })
  })

  it.each([
    ['of several servers', (asked: number) => ({ ETag: asked % 2 ? '"inode-1"' : '"inode-2"' }), 5],
    ['made up for each answer', (asked: number) => ({ ETag: `W/"${asked}"`, 'Last-Modified': new Date(asked * 1000).toUTCString() }), 5],
    [
      'of several servers that agree on the date',
      (asked: number) => ({ ETag: `"${asked}"`, 'Last-Modified': 'Mon, 01 Jan 2024 00:00:00 GMT' }),
      3,
    ],
    ['of a compressed HEAD', (asked: number) => ({ ETag: asked === 1 ? '"a-gzip"' : '"a"' }), 3],
    ['that cannot be seen', () => ({}), 3],
  ] as const)('is not mistaken for validators %s', async (_, headers, most) => {
    const { origin, asked } = await changing(headers)
    const shard = await open(origin)
    await shard.read({ start: 200_000, end: 300_000 })
    expect(await shard.read({ start: 0, end: 1000 })).toEqual(BYTES.slice(0, 1000))
    // It was opened, read twice, and at most proven and read again.
    expect(asked.length).toBeLessThanOrEqual(most + 3)
    const before = asked.length
    await shard.read({ start: 5, end: 9 })
    expect(asked.length).toBe(before + 1)
  })

  it('is told where a HEAD and a range disagree on its size, and a HEAD is not believed again', async () => {
    const { origin, asked } = await host((request, response) =>
      good(request, response, isHead(request) ? { 'Content-Length': '1000' } : {}),
    )
    expect(await failure(origin, 0, 1000)).toMatchObject({ code: 'changed', detail: expect.stringContaining('1.00 KB at first') as string })
    asked.length = 0
    expect(await read(origin, 200_000, 201_000)).toEqual(BYTES.slice(200_000, 201_000))
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET'])
  })
})

describe('an address that leads on', () => {
  it('is followed once a file, and again where that fails', async () => {
    let signature = 1
    const { origin, asked } = await host((request, response) => {
      if (request.url === '/a') return response.writeHead(302, { Location: `/hop?${signature}` }).end()
      if (request.url?.startsWith('/hop')) return response.writeHead(302, { Location: `/signed?${signature}` }).end()
      if (request.url !== `/signed?${signature}`) return response.writeHead(403).end()
      return good(request, response)
    })
    const shard = await open(`${origin}/a`)
    asked.length = 0
    await shard.read({ start: 0, end: 10 })
    await shard.read({ start: 10, end: 20 })
    expect(asked.map(({ url }) => url)).toEqual(['/signed?1', '/signed?1'])
    signature = 2
    asked.length = 0
    expect(await shard.read({ start: 20, end: 30 })).toEqual(BYTES.slice(20, 30))
    await shard.read({ start: 30, end: 40 })
    expect(asked.map(({ url }) => url)).toEqual(['/signed?1', '/a', '/hop?2', '/signed?2', '/signed?2'])
  })

  it('only for itself is followed each time, and tried directly no more than twice', async () => {
    let tickets = 0
    const used = new Set<string>()
    const { origin, asked } = await host((request, response) => {
      const { url = '' } = request
      if (url === '/a') return response.writeHead(302, { Location: `/once?${++tickets}` }).end()
      if (used.has(url)) return response.writeHead(404).end()
      used.add(url)
      return good(request, response)
    })
    const shard = await open(`${origin}/a`)
    for (let i = 0; i < 6; i++) expect(await shard.read({ start: i, end: i + 1 })).toEqual(BYTES.slice(i, i + 1))
    expect(asked.filter(({ url }) => url === '/a')).toHaveLength(7)
    expect(asked).toHaveLength(7 * 2 + 2)
  })
})

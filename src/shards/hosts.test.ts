import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import type { Problem } from '../dataset/problem'
import { rememberRedirects } from '../dataset/redirects'
import { openShard } from './file'
import { hostWait } from './host'
import { Meter } from './meter'
import { problemOf } from './testing'

/** Hosts that hang, stall, turn away, change and lie, over real connections. Each is a server of its own. */

const BYTES = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 3)
const PATIENCE = 120

interface Asked {
  readonly method: string
  readonly url: string
  readonly range: string | null
  readonly at: number
}

type Answer = (request: IncomingMessage, response: ServerResponse, asked: number) => void

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function host(answer: Answer) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    asked.push({ method, url, range: headers.range ?? null, at: performance.now() })
    answer(request, response, asked.length)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { asked, origin, gets: () => asked.filter(({ method }) => method === 'GET') }
}

function spanOf(request: IncomingMessage, bytes: Uint8Array): { start: number; end: number } {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  return { start: Number(from ?? 0), end: to ? Math.min(bytes.length, Number(to) + 1) : bytes.length }
}

/** A good answer; `headers` in place of its own. */
function good(request: IncomingMessage, response: ServerResponse, headers: Record<string, string> = {}, bytes = BYTES): void {
  const { start, end } = spanOf(request, bytes)
  const ranged = request.method === 'GET' && request.headers.range !== undefined
  const range = ranged ? { 'Content-Range': `bytes ${start}-${end - 1}/${bytes.length}` } : {}
  response.writeHead(ranged ? 206 : 200, { 'Content-Length': end - start, ...range, ...headers })
  response.end(request.method === 'HEAD' ? undefined : bytes.subarray(start, end))
}

const isHead = ({ method }: IncomingMessage) => method === 'HEAD'

function open(url: string, options: { readonly retryDelay?: number; readonly fetch?: typeof fetch } = {}) {
  const { fetch: asks = (input, init) => fetch(input, init) } = options
  const ref = { kind: 'remote', name: 'a', url } as const
  const send = rememberRedirects((address, init) => asks(address, init))
  return openShard(ref, { meter: new Meter(), retryDelay: options.retryDelay ?? 5, patience: PATIENCE, fetch: send })
}

async function read(url: string, start = 0, end = 1000): Promise<Uint8Array> {
  return (await open(url)).read({ start, end })
}

async function failure(url: string, start = 0, end = 100_000): Promise<Problem> {
  return problemOf(read(url, start, end))
}

describe('a host that is silent', () => {
  it('is asked twice, then told as such, by its name', async () => {
    const { origin, asked } = await host(() => undefined)
    const problem = await failure(origin)
    expect(problem).toMatchObject({ code: 'no-answer', where: origin })
    expect(problem.detail).toContain(`Nothing came from ${new URL(origin).host} for 1 second`)
    expect(asked.map(({ method }) => method)).toEqual(['HEAD', 'GET'])
  })

  it('may be silent once', async () => {
    const { origin } = await host((request, response, asked) => asked !== 2 && good(request, response))
    expect(await read(origin)).toEqual(BYTES.slice(0, 1000))
  })

  it('in mid-body is asked twice too, and told how far it came', async () => {
    const { origin, gets } = await host((request, response) => {
      if (isHead(request)) return good(request, response)
      response.writeHead(206, { 'Content-Length': 100_000, 'Content-Range': `bytes 0-99999/${BYTES.length}` })
      response.write(BYTES.subarray(0, 20_000))
    })
    const problem = await failure(origin)
    expect(problem.code).toBe('stalled')
    expect(problem.detail).toContain('sent 20.0 KB of 100 KB and then nothing')
    expect(gets()).toHaveLength(2)
  })

  it('is none as long as bytes drip, however slowly', async () => {
    const { origin } = await host((request, response) => {
      if (isHead(request)) return good(request, response)
      response.writeHead(206, { 'Content-Length': 10, 'Content-Range': `bytes 0-9/${BYTES.length}` })
      let sent = 0
      const drip = setInterval(() => {
        response.write(BYTES.subarray(sent, ++sent))
        if (sent < 10) return
        clearInterval(drip)
        response.end()
      }, PATIENCE / 2)
    })
    expect(await read(origin, 0, 10)).toEqual(BYTES.slice(0, 10))
  })

  it('for one file takes one slot from the others after its first silence, and the time in the queue does not count', async () => {
    let most = 0
    let hanging = 0
    const { origin } = await host((request, response) => {
      if (request.url === '/good' || isHead(request)) return good(request, response)
      most = Math.max(most, ++hanging)
      response.once('close', () => hanging--)
    })
    const [mute, well] = await Promise.all([open(`${origin}/mute`), open(`${origin}/good`)])
    const first = await Promise.all(Array.from({ length: 6 }, (_, i) => problemOf(mute.read({ start: i, end: i + 1 }))))
    expect(first.every(({ code }) => code === 'no-answer')).toBe(true)
    expect(most).toBe(6)
    most = 0
    const more = Array.from({ length: 6 }, (_, i) => problemOf(mute.read({ start: i, end: i + 1 })))
    expect(await well.read({ start: 5, end: 9 })).toEqual(BYTES.slice(5, 9))
    expect((await Promise.all(more)).every(({ code }) => code === 'no-answer')).toBe(true)
    // The server hears a moment later that one was ended.
    expect(most).toBeLessThanOrEqual(2)
  })
})

describe('a host that turns requests away', () => {
  it('is left alone as long as it asks, and then one request goes first', async () => {
    let from = Infinity
    const { origin, asked } = await host((request, response) => {
      if (isHead(request)) return good(request, response)
      if (from === Infinity) from = performance.now() + 990
      if (performance.now() >= from) return void setTimeout(() => good(request, response), 30)
      response.writeHead(429, { 'Retry-After': '1' }).end()
    })
    const told: unknown[] = []
    const leave = hostWait.subscribe(() => told.push(hostWait.get()))
    const shards = await Promise.all(Array.from({ length: 12 }, (_, i) => open(`${origin}/${i}`)))
    asked.length = 0
    await Promise.all(shards.map((shard) => shard.read({ start: 0, end: 4 })))
    leave()
    const early = asked.filter(({ at }) => at < from)
    const late = asked.filter(({ at }) => at >= from).map(({ at }) => at)
    expect(early.length).toBeLessThanOrEqual(6)
    expect(late).toHaveLength(12)
    expect((late[1] ?? 0) - (late[0] ?? 0)).toBeGreaterThan(20)
    expect(told).toEqual([{ host: new URL(origin).host, seconds: 1, asked: true }, null])
  })

  it('for longer than anybody waits is not asked again, for no file', async () => {
    const { origin, asked } = await host((request, response) => {
      if (isHead(request)) return good(request, response)
      response.writeHead(503, { 'Retry-After': '600' }).end()
    })
    expect(await failure(origin)).toMatchObject({
      code: 'turned-away',
      detail: expect.stringMatching(/in 10 minutes, at \d\d:\d\d/) as string,
    })
    asked.length = 0
    expect(await failure(`${origin}/other`)).toMatchObject({ code: 'turned-away', where: `${origin}/other` })
    expect(asked).toEqual([])
  })

  it('without a word of when is asked little, however many files are wanted', async () => {
    const { origin, asked } = await host((_, response) => response.writeHead(429).end())
    const problems = await Promise.all(Array.from({ length: 50 }, (_, i) => failure(`${origin}/${i}`)))
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['turned-away']))
    expect(new Set(problems.map(({ where }) => where)).size).toBe(50)
    expect(asked.length).toBeLessThan(20)
  })
})

describe('a host that is down', () => {
  it('is asked little, however many files are wanted', async () => {
    const { origin, asked } = await host((_, response) => response.writeHead(502).end())
    const problems = await Promise.all(Array.from({ length: 50 }, (_, i) => failure(`${origin}/${i}`)))
    expect(new Set(problems.map(({ code, detail }) => `${code} ${detail}`))).toEqual(new Set(['http-status 502']))
    expect(asked.length).toBeLessThan(40)
  })

  it('is asked again when somebody tries again later', async () => {
    let up = false
    const { origin } = await host((request, response) => (up ? good(request, response) : response.writeHead(502).end()))
    await Promise.all(Array.from({ length: 20 }, (_, i) => failure(`${origin}/${i}`)))
    up = true
    expect(await read(`${origin}/3`)).toEqual(BYTES.slice(0, 1000))
  })

  it('for one file keeps nobody from the others', async () => {
    const { origin } = await host((request, response) => (request.url === '/bad' ? response.writeHead(500).end() : good(request, response)))
    const good50 = Array.from({ length: 50 }, (_, i) => read(`${origin}/${i}`))
    expect(await failure(`${origin}/bad`)).toMatchObject({ code: 'http-status', detail: '500' })
    expect(await Promise.all(good50)).toHaveLength(50)
  })
})

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
      const fake: typeof fetch = (_, init) => {
        const headers = {
          'Content-Length': length,
          'Content-Range': range,
          ETag: '"'.repeat(5000),
          'Last-Modified': '𝕏',
          'Retry-After': 'soon',
        }
        const visible = new Headers()
        for (const [name, value] of Object.entries(headers)) if (/^[\x20-\x7e]*$/.test(value)) visible.set(name, value)
        const body = init?.method === 'HEAD' ? null : BYTES.slice(0, 1000)
        return Promise.resolve(new Response(body, { status: init?.method === 'HEAD' ? 200 : 206, headers: visible }))
      }
      const shard = await open(`http://junk-${length.length}.test/a`, { fetch: fake }).catch(() => null)
      if (shard) expect(await shard.read({ start: 0, end: 1000 })).toEqual(BYTES.slice(0, 1000))
    }
  })
})

describe('content that changes while it is read', () => {
  const other = BYTES.map((byte) => byte ^ 1)
  const changing = (headers: (asked: number) => Record<string, string>, bytes: (asked: number) => Uint8Array = () => BYTES) =>
    host((request, response, asked) => good(request, response, headers(asked), bytes(asked) as typeof BYTES))

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

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseRange } from './ranges'
import { png } from './png'
import { ShardServer } from './server'

const BYTES = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251)
let server: ShardServer

beforeAll(async () => {
  server = await ShardServer.start()
  server.serve('/a.parquet', BYTES)
})
beforeEach(() => server.reset())
afterAll(() => server.close())

const get = (path: string, range?: string, method = 'GET'): Promise<Response> =>
  fetch(server.origin + path, { method, redirect: 'follow', headers: range ? { Range: range } : {} })

describe('ranges', () => {
  it.each([
    [undefined, null],
    ['bytes=0-9', { start: 0, end: 10 }],
    ['bytes=90-', { start: 90, end: 100 }],
    ['bytes=90-500', { start: 90, end: 100 }],
    ['bytes=-8', { start: 92, end: 100 }],
    ['bytes=-500', { start: 0, end: 100 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=9-3', null],
    ['bytes=0-1,4-5', null],
    ['items=0-1', null],
  ])('reads %j', (header, span) => {
    expect(parseRange(header, 100)).toEqual(span)
  })

  it('stays within the body, whatever is asked', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.nat(300), (first, last, size) => {
        const span = parseRange(`bytes=${first}-${last}`, size)
        if (span === null || span === 'unsatisfiable') return
        expect(span.start).toBe(first)
        expect(span.end).toBeGreaterThan(span.start)
        expect(span.end).toBeLessThanOrEqual(size)
      }),
    )
  })
})

describe('ShardServer', () => {
  it('serves everything, a part, and nothing past the end', async () => {
    const all = await get('/a.parquet')
    expect([all.status, (await all.bytes()).length]).toEqual([200, BYTES.length])
    const part = await get('/a.parquet', 'bytes=40000-79999')
    expect([part.status, part.headers.get('Content-Range')]).toEqual([206, 'bytes 40000-79999/100000'])
    expect(await part.bytes()).toEqual(BYTES.slice(40_000, 80_000))
    expect((await get('/a.parquet', 'bytes=100000-')).status).toBe(416)
  })

  it('serves a file on disk by ranges', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'pairscope-')), 'b.parquet')
    writeFileSync(file, BYTES)
    server.serve('/b.parquet', file)
    expect(await (await get('/b.parquet', 'bytes=-5')).bytes()).toEqual(BYTES.slice(-5))
  })

  it('records each request with its range, status and bytes', async () => {
    await (await get('/a.parquet?x=1', 'bytes=0-99')).bytes()
    await get('/a.parquet', undefined, 'HEAD')
    const every = { at: expect.any(Number) as unknown, referrer: null, authorization: null }
    expect(server.requests).toEqual([
      { ...every, method: 'GET', url: '/a.parquet?x=1', range: 'bytes=0-99', status: 206, bytes: 100 },
      { ...every, method: 'HEAD', url: '/a.parquet', range: null, status: 200, bytes: 0 },
    ])
    expect(server.bytesOf(/parquet/)).toBe(100)
  })

  it('records a token that is sent, and a preflight that asks to send one', async () => {
    const sent = (headers: Record<string, string>, method = 'GET') => fetch(`${server.origin}/a.parquet`, { method, headers })
    await sent({ Authorization: 'Bearer x' })
    await sent({ 'Access-Control-Request-Headers': 'authorization,range' }, 'OPTIONS')
    await sent({ 'Access-Control-Request-Headers': 'range' }, 'OPTIONS')
    expect(server.requests.map(({ authorization }) => authorization)).toEqual(['Bearer x', 'authorization,range', null])
  })

  it('allows other pages, and says so before they ask', async () => {
    const answer = await get('/a.parquet', undefined, 'OPTIONS')
    expect([answer.status, answer.headers.get('Access-Control-Allow-Headers')]).toEqual([204, 'Authorization, Range'])
    expect((await get('/a.parquet')).headers.get('Access-Control-Allow-Origin')).toBe('*')
  })

  it('can be told to have no CORS, HEAD or Range', async () => {
    server.fault('/a.parquet', { noCors: true, noHead: true, noRange: true })
    const answer = await get('/a.parquet', 'bytes=0-9')
    expect([answer.status, answer.headers.get('Access-Control-Allow-Origin')]).toEqual([200, null])
    expect((await answer.bytes()).length).toBe(BYTES.length)
    expect((await get('/a.parquet', undefined, 'HEAD')).status).toBe(405)
    expect((await get('/a.parquet', undefined, 'OPTIONS')).status).toBe(403)
  })

  it('fails so many times, then recovers', async () => {
    server.fault('/a.parquet', { status: 503, times: 2 })
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await get('/a.parquet')).status)
    expect(statuses).toEqual([503, 503, 200])
    server.fault('/a.parquet', { status: 403 })
    expect((await get('/a.parquet')).status).toBe(403)
    expect((await get('/nothing.parquet')).status).toBe(404)
  })

  it('sends a web page in place', async () => {
    server.fault('/a.parquet', { html: true })
    const answer = await get('/a.parquet', 'bytes=-8')
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'text/html'])
  })

  it('cuts the file, or the connection', async () => {
    server.fault('/a.parquet', { cutFile: 1000 })
    expect((await (await get('/a.parquet')).bytes()).length).toBe(1000)
    server.fault('/a.parquet', { cutBody: 1000 })
    await expect(get('/a.parquet').then((answer) => answer.bytes())).rejects.toThrow()
  })

  it('redirects to a signed address, whose HEAD may be refused', async () => {
    server.fault('/a.parquet', { signed: 'get-only' })
    expect(await (await get('/a.parquet', 'bytes=3-4')).bytes()).toEqual(BYTES.slice(3, 5))
    expect((await get('/a.parquet', undefined, 'HEAD')).status).toBe(403)
  })

  it('hangs', async () => {
    server.fault('/a.parquet', { hang: true })
    await expect(fetch(`${server.origin}/a.parquet`, { signal: AbortSignal.timeout(60) })).rejects.toThrow()
  })

  it('waits and limits the bandwidth of all answers together', async () => {
    const slow = await ShardServer.start({ delayMs: 30, bitsPerSecond: 8_000_000 })
    slow.serve('/a.parquet', BYTES)
    const started = performance.now()
    await Promise.all([1, 2].map(async () => (await fetch(`${slow.origin}/a.parquet`)).bytes()))
    const ms = performance.now() - started
    await slow.close()
    // 30 ms, then 200,000 bytes at 1,000 bytes/ms.
    expect(ms).toBeGreaterThan(220)
    expect(ms).toBeLessThan(600)
  })

  it('serves the folder of an app, and nothing outside', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pairscope-'))
    writeFileSync(join(folder, 'index.html'), '<p>app')
    const app = await ShardServer.start({ folder })
    expect(await (await fetch(`${app.origin}/`)).text()).toBe('<p>app')
    expect((await fetch(`${app.origin}/..%2f..%2fetc/passwd`)).status).toBe(404)
    await app.close()
  })

  it('makes pictures, and pictures that fail', async () => {
    const picture = await get('/pictures/7.png?w=640&h=480')
    expect([picture.status, picture.headers.get('Content-Type')]).toEqual([200, 'image/png'])
    expect((await get('/pictures/dead/7.png')).status).toBe(404)
    expect((await get('/pictures/html/7.png')).headers.get('Content-Type')).toBe('text/html')
  })
})

it('writes a PNG of the size asked', () => {
  const bytes = png(3, 20, 10)
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([20, 10])
  const length = bytes.readUInt32BE(33)
  expect(inflateSync(bytes.subarray(41, 41 + length)).length).toBe((20 * 3 + 1) * 10)
})

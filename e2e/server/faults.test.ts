import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Faults } from './faults'
import { ShardServer } from './server'

const BYTES = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251)
let server: ShardServer

beforeAll(async () => {
  server = await ShardServer.start()
  server.serve('/a.parquet', BYTES)
  server.serve(
    '/b.parquet',
    BYTES.map((byte) => 255 - byte),
  )
})
beforeEach(() => server.reset())
afterAll(() => server.close())

const get = (range?: string, method = 'GET'): Promise<Response> =>
  fetch(`${server.origin}/a.parquet`, { method, headers: range ? { Range: range } : {}, signal: AbortSignal.timeout(300) })

/** Status, Content-Range and bytes of an answer to `bytes=10-19`. */
async function tenBytes(faults: Faults): Promise<readonly [number, string | null, readonly number[]]> {
  server.fault('/a.parquet', faults)
  const answer = await get('bytes=10-19')
  return [answer.status, answer.headers.get('Content-Range'), [...(await answer.bytes())]]
}

const from = (start: number, end: number): number[] => [...BYTES.slice(start, end)]

describe('ranges that are not what was asked for', () => {
  it.each<[string, Faults, number, string | null, readonly number[]]>([
    ['nothing wrong', {}, 206, 'bytes 10-19/100000', from(10, 20)],
    ['a byte off', { rangeOff: [1, 1] }, 206, 'bytes 11-20/100000', from(11, 21)],
    ['a byte short', { rangeOff: [0, -1] }, 206, 'bytes 10-18/100000', from(10, 19)],
    ['without Content-Range', { contentRange: 'absent' }, 206, null, from(10, 20)],
    ['with a false Content-Range', { contentRange: 'wrong' }, 206, 'bytes 11-20/100000', from(10, 20)],
    ['too long', { extraBytes: 5 }, 206, 'bytes 10-19/100000', from(10, 25)],
    ['too short', { extraBytes: -5 }, 206, 'bytes 10-19/100000', from(10, 15)],
    ['packed', { gzip: true }, 206, 'bytes 10-19/100000', from(10, 20)],
    ['refused', { rangeStatus: 416 }, 416, null, []],
    ['of a file cut off', { cutFile: 15 }, 206, 'bytes 10-14/15', from(10, 15)],
  ])('%s', async (_, faults, ...expected) => {
    expect(await tenBytes(faults)).toEqual(expected)
  })

  it('as parts of several', async () => {
    server.fault('/a.parquet', { multipart: true })
    const answer = await get('bytes=10-19')
    expect(answer.headers.get('Content-Type')).toMatch(/^multipart\/byteranges; boundary=/)
    expect(await answer.text()).toContain('Content-Range: bytes 10-19/100000')
  })

  it('of bytes that mean nothing, and fit together', async () => {
    const [, , bytes] = await tenBytes({ garbage: true })
    expect(bytes).not.toEqual(from(10, 20))
    expect([...(await (await get('bytes=12-19')).bytes())]).toEqual(bytes.slice(2))
  })
})

describe('a file that changes', () => {
  it('from a request on', async () => {
    server.fault('/a.parquet', { becomes: { path: '/b.parquet', when: 2 } })
    const firsts: (number | undefined)[] = []
    for (let i = 0; i < 4; i++) firsts.push((await (await get('bytes=0-0')).bytes())[0])
    expect(firsts).toEqual([0, 0, 255, 255])
  })

  it('with every other answer', async () => {
    server.fault('/a.parquet', { becomes: { path: '/b.parquet', when: 'every-other' } })
    const tags: (string | null)[] = []
    for (let i = 0; i < 4; i++) tags.push((await get('bytes=0-0')).headers.get('ETag'))
    expect(new Set(tags).size).toBe(2)
    expect(tags[0]).toBe(tags[2])
  })

  it('has a date, a weak tag or nothing to be known by', async () => {
    const heads: (string | null)[][] = []
    for (const validator of ['date', 'weak', 'none'] as const) {
      server.fault('/a.parquet', { validator })
      const { headers } = await get()
      heads.push([headers.get('ETag'), headers.get('Last-Modified')])
    }
    expect(heads).toEqual([
      [null, 'Tue, 24 Nov 2026 08:00:00 GMT'],
      ['W/"server-0"', null],
      [null, null],
    ])
  })
})

describe('connections', () => {
  it.each<[string, Faults]>([
    ['reset', { reset: true }],
    ['reset behind the headers', { cutBody: 0, breaks: 'reset' }],
    ['reset in mid-body', { cutBody: 5, breaks: 'reset' }],
    ['stalled in mid-body', { cutBody: 5, breaks: 'stall' }],
    ['ended before the length that was said', { lengthOff: 50 }],
  ])('%s: no whole body', async (_, faults) => {
    server.fault('/a.parquet', faults)
    await expect(get('bytes=10-19').then((answer) => answer.bytes())).rejects.toThrow()
  })

  it('drip', async () => {
    server.fault('/a.parquet', { drip: { bytes: 2, everyMs: 10 } })
    const started = performance.now()
    expect([...(await (await get('bytes=10-19')).bytes())]).toEqual(from(10, 20))
    expect(performance.now() - started).toBeGreaterThan(35)
  })
})

describe('redirects', () => {
  it('lead on so many times, or for ever', async () => {
    server.fault('/a.parquet', { hops: 5 })
    expect((await get()).url).toContain('?hop=5')
    expect(server.requests).toHaveLength(6)
    server.fault('/a.parquet', { hops: Infinity })
    await expect(get()).rejects.toThrow()
    server.fault('/a.parquet', { redirect: `${server.origin}/b.parquet` })
    expect((await get('bytes=0-0')).url).toContain('/b.parquet')
  })

  it('to a signature that runs out', async () => {
    server.fault('/a.parquet', { signed: 'both', signedFor: 2 })
    const { url } = await get('bytes=0-0')
    const statuses: number[] = []
    for (let i = 0; i < 3; i++) statuses.push((await fetch(url)).status)
    expect(statuses).toEqual([200, 403, 403])
    expect((await get()).status).toBe(200)
  })
})

it('says when to come back, and lies about lengths and CORS to HEAD alone', async () => {
  server.fault('/a.parquet', { status: 429, retryAfter: 2, times: 1 })
  const answer = await get()
  expect([answer.status, answer.headers.get('Retry-After'), (await get()).status]).toEqual([429, '2', 200])
  server.fault('/a.parquet', { noCors: 'head', headOff: -7 })
  const head = await get(undefined, 'HEAD')
  expect([head.headers.get('Content-Length'), head.headers.get('Access-Control-Allow-Origin')]).toEqual(['99993', null])
  expect((await get()).headers.get('Access-Control-Allow-Origin')).toBe('*')
})

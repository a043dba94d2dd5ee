import { describe, expect, it } from 'vitest'
import type { Problem } from '../dataset/problem'
import { openShard, type OpenOptions, type ShardFile } from './file'
import { readFooter } from './footer'
import { Meter } from './meter'
import { fakeHost, ioOf, parquet, problemOf, type HostRules } from './testing'

const bytes = parquet({
  columnData: [{ name: 'url', type: 'STRING', data: Array.from({ length: 500 }, (_, i) => `https://x.org/${i}.jpg`) }],
})
/** Of the newest host: each has its own, for what one does to those that wait for it. */
let url = ''
let hosts = 0

function open(rules: HostRules, options: Partial<OpenOptions> = {}) {
  const host = fakeHost({ bytes, ...rules })
  const meter = new Meter()
  url = `https://host-${++hosts}.test/a.parquet?sig=1`
  const shard = openShard({ kind: 'remote', name: 'a', url }, { meter, fetch: host.fetch, retryDelay: 1, ...options })
  return { shard, meter, ...host }
}

async function firstBytes(rules: HostRules, options?: Partial<OpenOptions>): Promise<Uint8Array> {
  return (await open(rules, options).shard).read({ start: 0, end: 4 })
}

const asks = (requests: readonly { method: string; range: string | null }[]) =>
  requests.map(({ method, range }) => (range ? `${method} ${range}` : method))

describe('opening a remote shard finds its size', () => {
  it('by HEAD, in one request', async () => {
    const { shard, requests } = open({})
    expect((await shard).byteLength).toBe(bytes.length)
    expect(asks(requests)).toEqual(['HEAD'])
  })

  it.each([403, 405, 501, 404, 'silent'] as const)('by the first byte, where HEAD answers %s', async (head) => {
    const { shard, requests } = open({ head })
    expect((await shard).byteLength).toBe(bytes.length)
    expect(asks(requests)).toEqual(['HEAD', 'GET bytes=0-0'])
  })

  it('by the length of everything, where Content-Range is hidden', async () => {
    const { shard, requests } = open({ head: 405, hideContentRange: true })
    expect((await shard).byteLength).toBe(bytes.length)
    expect(asks(requests)).toEqual(['HEAD', 'GET bytes=0-0', 'GET bytes=0-'])
  })

  it('and says so where no size can be had', async () => {
    expect(await problemOf(open({ head: 405, hideContentRange: true, hideLength: true }).shard)).toMatchObject({ code: 'no-range' })
  })
})

describe('reading', () => {
  it('brings exactly the range, and counts requests and bytes as they come', async () => {
    const { shard, meter, requests } = open({})
    expect(await (await shard).read({ start: 10, end: 30 })).toEqual(bytes.slice(10, 30))
    expect(asks(requests)).toEqual(['HEAD', 'GET bytes=10-29'])
    expect([meter.requests, meter.bytes]).toEqual([2, 20])
  })

  it('asks nothing for an empty range', async () => {
    const { shard, requests } = open({})
    expect(await (await shard).read({ start: 9, end: 9 })).toHaveLength(0)
    expect(requests).toHaveLength(1)
  })

  it.each([[[503]], [[429, 500]], [['network']], [['network', 502]]] as const)('tries again after %j', async (failures) => {
    expect(await firstBytes({ failures })).toEqual(bytes.slice(0, 4))
  })

  it('gives up after two more tries', async () => {
    expect(await problemOf(firstBytes({ failures: [500, 500, 500] }))).toMatchObject({ code: 'http-status', detail: '500' })
  })

  it('gives up after three more tries where the host turns requests away', async () => {
    expect(await problemOf(firstBytes({ failures: [503, 429, 503, 503] }))).toMatchObject({
      code: 'turned-away',
      detail: expect.stringContaining('turned away every try (503)') as string,
    })
  })

  it('keeps to six requests at a time', async () => {
    let now = 0
    let most = 0
    const host = fakeHost({ bytes })
    const slow: typeof fetch = async (input, init) => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 2))
      now--
      return host.fetch(input, init)
    }
    const shard = await open({}, { fetch: slow }).shard
    await Promise.all(Array.from({ length: 20 }, (_, i) => shard.read({ start: i, end: i + 1 })))
    expect(most).toBe(6)
  })

  it('rejects with the reason of an abort, waiting or not', async () => {
    const shard = await open({ failures: [503, 503, 503] }, { retryDelay: 10_000 }).shard
    const controller = new AbortController()
    const read = shard.read({ start: 0, end: 1 }, controller.signal)
    setTimeout(() => controller.abort(new Error('enough')), 5)
    await expect(read).rejects.toThrow('enough')
    await expect(shard.read({ start: 0, end: 1 }, controller.signal)).rejects.toThrow('enough')
  })
})

describe('a host without Range support', () => {
  it('is told by its first answer, with the size of the file', async () => {
    expect(await problemOf(firstBytes({ noRange: true }))).toEqual({
      code: 'no-range',
      where: url,
      detail: expect.stringMatching(/^[\d.]+ KB$/) as string,
    })
    expect(await problemOf(open({ noRange: true, head: 405 }).shard)).toMatchObject({ code: 'no-range' })
  })

  it('is read whole once that is agreed to', async () => {
    const { shard, meter } = open({ noRange: true }, { wholeFile: true })
    expect(await (await shard).read({ start: 5, end: 25 })).toEqual(bytes.slice(5, 25))
    expect(meter.bytes).toBe(bytes.length)
  })

  it('is read by ranges after all where it can', async () => {
    const { shard, meter } = open({}, { wholeFile: true })
    await (await shard).read({ start: 5, end: 25 })
    expect(meter.bytes).toBeLessThan(25)
  })

  it('may send all of a file when all of it was asked for', async () => {
    const shard = await open({ noRange: true }).shard
    expect(await shard.read({ start: 0, end: bytes.length })).toEqual(bytes)
  })
})

describe('problems are told apart', () => {
  const page = new TextEncoder().encode(`<!doctype html>${'<p>Sign in</p>'.repeat(30)}`)
  const footer = async (rules: HostRules) => readFooter(await open(rules).shard)

  it.each<[Problem['code'], string, HostRules, string?]>([
    ['no-cors', 'a host that withholds its answer', { noCors: true }],
    ['unreachable', 'silence', { unreachable: true }],
    ['forbidden', 'status 403', { head: 403, failures: [403] }, '403'],
    ['forbidden', 'status 401', { head: 401, failures: [401] }, '401'],
    ['not-found', 'status 404', { head: 404, failures: [404] }, '404'],
    ['not-found', 'status 410', { head: 410, failures: [410] }, '410'],
    ['http-status', 'another status', { head: 418, failures: [418] }, '418'],
    ['broken-off', 'a short body', { cutBody: 3 }],
    ['truncated', 'a short answer', { cutBody: 3, hideLength: true }],
    ['changed', 'another size in a later answer', { total: 1_000_000 }],
    ['other-kind', 'a web page', { bytes: page, contentType: 'text/html' }, 'page'],
    ['other-kind', 'a web page under a false type', { bytes: page }, 'page'],
    ['other-kind', 'a web page without Range', { bytes: page, contentType: 'text/html', noRange: true, head: 'silent' }, 'page'],
    ['other-kind', 'nothing', { bytes: new Uint8Array(0) }, 'empty'],
  ])('%s from %s', async (code, _, rules, detail) => {
    expect(await problemOf(footer(rules))).toMatchObject({ code, where: url, ...(detail ? { detail } : {}) })
  })

  it('changed, when a range is past the end', async () => {
    const shard = await open({ bytes: bytes.slice(0, 50) }).shard
    const longer: ShardFile = await open({ bytes }).shard
    expect(await problemOf(longer.read({ start: 0, end: 1e9 }))).toMatchObject({ code: 'truncated' })
    expect(await problemOf(shard.read({ start: 60, end: 70 }))).toMatchObject({ code: 'truncated' })
    let size = bytes.length
    const shrinking: typeof fetch = (input, init) => fakeHost({ bytes: bytes.slice(0, size) }).fetch(input, init)
    const shrunk = await open({}, { fetch: shrinking }).shard
    size = 20
    expect(await problemOf(shrunk.read({ start: 100, end: 200 }))).toMatchObject({ code: 'changed' })
  })

  it('bad-source, for no URL at all', async () => {
    expect(await problemOf(openShard({ kind: 'remote', name: 'a', url: 'http://' }, ioOf()))).toMatchObject({
      code: 'bad-source',
    })
  })

  it('does not mistake a Parquet file served as HTML', async () => {
    expect((await footer({ contentType: 'text/html' })).rows).toBe(500)
  })
})

describe('a dropped file', () => {
  const local = () => openShard({ kind: 'local', name: 'mine.parquet', file: new File([bytes], 'mine.parquet') }, ioOf())

  it('is read in slices', async () => {
    const shard = await local()
    expect(shard.byteLength).toBe(bytes.length)
    expect(await shard.read({ start: 4, end: 9 })).toEqual(bytes.slice(4, 9))
  })

  it('that was written over is told as changed', async () => {
    const file = new File([bytes], 'mine.parquet')
    file.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError')) }) as Blob
    const shard = await openShard({ kind: 'local', name: 'mine.parquet', file }, ioOf())
    expect(await problemOf(shard.read({ start: 0, end: 4 }))).toMatchObject({ code: 'changed', where: 'mine.parquet' })
  })
})

import { describe, expect, it } from 'vitest'
import { hostWait } from './host'
import { BYTES, failure, good, host, isHead, open, PATIENCE, read } from './hosts.testing'
import { problemOf } from './testing'

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

import { describe, expect, it } from 'vitest'
import { ask, bodyText, textIf } from './download'
import { ProblemError, type Problem } from './problem'
import { retryAfter, type Fetch } from './request'

const URL_OF_IT = 'https://lists.example/list.txt'
const { signal } = new AbortController()
const PATIENCE = 20

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProblemError)) throw new Error(`No problem: ${String(error)}`)
  return error.problem
}

function asking(answer: (init: RequestInit) => Promise<Response>) {
  const asked: RequestInit[] = []
  const fetch: Fetch = (_, init) => {
    asked.push(init)
    return answer(init)
  }
  return { asked, answer: ask(URL_OF_IT, fetch, signal, {}, PATIENCE) }
}

const never = (init: RequestInit): Promise<Response> =>
  new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)))

/** One piece of text, and then nothing, or an end of its kind. */
function body(then: (stream: ReadableStreamDefaultController<Uint8Array>) => unknown): Response {
  return new Response(
    new ReadableStream<Uint8Array>({
      start: (stream) => stream.enqueue(new TextEncoder().encode('a line\n')),
      pull: async (stream) => {
        await then(stream)
      },
    }),
  )
}

describe('asking for a list', () => {
  it('tells nobody who asks, nor from where', async () => {
    const { asked, answer } = asking(() => Promise.resolve(new Response('x')))
    await answer
    expect(asked).toEqual([expect.objectContaining({ credentials: 'omit', referrerPolicy: 'no-referrer' })])
  })

  it('asks a silent host twice and tells that it is', async () => {
    const { asked, answer } = asking(never)
    expect(await problemOf(answer)).toMatchObject({
      code: 'no-answer',
      detail: 'Nothing came from lists.example for 1 second, nor when it was asked again.',
    })
    expect(asked).toHaveLength(2)
    expect(asked.every((init) => init.signal?.aborted)).toBe(true)
  })

  it.each([
    ['no-cors', (init: RequestInit) => init.mode === 'no-cors'],
    ['redirects', (init: RequestInit) => init.redirect === 'manual'],
    ['unreachable', () => false],
  ] as const)('tells %s by what is answered', async (code, answers) => {
    const led = Object.defineProperty(new Response(), 'type', { value: 'opaqueredirect' })
    const { answer } = asking((init) => (answers(init) ? Promise.resolve(led) : Promise.reject(new TypeError('Failed to fetch'))))
    expect(await problemOf(answer)).toMatchObject({ code, where: URL_OF_IT })
  })

  it('says when a busy host wants to be asked again', async () => {
    const busy = (headers: HeadersInit) => problemOf(asking(() => Promise.resolve(new Response('', { status: 429, headers }))).answer)
    expect((await busy({ 'Retry-After': '90' })).detail).toBe('lists.example asks to come back in 90 seconds (429).')
    expect(await busy({})).toMatchObject({ code: 'turned-away', detail: expect.stringContaining('does not say when') as string })
  })
})

describe('the text of a list', () => {
  it('that stops coming is told with how far it came', async () => {
    const stalled = body(() => new Promise(() => undefined))
    expect(await problemOf(bodyText(URL_OF_IT, stalled, signal, PATIENCE))).toMatchObject({
      code: 'stalled',
      detail: 'lists.example sent 7 B and then nothing for 1 second.',
    })
  })

  it('whose connection breaks is told too', async () => {
    const broken = body((stream) => stream.error(new TypeError('network error')))
    expect(await problemOf(textIf(URL_OF_IT, broken, signal, 100, () => true, PATIENCE))).toMatchObject({
      code: 'broken-off',
      detail: 'The connection to lists.example broke after 7 B.',
    })
  })

  it('is read no further than it takes to know that it is not wanted', async () => {
    let pulled = 0
    const endless = new Response(
      new ReadableStream<Uint8Array>({
        pull: (stream) => {
          pulled++
          stream.enqueue(new Uint8Array(40_000).fill(120))
        },
      }),
    )
    expect(await textIf(URL_OF_IT, endless, signal, 1e6, () => false)).toBeNull()
    expect(pulled).toBeLessThan(5)
  })
})

describe('Retry-After', () => {
  const NOW = Date.parse('Tue, 24 Nov 2026 20:00:00 GMT')
  it.each([
    ['20', 20_000],
    ['0', 0],
    ['Tue, 24 Nov 2026 20:01:00 GMT', 60_000],
    ['Tue, 24 Nov 2026 19:00:00 GMT', 0],
    ['soon', null],
    ['-5', null],
    ['1e9', null],
    ['9'.repeat(40), null],
    ['', null],
  ])('of %j', (text, ms) => {
    expect(retryAfter(new Response('', { headers: { 'Retry-After': text } }), NOW)).toBe(ms)
  })
})

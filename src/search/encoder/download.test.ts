import { describe, expect, it } from 'vitest'
import type { Fetch } from '../../dataset/request'
import { ProblemError } from '../../dataset/problem'
import { download } from './download'
import { MissingFile } from './missing'

const URL_OF_IT = 'https://models.example/onnx/text_model.onnx'

function fetching(response: () => Response): Fetch {
  return () => Promise.resolve(response())
}

function get(
  fetch: Fetch,
  expected: number | null = null,
  signal = new AbortController().signal,
  seen: (readonly [number, number | null])[] = [],
) {
  return download(URL_OF_IT, { expected, signal, onProgress: (bytes, total) => seen.push([bytes, total]) }, fetch)
}

async function detailOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProblemError)) throw new Error(`No problem: ${String(error)}`)
  expect(error.problem).toMatchObject({ code: 'model', where: URL_OF_IT })
  return error.problem.detail ?? ''
}

function streamed(...pieces: readonly number[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const length of pieces) controller.enqueue(new Uint8Array(length).fill(7))
      controller.close()
    },
  })
}

describe('a download', () => {
  it('tells bytes as they come', async () => {
    const seen: (readonly [number, number | null])[] = []
    const bytes = await get(
      fetching(() => new Response(streamed(3, 5), { headers: { 'content-length': '8' } })),
      null,
      undefined,
      seen,
    )
    expect([...bytes]).toEqual(Array(8).fill(7))
    expect(seen).toEqual([
      [0, 8],
      [3, 8],
      [8, 8],
    ])
  })

  it('takes a file of unstated length, or of more than was stated for what travelled compressed', async () => {
    const seen: (readonly [number, number | null])[] = []
    expect(
      await get(
        fetching(() => new Response(streamed(700_000, 700_000))),
        null,
        undefined,
        seen,
      ),
    ).toHaveLength(1_400_000)
    expect(seen.at(-1)).toEqual([1_400_000, null])
    expect(await get(fetching(() => new Response(streamed(9, 9), { headers: { 'content-length': '4' } })))).toHaveLength(18)
  })

  it.each([
    [404, /has no file at .*\(404\)/],
    [403, /refused access/],
    [503, /error \(503\)/],
  ])('says what status %d means', async (status, sentence) => {
    expect(await detailOf(get(fetching(() => new Response('no', { status }))))).toMatch(sentence)
  })

  it('knows a missing file from other faults', async () => {
    await expect(get(fetching(() => new Response('', { status: 404 })))).rejects.toBeInstanceOf(MissingFile)
    await expect(get(fetching(() => new Response('', { status: 500 })))).rejects.not.toBeInstanceOf(MissingFile)
  })

  it('refuses a web page', async () => {
    expect(
      await detailOf(get(fetching(() => new Response('<html>', { headers: { 'content-type': 'text/html; charset=utf-8' } })))),
    ).toMatch(/web page/)
  })

  it('refuses a file that is cut off', async () => {
    expect(await detailOf(get(fetching(() => new Response(streamed(3), { headers: { 'content-length': '8' } }))))).toMatch(
      /cut off: 3 of 8 bytes/,
    )
    expect(
      await detailOf(
        get(
          fetching(() => new Response(streamed(3))),
          8,
        ),
      ),
    ).toMatch(/3 bytes and should have 8/)
    expect(
      await detailOf(
        get(fetching(() => new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError('network error')) })))),
      ),
    ).toMatch(/broke off/)
  })

  it('refuses a file that no browser could run before it comes', async () => {
    expect(await detailOf(get(fetching(() => new Response(streamed(3), { headers: { 'content-length': '5000000000' } }))))).toMatch(
      /larger than 1 GB/,
    )
  })

  it('tells a host without CORS from one that does not answer', async () => {
    const withoutCors: Fetch = (_, { mode }) =>
      mode === 'no-cors' ? Promise.resolve(new Response()) : Promise.reject(new TypeError('Failed to fetch'))
    expect(await detailOf(get(withoutCors))).toMatch(/models\.example answers, but does not let other pages read/)
    expect(await detailOf(get(() => Promise.reject(new TypeError('Failed to fetch'))))).toMatch(/did not answer/)
  })

  it('ends with a host that is silent, before an answer and in the middle of one', async () => {
    const signal = new AbortController().signal
    const silent = (fetch: Fetch) =>
      detailOf(download(URL_OF_IT, { expected: null, signal, onProgress: () => undefined, patience: 20 }, fetch))
    let asked = 0
    const never: Fetch = (_, init) => {
      asked++
      return new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)))
    }
    expect(await silent(never)).toMatch(/^Nothing came from models\.example for 1 second, nor when it was asked again\.$/)
    expect(asked).toBe(2)
    const stalling = new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(3)) })
    expect(await silent(fetching(() => new Response(stalling)))).toMatch(/models\.example stopped in the middle of the file/)
  })

  it('rejects with the signal’s reason when it is cancelled', async () => {
    const controller = new AbortController()
    const slow: Fetch = (_, { signal }) =>
      Promise.resolve(
        new Response(new ReadableStream({ start: (stream) => signal?.addEventListener('abort', () => stream.error(signal.reason)) })),
      )
    const asked = get(slow, null, controller.signal)
    controller.abort()
    await expect(asked).rejects.toBe(controller.signal.reason)
  })
})

import type { Fetch } from '../../dataset/request'
import { ProblemError } from '../../dataset/problem'
import { MissingFile } from './missing'

/** No file of a text encoder is as large, and WASM could not take it. */
const MAX_BYTES = 2 ** 30
const FIRST_BYTES = 2 ** 20

export interface DownloadOptions {
  /** What the file's length must be, where that is known. */
  readonly expected: number | null
  readonly signal: AbortSignal
  /** Bytes so far, and of how many; null when unknown. */
  readonly onProgress: (bytes: number, total: number | null) => void
}

/** Fetches a model's file whole. Rejects with ProblemError (`model`), MissingFile among them, or with the signal's reason. */
export async function download(
  url: string,
  { expected, signal, onProgress }: DownloadOptions,
  fetch: Fetch,
): Promise<Uint8Array<ArrayBuffer>> {
  const fail = (detail: string) => new ProblemError({ code: 'model', where: url, detail })
  let response: Response
  try {
    response = await fetch(url, { signal })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ProblemError) throw error
    throw fail(
      (await answersAtAll(url, signal, fetch))
        ? `${hostOf(url)} answers, but does not let other pages read the file: it sends no CORS header.`
        : `${hostOf(url)} did not answer: it may be down, its name misspelt, or you offline.`,
    )
  }
  const { status } = response
  if (status === 404 || status === 410) throw new MissingFile(url, `${hostOf(url)} has no file at ${url} (${status}).`)
  if (status === 401 || status === 403) throw fail(`${hostOf(url)} refused access to ${url} (${status}).`)
  if (!response.ok || !response.body) throw fail(`${hostOf(url)} answered with an error (${status}).`)
  if (/^text\/html\b/i.test(response.headers.get('content-type') ?? ''))
    throw fail('A web page came in place of the file, often a login or an error page.')

  const header = Number(response.headers.get('content-length') ?? NaN)
  const stated = expected ?? (Number.isSafeInteger(header) && header > 0 ? header : null)
  if ((stated ?? 0) > MAX_BYTES) throw fail('The file is larger than 1 GB: more than a browser can run.')
  const bytes = await readAll(response.body, stated, onProgress).catch((error: unknown) => {
    signal.throwIfAborted()
    throw error instanceof ProblemError
      ? fail(error.problem.detail ?? '')
      : fail('The connection broke off before the whole file was there.')
  })
  if (expected !== null && bytes.length !== expected)
    throw fail(`The file has ${bytes.length} bytes and should have ${expected}: it is cut off or another version.`)
  // A compressed answer states the length of what travelled, which is less.
  if (stated !== null && bytes.length < stated) throw fail(`The file is cut off: ${bytes.length} of ${stated} bytes came.`)
  return bytes
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  stated: number | null,
  onProgress: DownloadOptions['onProgress'],
): Promise<Uint8Array<ArrayBuffer>> {
  let buffer = new Uint8Array(stated ?? FIRST_BYTES)
  let length = 0
  const reader = body.getReader()
  onProgress(0, stated)
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return buffer.length === length ? buffer : buffer.slice(0, length)
    if (length + value.length > MAX_BYTES) {
      await reader.cancel()
      throw new ProblemError({ code: 'model', where: '', detail: 'The file does not end within 1 GB: more than a browser can run.' })
    }
    if (length + value.length > buffer.length) {
      const grown = new Uint8Array(Math.min(MAX_BYTES, 2 * (length + value.length)))
      grown.set(buffer.subarray(0, length))
      buffer = grown
    }
    buffer.set(value, length)
    length += value.length
    onProgress(length, stated !== null && length <= stated ? stated : null)
  }
}

/** Browsers report a missing CORS header like a dead host; an opaque request tells them apart. */
async function answersAtAll(url: string, signal: AbortSignal, fetch: Fetch): Promise<boolean> {
  try {
    await fetch(url, { mode: 'no-cors', signal })
    return true
  } catch {
    signal.throwIfAborted()
    return false
  }
}

function hostOf(url: string): string {
  return new URL(url).host
}

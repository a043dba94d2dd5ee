import { seconds } from '../../dataset/interruptions'
import { ProblemError } from '../../dataset/problem'
import { answerWithin, hostOf, PATIENCE, pieces, type Fetch } from '../../dataset/request'
import { Silence } from '../../flow/patience'
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
  /** Milliseconds without a byte after which the host counts as silent. */
  readonly patience?: number
}

/** Fetches a model's file whole. Rejects with ProblemError (`model`), MissingFile among them, or with the signal's reason. */
export async function download(
  url: string,
  { expected, signal, onProgress, patience = PATIENCE }: DownloadOptions,
  fetch: Fetch,
): Promise<Uint8Array<ArrayBuffer>> {
  const fail = (detail: string) => new ProblemError({ code: 'model', where: url, detail })
  const ask = () => answerWithin(patience, fetch, url, { signal })
  let response: Response
  try {
    // A silent host is asked once more.
    response = await ask().catch((error: unknown) => {
      if (error instanceof Silence) return ask()
      throw error
    })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ProblemError) throw error
    if (error instanceof Silence) throw fail(`Nothing came from ${hostOf(url)} for ${seconds(patience)}, nor when it was asked again.`)
    throw fail(
      (await answersAtAll(url, patience, signal, fetch))
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
  const bytes = await readAll(response, stated, patience, onProgress).catch((error: unknown) => {
    signal.throwIfAborted()
    if (error instanceof ProblemError) throw fail(error.problem.detail ?? '')
    throw fail(
      error instanceof Silence
        ? `${hostOf(url)} stopped in the middle of the file: nothing came for ${seconds(patience)}.`
        : 'The connection broke off before the whole file was there.',
    )
  })
  if (expected !== null && bytes.length !== expected)
    throw fail(`The file has ${bytes.length} bytes and should have ${expected}: it is cut off or another version.`)
  // A compressed answer states the length of what travelled, which is less.
  if (stated !== null && bytes.length < stated) throw fail(`The file is cut off: ${bytes.length} of ${stated} bytes came.`)
  return bytes
}

async function readAll(
  response: Response,
  stated: number | null,
  patience: number,
  onProgress: DownloadOptions['onProgress'],
): Promise<Uint8Array<ArrayBuffer>> {
  let buffer = new Uint8Array(stated ?? FIRST_BYTES)
  let length = 0
  onProgress(0, stated)
  for await (const piece of pieces(response, patience)) {
    if (length + piece.length > MAX_BYTES)
      throw new ProblemError({ code: 'model', where: '', detail: 'The file does not end within 1 GB: more than a browser can run.' })
    if (length + piece.length > buffer.length) {
      const grown = new Uint8Array(Math.min(MAX_BYTES, 2 * (length + piece.length)))
      grown.set(buffer.subarray(0, length))
      buffer = grown
    }
    buffer.set(piece, length)
    length += piece.length
    onProgress(length, stated !== null && length <= stated ? stated : null)
  }
  return buffer.length === length ? buffer : buffer.slice(0, length)
}

/** Browsers report a missing CORS header like a dead host; an opaque request tells them apart. */
async function answersAtAll(url: string, patience: number, signal: AbortSignal, fetch: Fetch): Promise<boolean> {
  try {
    await answerWithin(patience, fetch, url, { mode: 'no-cors', signal })
    return true
  } catch {
    signal.throwIfAborted()
    return false
  }
}

import { ProblemError } from './problem'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** A listing is asked for by nobody in particular, from nowhere in particular. */
export const ANONYMOUS = { credentials: 'omit', referrerPolicy: 'no-referrer' } as const satisfies RequestInit

/**
 * Asks for one address, whatever the status of the answer. Rejects with ProblemError where nothing comes back, or with the signal's
 * reason.
 */
export async function ask(url: string, fetch: Fetch, signal: AbortSignal, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ProblemError) throw error
    throw new ProblemError({ code: (await answersAtAll(url, fetch, { ...init, signal })) ? 'no-cors' : 'unreachable', where: url })
  }
}

/** The problem of an answer that is not a success. */
export function statusProblem(url: string, status: number): ProblemError {
  const code = status === 401 || status === 403 ? 'forbidden' : status === 404 || status === 410 ? 'not-found' : 'http-status'
  return new ProblemError({ code, where: url, detail: String(status) })
}

/** The whole text of an answer. Rejects with ProblemError when the connection is lost, or with the signal's reason. */
export async function bodyText(url: string, response: Response, signal: AbortSignal): Promise<string> {
  return response.text().catch(() => {
    signal.throwIfAborted()
    throw new ProblemError({ code: 'unreachable', where: url })
  })
}

/** Browsers report a missing CORS header like a dead host; an opaque request tells them apart. */
async function answersAtAll(url: string, fetch: Fetch, init: RequestInit & { readonly signal: AbortSignal }): Promise<boolean> {
  try {
    await fetch(url, { ...init, mode: 'no-cors' })
    return true
  } catch {
    init.signal.throwIfAborted()
    return false
  }
}

/** What tells of a long text what it is. */
export const BEGINNING = 64 * 1024

/**
 * The whole text of an answer, at most `most` characters of it and one piece more, where its beginning is wanted. Else null, and no more
 * is fetched than tells. Rejects with ProblemError when the connection is lost, or with the signal's reason.
 */
export async function textIf(
  url: string,
  response: Response,
  signal: AbortSignal,
  most: number,
  wanted: (beginning: string) => boolean,
): Promise<string | null> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  let known = false
  for (;;) {
    const { done, value } = (await reader?.read().catch(() => {
      signal.throwIfAborted()
      throw new ProblemError({ code: 'unreachable', where: url })
    })) ?? { done: true, value: undefined }
    text += value ?? ''
    if (!known && (done || text.length >= BEGINNING)) {
      known = wanted(text.slice(0, BEGINNING))
      if (!known) {
        void reader?.cancel().catch(() => undefined)
        return null
      }
    }
    if (done) return text
    if (text.length > most) {
      void reader?.cancel().catch(() => undefined)
      return text
    }
  }
}

import { Silence, within } from '../flow/patience'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Whatever is asked for is asked by nobody in particular, from nowhere in particular. */
export const ANONYMOUS = { credentials: 'omit', referrerPolicy: 'no-referrer' } as const satisfies RequestInit

/** Milliseconds that a host may take to answer, and from one piece of a body to the next. A slow host that goes on is never ended. */
export const PATIENCE = 15_000

/** The answer, once its headers are there. Rejects with {@link Silence} after `ms` and ends the request; else as `fetch` does. */
export async function answerWithin(ms: number, fetch: Fetch, url: string, init: RequestInit): Promise<Response> {
  const late = new AbortController()
  const signal = init.signal ? AbortSignal.any([init.signal, late.signal]) : late.signal
  try {
    return await within(fetch(url, { ...init, signal }), ms)
  } catch (error) {
    if (error instanceof Silence) late.abort(error)
    throw error
  }
}

/** The pieces of a body as they come. Rejects with {@link Silence} after `ms` without one. Leaving early ends the transfer. */
export async function* pieces(response: Response, ms: number): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  if (!reader) return
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), ms)
      if (done) return
      yield value
    }
  } finally {
    void reader.cancel().catch(ignore)
  }
}

/** Ends a transfer whose headers said enough. */
export function discard(response: Response): void {
  void response.body?.cancel().catch(ignore)
}

function ignore(): void {
  // The transfer is already over.
}

/**
 * Milliseconds that an answer asks to be waited, in seconds or as a date (RFC 9110, 10.2.3); null where it does not say. To other pages
 * a host has to expose the header.
 */
export function retryAfter(response: Response, now = Date.now()): number | null {
  const text = response.headers.get('Retry-After')?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const date = /^[A-Za-z]/.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

/** What a header tells of a number of bytes; null for anything that is none. */
export function bytesOf(text: string | null | undefined): number | null {
  const bytes = text && /^\d{1,16}$/.test(text) ? Number(text) : NaN
  return Number.isSafeInteger(bytes) ? bytes : null
}

/** The host of an address, as a person knows it. */
export function hostOf(url: string): string {
  const base = (globalThis as { location?: { href: string } }).location?.href
  return URL.canParse(url, base) ? new URL(url, base).host : url
}

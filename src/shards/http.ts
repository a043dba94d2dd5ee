import type { Fetch } from '../dataset/download'
import { ProblemError, type Problem } from '../dataset/problem'
import { hostLimit, type Limit } from '../flow/limit'
import type { Meter } from './meter'

const RETRIES = 2
/** Milliseconds before the first retry; the second waits three times as long. */
const RETRY_DELAY = 250
const FIRST_BUFFER = 64 * 1024 * 1024

export interface HttpOptions {
  /** With a token where the person has given one. */
  readonly fetch?: Fetch
  readonly meter: Meter
  readonly retryDelay?: number
}

/** A failure worth another try. */
class Transient extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.code)
    this.problem = problem
  }
}

/** Requests for one URL: counted, limited per host, retried, failures told as Problems. */
export class Http {
  readonly url: string
  readonly meter: Meter
  private readonly fetch: Fetch
  private readonly retryDelay: number
  private readonly limit: Limit
  /** Once the host has given a readable answer, CORS cannot be what fails. */
  private answered = false

  constructor(url: string, options: HttpOptions) {
    this.url = url
    this.meter = options.meter
    this.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init))
    this.retryDelay = options.retryDelay ?? RETRY_DELAY
    this.limit = hostLimit(hostOf(url))
  }

  /** The answer to a HEAD, or null where there is none to trust: what is wrong then shows in the GET that follows. */
  async head(signal?: AbortSignal): Promise<Response | null> {
    return this.limit.run(async () => {
      try {
        const response = await this.send({ method: 'HEAD' }, signal)
        this.answered = true
        return response.ok ? response : null
      } catch {
        signal?.throwIfAborted()
        return null
      }
    }, signal)
  }

  /**
   * GETs a range, or everything, and hands the answer (2xx or 416) to `take`, which must read or cancel its body.
   * Transient failures, of `take` too, are tried again.
   */
  async get<T>(range: string | null, take: (response: Response) => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.limit.run(async () => take(await this.getOnce(range, signal)), signal)
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof Transient)) throw error
        if (attempt === RETRIES) throw new ProblemError(error.problem)
        await pause(this.retryDelay * 3 ** attempt, signal)
      }
    }
  }

  /** Streams a body into memory, metered as it comes. Stops after `length` bytes where given. */
  async body(response: Response, length: number | null, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    // Content-Length only sets the first size: what it claims may be false.
    let bytes = new Uint8Array(length ?? Math.min(FIRST_BUFFER, Number(response.headers.get('Content-Length') ?? 0)))
    let filled = 0
    const reader = response.body?.getReader()
    while (reader) {
      const { done, value } = await reader.read().catch(() => this.lost(signal))
      if (done) break
      this.meter.receive(value.length)
      if (length !== null && filled + value.length > length) {
        bytes.set(value.subarray(0, length - filled), filled)
        filled = length
        void reader.cancel().catch(ignore)
        break
      }
      if (filled + value.length > bytes.length) bytes = grown(bytes, Math.max(filled + value.length, filled * 2))
      bytes.set(value, filled)
      filled += value.length
    }
    return filled === bytes.length ? bytes : bytes.slice(0, filled)
  }

  problem(code: Problem['code'], detail?: string): ProblemError {
    return new ProblemError({ code, where: this.url, ...(detail === undefined ? {} : { detail }) })
  }

  private async getOnce(range: string | null, signal?: AbortSignal): Promise<Response> {
    let response: Response
    try {
      response = await this.send({ method: 'GET', ...(range ? { headers: { Range: range } } : {}) }, signal)
    } catch (error) {
      signal?.throwIfAborted()
      // Kept from leaving: asking again changes nothing.
      if (error instanceof ProblemError) throw error
      if (!this.answered && (await this.hostAnswers(signal))) throw this.problem('no-cors')
      throw new Transient({ code: 'unreachable', where: this.url })
    }
    this.answered = true
    const { status } = response
    if (response.ok || status === 416) return response
    discard(response)
    if (status === 401 || status === 403) throw this.problem('forbidden', `${status}`)
    if (status === 404 || status === 410) throw this.problem('not-found', `${status}`)
    if (status === 429 || status >= 500) throw new Transient({ code: 'http-status', where: this.url, detail: `${status}` })
    throw this.problem('http-status', `${status}`)
  }

  private async send(init: RequestInit, signal?: AbortSignal): Promise<Response> {
    signal?.throwIfAborted()
    this.meter.request()
    // no-store: Chromium serialises range requests on one URL through its cache.
    return this.fetch(this.url, {
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'follow',
      signal: signal ?? null,
      ...init,
    })
  }

  /** An opaque answer without CORS tells a host that forbids reading from one that is not there. */
  private async hostAnswers(signal?: AbortSignal): Promise<boolean> {
    try {
      await this.send({ method: 'HEAD', mode: 'no-cors' }, signal)
      return true
    } catch {
      signal?.throwIfAborted()
      return false
    }
  }

  private lost(signal?: AbortSignal): never {
    signal?.throwIfAborted()
    throw new Transient({ code: 'unreachable', where: this.url })
  }
}

/** Ends a download whose headers said enough. */
export function discard(response: Response): void {
  void response.body?.cancel().catch(ignore)
}

function ignore(): void {
  // The transfer is already over.
}

function grown(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length)
  larger.set(bytes)
  return larger
}

function hostOf(url: string): string {
  const base = (globalThis as { location?: { href: string } }).location?.href
  try {
    return new URL(url, base).host
  } catch {
    throw new ProblemError({ code: 'bad-source', where: url })
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}

import { brokenOff, noAnswer, stalled, turnedAway } from '../dataset/interruptions'
import { ProblemError, type Problem } from '../dataset/problem'
import { ANONYMOUS, answerWithin, bytesOf, discard, hostOf, PATIENCE, retryAfter, type Fetch } from '../dataset/request'
import { whyUnreachable } from '../dataset/unreachable'
import { Limit } from '../flow/limit'
import { pause, Silence } from '../flow/patience'
import { Interrupted, readBody, type Body } from './body'
import { hostNamed, LONGEST_WAIT, type Host, type HostFailure, type Turn } from './host'
import type { Meter } from './meter'

/** Milliseconds before the first retry; the second waits three times as long. A host as a whole pauses the same way. */
const RETRY_DELAY = 250
/** How often is asked in all: where a connection failed or an error came, where nothing came, and where the host turned requests away. */
const TRIES = 3
const SILENT_TRIES = 2
const BUSY_TRIES = 4
/** Where it said how long to wait. */
const TOLD_TRIES = 8

export interface HttpOptions {
  /** Reaches no further than the person allows; with a token where one was given. */
  readonly fetch: Fetch
  readonly meter: Meter
  readonly retryDelay?: number
  /** Milliseconds without a byte after which a request is ended. */
  readonly patience?: number
}

/** A failure worth another try, until `tries` were made. */
class Transient extends Error {
  constructor(
    readonly problem: Problem,
    readonly tries: number,
    /** Where in the body its connection broke, and what it is if the next one breaks there too. */
    readonly broke: { readonly at: number; readonly again: Problem } | null = null,
  ) {
    super(problem.code)
  }
}

/** Requests for one URL: counted, in turn with others of the host, retried, failures told as Problems. */
export class Http {
  readonly url: string
  readonly meter: Meter
  readonly host: Host
  private readonly fetch: Fetch
  private readonly retryDelay: number
  private readonly patience: number
  /** Once the host has given a readable answer, CORS cannot be what fails. */
  private answered = false
  /** What came to nothing without an answer was looked into. */
  private lookedInto = false
  /** Requests in a row that nothing came of. A file that hangs takes one of its host's slots at a time. */
  private silences = 0
  private readonly alone = new Limit(1)
  /** Ranges in a row that failed although the host had answered. */
  private lostRanges = 0
  /** It answers for the whole file all the same. */
  private rangesAlone = false

  constructor(url: string, options: HttpOptions) {
    this.url = url
    this.meter = options.meter
    this.fetch = options.fetch
    this.retryDelay = options.retryDelay ?? RETRY_DELAY
    this.patience = options.patience ?? PATIENCE
    const base = (globalThis as { location?: { href: string } }).location?.href
    if (!URL.canParse(url, base)) throw this.problem('bad-source')
    this.host = hostNamed(hostOf(url))
  }

  /** The answer to a HEAD, or null where there is none to trust: what is wrong then shows in the GET that follows. */
  async head(signal?: AbortSignal): Promise<Response | null> {
    return this.inTurn(async (turn) => {
      if (!this.host.isWorthHead) return null
      try {
        const response = await this.send({ method: 'HEAD' }, signal)
        this.answered = true
        if (isBusy(response)) {
          const wait = retryAfter(response)
          this.failed(turn, { kind: 'busy', wait }, turnedAway(this.url, response.status, wait))
          return null
        }
        if (response.status < 500) this.host.answered(turn)
        this.host.headTold(response.ok)
        return response.ok ? response : null
      } catch (error) {
        signal?.throwIfAborted()
        if (error instanceof Silence) this.silences++
        this.host.headTold(false)
        return null
      }
    }, signal)
  }

  /**
   * GETs a range, or everything, and hands the answer (2xx or 416) to `take`, which must read or cancel its body.
   * Transient failures, of `take` too, are tried again.
   */
  async get<T>(range: string | null, take: (response: Response) => Promise<T>, signal?: AbortSignal): Promise<T> {
    let brokeAt: number | undefined
    for (let attempt = 1; ; attempt++) {
      try {
        const taken = await this.inTurn(async (turn) => take(await this.answer(range, turn, signal)), signal)
        this.silences = 0
        return taken
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof Transient)) throw error
        if (attempt >= error.tries || this.host.isHopeless) throw new ProblemError(error.problem)
        if (error.broke && error.broke.at === brokeAt) throw new ProblemError(error.broke.again)
        brokeAt = error.broke?.at
        if (!isPaced(error)) await pause(this.retryDelay * 3 ** (attempt - 1), signal)
      }
    }
  }

  /** Streams a body into memory, metered as it comes. Stops after `length` bytes where given. */
  async body(response: Response, length: number | null, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const stated = bytesOf(response.headers.get('Content-Length'))
    const whole = length ?? stated
    let body: Body
    try {
      body = await readBody(response, { length, patience: this.patience, onPiece: (bytes) => this.meter.receive(bytes) })
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof Interrupted)) throw error
      if (!error.silent) throw this.broke(error.came, whole)
      this.silences++
      throw new Transient(stalled(this.url, error.came, whole, this.patience), SILENT_TRIES)
    }
    const { bytes, excess } = body
    // What travels as it is cannot be longer than its Content-Length.
    if (excess && length !== null && stated !== null && stated <= length) throw this.problem('wrong-answer', COMPRESSED)
    // Some browsers take a lost connection for the end.
    if (length !== null && stated !== null && bytes.length < Math.min(length, stated)) throw this.broke(bytes.length, whole)
    return bytes
  }

  private broke(came: number, whole: number | null): Transient {
    return new Transient(brokenOff(this.url, came, whole), TRIES, { at: came, again: brokenOff(this.url, came, whole, true) })
  }

  problem(code: Problem['code'], detail?: string): ProblemError {
    return new ProblemError({ code, where: this.url, ...(detail === undefined ? {} : { detail }) })
  }

  /** One request at a time of a file that hangs; else as many as the host has room for. */
  private inTurn<T>(request: (turn: Turn) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const ask = () => this.host.run(this.url, request, signal)
    return this.silences > 0 ? this.alone.run(ask, signal) : ask()
  }

  private async answer(range: string | null, turn: Turn, signal?: AbortSignal): Promise<Response> {
    let response: Response
    try {
      response = await this.send({ method: 'GET', ...(range ? { headers: { Range: range } } : {}) }, signal)
    } catch (error) {
      signal?.throwIfAborted()
      // Kept from leaving: asking again changes nothing.
      if (error instanceof ProblemError) throw error
      throw error instanceof Silence ? this.silent(turn) : await this.unreachable(range, turn, signal)
    }
    this.answered = true
    this.lostRanges = 0
    const { status } = response
    if (status < 500 && status !== 429) this.host.answered(turn)
    if (response.ok || status === 416) return response
    discard(response)
    if (status === 401 || status === 403) throw this.problem('forbidden', `${status}`)
    if (status === 404 || status === 410) throw this.problem('not-found', `${status}`)
    if (isBusy(response)) {
      const wait = retryAfter(response)
      const problem = turnedAway(this.url, status, wait)
      this.failed(turn, { kind: 'busy', wait }, problem)
      throw new Transient(problem, wait === null ? BUSY_TRIES : wait > LONGEST_WAIT ? 1 : TOLD_TRIES)
    }
    const problem: Problem = { code: 'http-status', where: this.url, detail: `${status}` }
    if (status < 500) throw new ProblemError(problem)
    this.failed(turn, { kind: 'down' }, problem)
    throw new Transient(problem, TRIES)
  }

  private silent(turn: Turn): Transient {
    // A HEAD that hung was the first try.
    const tries = this.silences > 0 && !this.answered ? 1 : SILENT_TRIES
    this.silences++
    const problem = noAnswer(this.url, this.patience)
    this.failed(turn, { kind: 'silent' }, problem)
    return new Transient(problem, tries)
  }

  /** What a failure without an answer is: a problem, or worth another try. */
  private async unreachable(range: string | null, turn: Turn, signal?: AbortSignal): Promise<Error> {
    const problem: Problem = { code: 'unreachable', where: this.url }
    if (!this.answered && !this.lookedInto) {
      this.lookedInto = true
      const why = await whyUnreachable((init) => this.send(init, signal), signal)
      if (why !== 'unreachable') return this.problem(why, why === 'redirects' ? this.ledOn() : undefined)
    }
    if (this.answered && range !== null) {
      this.lostRanges++
      if (this.rangesAlone) return this.problem('wrong-answer', COMPRESSED_RANGES)
      if (this.lostRanges === TRIES - 1) this.rangesAlone = await this.answersWhole(signal)
    }
    this.failed(turn, { kind: 'down' }, problem)
    return new Transient(problem, TRIES)
  }

  /** Whether the host still answers for the file, when it is not asked for a range of it. */
  private async answersWhole(signal?: AbortSignal): Promise<boolean> {
    try {
      const response = await this.send({ method: 'GET' }, signal)
      discard(response)
      return response.ok
    } catch {
      signal?.throwIfAborted()
      return false
    }
  }

  private failed(turn: Turn, failure: HostFailure, problem: Problem): void {
    this.host.failed(turn, failure, problem, failure.kind === 'busy' ? 2 * this.retryDelay : this.retryDelay)
  }

  private ledOn(): string {
    return (
      `${hostOf(this.url)} answers, but only sends on to another address, and that leads nowhere: in a circle, or to a host that ` +
      'does not answer.'
    )
  }

  private async send(init: RequestInit, signal?: AbortSignal): Promise<Response> {
    signal?.throwIfAborted()
    this.meter.request()
    // no-store: Chromium serialises range requests on one URL through its cache.
    const all: RequestInit = { cache: 'no-store', ...ANONYMOUS, redirect: 'follow', signal: signal ?? null, ...init }
    return answerWithin(this.patience, this.fetch, this.url, all)
  }
}

const COMPRESSED =
  'The host sent the file compressed on the way (Content-Encoding): its parts cannot be told apart so, and what came does not fit.'
const COMPRESSED_RANGES =
  'The host answers for the whole file, but what it sends for a part of it cannot be read. Most often it compresses parts on the way ' +
  '(Content-Encoding), which browsers refuse.'

function isBusy({ status }: Response): boolean {
  return status === 429 || status === 503
}

/** The host itself pauses after these. */
function isPaced({ problem }: Transient): boolean {
  return problem.code === 'turned-away'
}

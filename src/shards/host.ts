import { ProblemError, type Problem } from '../dataset/problem'
import { Condition } from '../flow/condition'
import { Limit } from '../flow/limit'
import { Store } from '../flow/store'

/** Browsers open at most this many HTTP/1.1 connections to a host; more would only queue where an abort cannot reach them. */
const SLOTS = 6
/** Failures in a row, of whatever is asked of a host, that make it fail as a whole: one bad file among good ones does not. */
const TOLERATED = 2
/** Requests that go alone after pauses and fail, before those that wait are told. A silent one took so long that it counts twice. */
const TRIALS = 3
/** The longest that a host is waited for where it asks to be, in milliseconds; also the longest pause of our own. */
export const LONGEST_WAIT = 60_000
/** A host that asks for more is left alone as long as it asks, but not longer than this. */
const LONGEST_CLOSED = 15 * 60_000
/** Answers in a row after which a busy host counts as rested. */
const CALM = 6

/** Why a request failed for the host's sake: it turns requests away, for `wait` milliseconds where it says so; has no answer; is silent. */
export type HostFailure = { readonly kind: 'busy'; readonly wait: number | null } | { readonly kind: 'down' } | { readonly kind: 'silent' }

/** A host that asked for a pause, and how long. */
export interface HostWait {
  readonly host: string
  readonly seconds: number
}

/** The pause that is being kept because a host asked for it. */
export const hostWait = new Store<HostWait | null>(null)

/** A request on its way. What became of it counts only where the host has not paused since. */
export interface Turn {
  readonly pauses: number
}

/**
 * The requests of one host, whatever file they are for: so many at a time; and none while it has failed or asks to wait. Then one goes
 * alone, and the others follow if it is answered. If none is answered after several pauses, all that wait are told so without being sent.
 */
export class Host {
  private readonly slots = new Limit(SLOTS)
  private readonly changed = new Condition()
  private failures = 0
  private answers = 0
  /** Pauses so far: a turn from before the last one tells nothing new. */
  private pauses = 0
  /** How often the pause has grown. */
  private growth = 0
  private trials = 0
  private failing = false
  private timer: ReturnType<typeof setTimeout> | undefined
  /** The pause, where the host asked for one that is long enough to be told of. */
  private asked: HostWait | null = null
  /** The one that goes alone. */
  private first: Turn | null = null
  private verdicts = 0
  private verdict: Problem | null = null
  private closedUntil = 0

  /** Addresses whose HEAD told another size than their ranges. */
  readonly mistrusted = new Set<string>()

  constructor(readonly name: string) {}

  /** Whether it has failed through all its pauses: trying again at once would be no use. */
  get isHopeless(): boolean {
    return this.failing && this.trials >= TRIALS
  }

  /**
   * Runs a request when it is its turn. It has to tell what the host made of it by {@link answered} or {@link failed}. Rejects with
   * ProblemError where the host has failed for all, or with the signal's reason.
   */
  async run<T>(url: string, request: (turn: Turn) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const arrived = this.verdicts
    return this.slots.run(async () => {
      const turn = await this.turn(url, arrived, signal)
      try {
        return await request(turn)
      } finally {
        // Neither answered nor failed, as when it was aborted: another goes first.
        this.release(turn)
      }
    }, signal)
  }

  /** The host has answered, whatever it said of the file. */
  answered(turn: Turn): void {
    if (turn.pauses < this.pauses) return
    this.failures = 0
    this.trials = 0
    this.answers++
    if (this.answers >= CALM) this.growth = 0
    if (!this.failing) return
    this.failing = false
    this.first = null
    this.changed.notify()
  }

  /** The request failed for the host's sake, with a problem; `delay`: milliseconds of the first pause. */
  failed(turn: Turn, failure: HostFailure, problem: Problem, delay: number): void {
    const asked = failure.kind === 'busy' ? failure.wait : null
    if (asked !== null && asked > LONGEST_WAIT) {
      this.close(problem, Math.min(asked, LONGEST_CLOSED))
      return
    }
    if (turn.pauses < this.pauses) return
    this.failures++
    this.answers = 0
    if (failure.kind !== 'busy' && this.failures <= TOLERATED && !this.failing) return
    if (this.failing) this.trials += failure.kind === 'silent' ? 2 : 1
    this.failing = true
    const hopeless = this.isHopeless
    if (hopeless) this.tell(problem)
    const ours = delay * 3 ** (hopeless ? 0 : this.growth++) * (0.75 + Math.random() / 2)
    this.pause(asked ?? Math.min(ours, LONGEST_WAIT), failure.kind === 'busy')
  }

  private async turn(url: string, arrived: number, signal?: AbortSignal): Promise<Turn> {
    for (;;) {
      signal?.throwIfAborted()
      if (this.verdict && (this.verdicts > arrived || Date.now() < this.closedUntil))
        throw new ProblemError({ ...this.verdict, where: url })
      const turn = { pauses: this.pauses }
      if (this.timer === undefined) {
        if (!this.failing) return turn
        if (!this.first) return (this.first = turn)
      }
      if (this.asked) hostWait.set(this.asked)
      await this.changed.notice(signal).finally(() => {
        if (this.changed.waiting === 0) this.quiet()
      })
    }
  }

  private pause(ms: number, told: boolean): void {
    clearTimeout(this.timer)
    this.pauses++
    this.first = null
    this.asked = told && ms >= 1000 ? { host: this.name, seconds: Math.round(ms / 1000) } : null
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.asked = null
      this.quiet()
      this.changed.notify()
    }, ms)
  }

  private quiet(): void {
    if (hostWait.get()?.host === this.name) hostWait.set(null)
  }

  private close(problem: Problem, ms: number): void {
    this.closedUntil = Date.now() + ms
    this.tell(problem)
  }

  /** To all that wait. */
  private tell(problem: Problem): void {
    this.verdict = problem
    this.verdicts++
    this.changed.notify()
  }

  private release(turn: Turn): void {
    if (this.first !== turn) return
    this.first = null
    this.changed.notify()
  }
}

const hosts = new Map<string, Host>()

/** The one host of a name that every reader shares. */
export function hostNamed(name: string): Host {
  let host = hosts.get(name)
  if (!host) hosts.set(name, (host = new Host(name)))
  return host
}

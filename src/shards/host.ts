import { ProblemError, type Problem } from '../dataset/problem'
import { Condition } from '../flow/condition'
import { Limit } from '../flow/limit'
import { Store } from '../flow/store'

/** Browsers open at most this many HTTP/1.1 connections to a host; more would only queue where an abort cannot reach them. */
const SLOTS = 6
/** Files of a host that fail without an answer between them before it fails as a whole: a bad file among good ones is its own trouble. */
const TOLERATED = 2
/** Files in a row whose HEAD was of no use, after which a host is asked for none any more. */
const VAIN_HEADS = 3
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

/** A host that turns requests away, and how long it is left alone. */
export interface HostWait {
  readonly host: string
  readonly seconds: number
  /** It asked for that itself. */
  readonly asked: boolean
}

/** The pause that is being kept because a host turns requests away. */
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
  /** Files that failed since its last answer. */
  private readonly failures = new Set<string>()
  private answers = 0
  /** Pauses so far: a turn from before the last one tells nothing new. */
  private pauses = 0
  /** How often the pause has grown. */
  private growth = 0
  private trials = 0
  private failing = false
  private timer: ReturnType<typeof setTimeout> | undefined
  /** The pause, where it is long enough to be told of. */
  private told: HostWait | null = null
  /** The one that goes alone. */
  private first: Turn | null = null
  private verdicts = 0
  private verdict: Problem | null = null
  private closedUntil = 0

  private vainHeads = 0
  /** Addresses whose HEAD told another size than their ranges. */
  readonly mistrusted = new Set<string>()

  constructor(readonly name: string) {}

  /** Whether a HEAD may tell something. */
  get isWorthHead(): boolean {
    return this.vainHeads < VAIN_HEADS
  }

  headTold(something: boolean): void {
    this.vainHeads = something ? 0 : this.vainHeads + 1
  }

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
    this.failures.clear()
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
    this.failures.add(problem.where)
    this.answers = 0
    if (failure.kind !== 'busy' && this.failures.size <= TOLERATED && !this.failing) return
    if (this.failing) this.trials += failure.kind === 'silent' ? 2 : 1
    this.failing = true
    const hopeless = this.isHopeless
    if (hopeless) this.tell(problem)
    const ours = delay * 3 ** (hopeless ? 0 : this.growth++) * (0.75 + Math.random() / 2)
    const wait = asked ?? Math.min(ours, LONGEST_WAIT)
    this.told =
      failure.kind === 'busy' && wait >= 1000 ? { host: this.name, seconds: Math.round(wait / 1000), asked: asked !== null } : null
    this.pause(wait)
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
      if (this.told) hostWait.set(this.told)
      await this.changed.notice(signal).finally(() => {
        if (this.changed.waiting === 0) this.quiet()
      })
    }
  }

  private pause(ms: number): void {
    clearTimeout(this.timer)
    this.pauses++
    this.first = null
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.told = null
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

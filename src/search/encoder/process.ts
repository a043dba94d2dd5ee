import { listenedFor, TICK_MS } from '../../flow/watch'
import type { Encoded } from './encoder'
import type { Outcome, Progress, StartOptions } from './protocol'

/** A worker's functions, as the page calls them. */
export interface EncoderCalls {
  start(options: StartOptions, heard: (progress: Progress) => void): Promise<Outcome<null>>
  encode(texts: readonly string[]): Promise<Outcome<readonly Encoded[]>>
  encodePicture(picture: Blob): Promise<Outcome<Float32Array<ArrayBuffer>>>
}

/** A worker, and ways to hear that it ended by itself. */
export interface Connection {
  readonly worker: EncoderCalls
  onDeath(listener: (reason: string) => void): void
  end(): void
}

/** How a question to a worker ends: as its outcome, or with the worker. */
export type Ending<T> = Outcome<T> | { readonly kind: 'dead'; readonly reason: string }

type Dead = Extract<Ending<never>, { kind: 'dead' }>

/** One encoder's worker, as the page keeps it. A worker that shows no sign of life while it is asked something counts as dead. */
export class EncoderProcess {
  private readonly waiting = new Set<(dead: Dead) => void>()
  private dead: Dead | null = null
  private timer: ReturnType<typeof setInterval> | undefined
  private fetching = false

  constructor(
    private readonly connection: Connection,
    private readonly silenceMs: number,
  ) {
    connection.onDeath((reason) => this.die(reason))
  }

  /** Asks the worker something. `heard` hands its signs of life back. Never rejects. */
  async ask<T>(question: (worker: EncoderCalls, heard: (progress: Progress) => void) => Promise<Outcome<T>>): Promise<Ending<T>> {
    if (this.dead) return this.dead
    let stop: (dead: Dead) => void = () => undefined
    const died = new Promise<Dead>((resolve) => {
      stop = resolve
      this.waiting.add(stop)
    })
    this.wind()
    try {
      return await Promise.race([question(this.connection.worker, (progress) => this.heard(progress)), died])
    } catch (error) {
      return { kind: 'dead', reason: error instanceof Error ? error.message : String(error) }
    } finally {
      this.waiting.delete(stop)
      this.wind()
    }
  }

  /** Ends the worker and whatever it is asked. */
  end(reason = 'It was ended.'): void {
    this.die(reason)
    this.connection.end()
  }

  private heard(progress: Progress): void {
    this.fetching = progress.step === 'fetching'
    this.wind()
  }

  private wind(): void {
    clearInterval(this.timer)
    if (this.waiting.size === 0 || this.fetching || this.dead) return
    let silentMs = 0
    let tickedAt = performance.now()
    this.timer = setInterval(() => {
      // A machine that slept has not listened.
      silentMs += listenedFor(tickedAt, performance.now())
      tickedAt = performance.now()
      if (silentMs >= this.silenceMs) this.die(`It gave no sign of life for ${Math.round(this.silenceMs / 1000)} s.`)
    }, TICK_MS)
  }

  private die(reason: string): void {
    this.dead ??= { kind: 'dead', reason }
    clearInterval(this.timer)
    for (const stop of [...this.waiting]) stop(this.dead)
  }
}

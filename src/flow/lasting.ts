import type { Answer, Calls, Offered, WorkerLine } from './calls'
import type { Death } from './life'

/** Deaths within {@link RESTARTS_WITHIN_MS} that a worker is started anew after; one more, and it is given up. */
export const RESTARTS = 3
export const RESTARTS_WITHIN_MS = 120_000

/** Whether a worker that died now, and at these times before, is started anew: it would only die again. Pure. */
export function mayRestart(deaths: readonly number[], now: number): boolean {
  return deaths.filter((time) => now - time < RESTARTS_WITHIN_MS).length < RESTARTS
}

/** What whoever asked a worker gets that was replaced: {@link LastingLine.ask} asks the next one. */
export class Replaced extends Error {}

export interface LastingOptions<There extends Offered<There>, Here extends Offered<Here>> {
  /** Starts a worker; `onDeath` is for its line. */
  connect(onDeath: (death: Death) => Error): WorkerLine<There, Here>
  /** A new worker stands in for one that died: it is to be told what that one knew. `excused`: what killed it is left out now. */
  restarted(calls: Calls<There, Here>, death: Death): { readonly excused: boolean }
  /** It died too often, or did not start at all: the error for all who ask. */
  stopped(death: Death): Error
}

/** A line that outlives its worker: one that dies is followed by another, which is asked what the former one had not answered. */
export class LastingLine<There extends Offered<There>, Here extends Offered<Here> = object> {
  private line: WorkerLine<There, Here>
  private deaths: number[] = []

  constructor(
    private readonly options: LastingOptions<There, Here>,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.line = this.connect()
  }

  /** The line to the worker there is now. Whoever asks it directly has to ask again what was {@link Replaced}. */
  get calls(): Calls<There, Here> {
    return this.line.calls
  }

  /** Asks until there is an answer, of this worker or a later one. What it asks must do no harm when asked twice. */
  async ask<N extends keyof There & string>(name: N, args: Parameters<There[N]>, signal?: AbortSignal): Promise<Answer<There, N>> {
    for (;;)
      try {
        return await this.calls.ask(name, args, signal)
      } catch (error) {
        if (!(error instanceof Replaced)) throw error
      }
  }

  /** Gives the worker up, for a reason that it told itself. */
  giveUp(death: Death): void {
    const { line } = this
    line.end(this.follow(death))
  }

  /** Ends it on purpose. */
  end(error: Error): void {
    this.line.end(error)
  }

  private connect(): WorkerLine<There, Here> {
    return this.options.connect((death) => this.follow(death))
  }

  private follow(death: Death): Error {
    const now = this.now()
    if (death.kind === 'not-started' || !mayRestart(this.deaths, now)) return this.options.stopped(death)
    this.line = this.connect()
    const { excused } = this.options.restarted(this.line.calls, death)
    if (!excused) this.deaths = [...this.deaths, now].slice(-RESTARTS)
    return new Replaced('The worker was replaced.')
  }
}

import { ProblemError, type Problem } from '../../dataset/problem'
import { unlessAborted } from '../../flow/shared'
import type { EncoderSettings, EncoderStatus, FailedAttempt } from './encoder'
import { EncoderProcess, type Connection, type EncoderCalls, type Ending } from './process'
import type { TextModel } from './models'
import { planAttempts, type Attempt, type Gpu } from './plan'
import type { Outcome, Progress } from './protocol'

/** What the page gives, replaced in tests. */
export interface Host {
  connect(): Connection
  gpu(): Promise<Gpu | null>
  /** A worker silent for longer, while it computes, is given up. */
  readonly silenceMs: number
}

type Question<T> = (worker: EncoderCalls) => Promise<Outcome<T>>

/** Nothing asked yet. */
export const IDLE: EncoderStatus = { phase: 'idle', bytes: 0, totalBytes: null, running: null, dropped: [], problem: null }

/**
 * Keeps a worker that runs the model, by the best attempt that works. Each attempt has a worker of its own: what a broken GPU
 * leaves behind in one does no harm to the next. One that breaks in mid-work is followed by the next without the
 * asker's noticing; a worker that dies over a question is replaced once.
 */
export class Supervisor {
  private status = IDLE
  private process: EncoderProcess | null = null
  private opening: { readonly process: Promise<EncoderProcess>; readonly abort: AbortController; waiting: number } | null = null
  /** That which runs or is tried, then those after it; empty: none is planned. */
  private attempts: readonly Attempt[] = []
  private replaced = false
  private closed = false

  constructor(
    private readonly model: TextModel,
    private readonly settings: EncoderSettings,
    private readonly host: Host,
    private readonly publish: (status: EncoderStatus) => void,
  ) {}

  /** Puts a question to the worker, started when need be. Rejects with ProblemError or the signal's reason. */
  async ask<T>(question: Question<T>, signal?: AbortSignal): Promise<T> {
    for (;;) {
      const process = await this.ready(signal)
      const ending = await unlessAborted(process.ask(question), signal)
      switch (ending.kind) {
        case 'answer':
          this.settle(process)
          this.replaced = false
          return ending.value
        case 'missing':
        case 'problem':
          this.settle(process)
          throw new ProblemError(ending.problem)
        case 'broken':
        case 'dead':
          // Whoever hears of it first moves on; the others wait for what comes next.
          if (this.process === process && !this.moveOn(process, ending)) throw new ProblemError(this.fail(stoppedEncoder(ending.reason)))
          signal?.throwIfAborted()
      }
    }
  }

  close(): void {
    this.closed = true
    this.opening?.abort.abort()
    this.process?.end()
    this.process = null
  }

  private async ready(signal?: AbortSignal): Promise<EncoderProcess> {
    signal?.throwIfAborted()
    if (this.closed) throw new ProblemError({ code: 'encoder', where: 'encoder worker', detail: 'The encoder is closed.' })
    if (this.process) return this.process
    const opening = (this.opening ??= this.open())
    opening.waiting += 1
    try {
      return await unlessAborted(opening.process, signal)
    } finally {
      opening.waiting -= 1
      // Nobody wants it any more: the download stops.
      if (opening.waiting === 0) opening.abort.abort()
    }
  }

  private open(): NonNullable<Supervisor['opening']> {
    const abort = new AbortController()
    const opening = { process: this.start(abort.signal), abort, waiting: 0 }
    const done = (): void => {
      if (this.opening === opening) this.opening = null
    }
    opening.process.then(done, done)
    abort.signal.addEventListener('abort', () => {
      if (this.opening !== opening) return
      this.opening = null
      this.attempts = []
      this.set({ ...IDLE })
    })
    return opening
  }

  private async start(signal: AbortSignal): Promise<EncoderProcess> {
    if (this.attempts.length === 0) {
      this.set({ ...IDLE, phase: 'starting' })
      const { attempts, dropped } = planAttempts(
        this.model.text,
        wantsGpu(this.model, this.settings) ? await this.host.gpu() : null,
        this.settings,
      )
      signal.throwIfAborted()
      this.attempts = attempts
      this.replaced = false
      this.set({ dropped })
    }
    for (;;) {
      const [attempt] = this.attempts
      if (!attempt) throw new ProblemError(this.fail(stoppedEncoder('No file of this model can be run.')))
      const process = new EncoderProcess(this.host.connect(), this.host.silenceMs)
      this.set({ phase: 'starting', running: null, problem: null })
      const { model, settings } = this
      const ending = await unlessAborted(
        process.ask((worker, heard) =>
          worker.start({ model, location: settings.location, attempt, reach: settings.reach }, (progress) => {
            heard(progress)
            if (this.opening?.abort.signal === signal || this.process === process) this.heard(progress)
          }),
        ),
        signal,
      ).catch((error: unknown) => {
        process.end()
        throw error
      })
      if (ending.kind === 'answer') {
        this.process = process
        this.set({ phase: 'ready', running: attempt })
        return process
      }
      if (ending.kind === 'missing') {
        process.end()
        this.note(attempt, ending.problem.detail ?? '')
        this.attempts = this.attempts.filter(({ precision }) => precision !== attempt.precision)
        if (this.attempts.length === 0) throw new ProblemError(this.fail(ending.problem))
      } else if (ending.kind === 'problem') {
        process.end()
        throw new ProblemError(this.fail(ending.problem))
      } else if (!this.moveOn(process, ending)) throw new ProblemError(this.fail(stoppedEncoder(ending.reason)))
    }
  }

  /**
   * Leaves an attempt that broke; false when there is no other. What fails on the CPU fails there with other weights too: those are not
   * fetched.
   */
  private moveOn(process: EncoderProcess, ending: Extract<Ending<unknown>, { kind: 'broken' | 'dead' }>): boolean {
    process.end()
    this.process = null
    const [attempt] = this.attempts
    if (!attempt) return false
    this.note(attempt, ending.reason)
    const again = ending.kind === 'dead' && !this.replaced
    if (ending.kind === 'dead') this.replaced = true
    const onCpu = this.attempts.filter(({ backend }) => backend === 'wasm')
    if (attempt.backend === 'wasm') this.attempts = again ? onCpu : []
    // A hanging GPU process takes the next session along: straight to the CPU.
    else this.attempts = ending.kind === 'dead' ? onCpu : this.attempts.slice(1)
    return this.attempts.length > 0
  }

  private note({ backend, precision }: Attempt, reason: string): void {
    const failed: FailedAttempt = { backend, precision, reason }
    this.set({ dropped: [...this.status.dropped, failed] })
  }

  private fail(problem: Problem): Problem {
    this.process = null
    this.attempts = []
    this.set({ phase: 'failed', running: null, problem })
    return problem
  }

  private heard(progress: Progress): void {
    if (progress.step === 'fetching' && (progress.bytes > 0 || progress.total !== null))
      this.set({ phase: 'downloading', bytes: progress.bytes, totalBytes: progress.total })
    else if (progress.step === 'starting') this.set({ phase: 'starting' })
  }

  /** An image encoder that came in the meantime has changed what the status tells. */
  private settle(process: EncoderProcess): void {
    if (this.process === process && this.status.phase !== 'ready') this.set({ phase: 'ready' })
  }

  private set(change: Partial<EncoderStatus>): void {
    this.status = { ...this.status, ...change }
    if (!this.closed) this.publish(this.status)
  }
}

/** Asking for a GPU wakes it up. */
function wantsGpu({ text }: TextModel, { backend }: EncoderSettings): boolean {
  return backend === 'webgpu' || (backend === null && text.fp16 !== undefined)
}

function stoppedEncoder(reason: string): Problem {
  return { code: 'encoder', where: 'encoder worker', detail: reason }
}

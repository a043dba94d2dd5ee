import { watchWorker, type Death } from './life'
import { unlessAborted } from './shared'

/**
 * Calls between the page and a worker, both ways. Each end offers functions by name; arguments and answers are cloned, errors cross as
 * values, and a call is cancelled by its AbortSignal.
 */

/** What one end offers to the other: functions of values that can be cloned. */
export type Offered<T> = { readonly [N in keyof T]: (...args: never[]) => unknown }

export type Answer<T extends Offered<T>, N extends keyof T> = Awaited<ReturnType<T[N]>>

/** Those functions where they run: each is also given the signal of whoever asks. */
export type Offer<T extends Offered<T>> = {
  readonly [N in keyof T]: (
    ...args: [...Parameters<T[N]>, options: { readonly signal: AbortSignal }]
  ) => Answer<T, N> | Promise<Answer<T, N>>
}

/** How errors become values and back: cloning keeps neither their class nor what they carry. */
export interface ErrorsAsValues {
  toValue(error: unknown): unknown
  toError(value: unknown): Error
}

/** A Worker, a worker's own scope or a MessagePort. */
export interface Port {
  postMessage(message: unknown, options: { readonly transfer: Transferable[] }): void
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
}

type Message =
  | { readonly kind: 'ask'; readonly call: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: 'tell'; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: 'cancel'; readonly call: number }
  | { readonly kind: 'answer'; readonly call: number; readonly value: unknown }
  | { readonly kind: 'problem'; readonly call: number; readonly value: unknown }

interface Asked {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

type Handler = (...args: readonly unknown[]) => unknown

/** One end of a line. `There` is what the other end offers, `Here` what this one does. */
export class Calls<There extends Offered<There>, Here extends Offered<Here> = object> {
  private readonly asked = new Map<number, Asked>()
  private readonly answering = new Map<number, AbortController>()
  private readonly offer: ReadonlyMap<string, Handler>
  private calls = 0
  private ended: Error | null = null

  constructor(
    private readonly port: Port,
    offer: Offer<Here>,
    private readonly errors: ErrorsAsValues,
  ) {
    this.offer = new Map(Object.entries(offer) as [string, Handler][])
    port.addEventListener('message', ({ data }) => this.hear(data as Message))
  }

  /** Whether an answer of the other end is waited for. */
  get isAsking(): boolean {
    return this.asked.size > 0
  }

  /** Asks the other end. Rejects with its error, with the signal's reason at once, or with the end's once the line has ended. */
  async ask<N extends keyof There & string>(name: N, args: Parameters<There[N]>, signal?: AbortSignal): Promise<Answer<There, N>> {
    signal?.throwIfAborted()
    if (this.ended) throw this.ended
    const call = ++this.calls
    const cancel = () => this.post({ kind: 'cancel', call })
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      this.post({ kind: 'ask', call, name, args }, args.flatMap(buffersGiven))
      const answer = new Promise<unknown>((resolve, reject) => this.asked.set(call, { resolve, reject }))
      return (await unlessAborted(answer, signal)) as Answer<There, N>
    } finally {
      this.asked.delete(call)
      signal?.removeEventListener('abort', cancel)
    }
  }

  /** Tells the other end something that has no answer; lost once the line has ended. */
  tell<N extends keyof There & string>(name: N, ...args: Parameters<There[N]>): void {
    this.post({ kind: 'tell', name, args }, args.flatMap(buffersGiven))
  }

  /** Ends the line: whoever waits for an answer, and whoever asks later, gets this error. What is being answered is aborted. */
  end(error: Error): void {
    if (this.ended) return
    this.ended = error
    for (const { reject } of this.asked.values()) reject(error)
    for (const controller of this.answering.values()) controller.abort(error)
  }

  private post(message: Message, buffers: Transferable[] = []): void {
    if (!this.ended) this.port.postMessage(message, { transfer: buffers })
  }

  private hear(message: Message): void {
    if (this.ended) return
    switch (message.kind) {
      case 'ask':
        void this.answer(message.call, message.name, message.args)
        break
      case 'tell':
        void this.handler(message.name)(...message.args, { signal: new AbortController().signal })
        break
      case 'cancel':
        this.answering.get(message.call)?.abort()
        break
      case 'answer':
        this.asked.get(message.call)?.resolve(message.value)
        break
      case 'problem':
        this.asked.get(message.call)?.reject(this.errors.toError(message.value))
    }
  }

  private async answer(call: number, name: string, args: readonly unknown[]): Promise<void> {
    const controller = new AbortController()
    this.answering.set(call, controller)
    try {
      const value = await this.handler(name)(...args, { signal: controller.signal })
      this.post({ kind: 'answer', call, value }, buffersGiven(value))
    } catch (error) {
      // Nobody waits for what was cancelled.
      if (!controller.signal.aborted) this.post({ kind: 'problem', call, value: this.errors.toValue(error) })
    } finally {
      this.answering.delete(call)
    }
  }

  private handler(name: string): Handler {
    const handler = this.offer.get(name)
    if (!handler) throw new RangeError(`The other end of this line asked for “${name}”, which is not offered here.`)
    return handler
  }
}

/** A line to a worker that answers by `showLife` whether it lives. */
export interface WorkerLine<There extends Offered<There>, Here extends Offered<Here> = object> {
  readonly calls: Calls<There, Here>
  /** Ends the worker on purpose; whoever waits for it gets this error. */
  end(error: Error): void
}

export interface WorkerLineOptions {
  /** Work that the worker does not come back from for so long, in milliseconds, is taken for one without an end. */
  readonly limitMs: number
  /** Work of the worker beyond what it is asked by calls. */
  readonly isWorking?: () => boolean
  /** Hears why a worker ended that nobody ended, and gives the error for all who wait for it. */
  readonly onDeath: (death: Death) => Error
}

/** A line to a worker, which ends with it: see `life.ts`. */
export function callWorker<There extends Offered<There>, Here extends Offered<Here> = object>(
  worker: Worker,
  offer: Offer<Here>,
  errors: ErrorsAsValues,
  { limitMs, isWorking, onDeath }: WorkerLineOptions,
): WorkerLine<There, Here> {
  const stop = watchWorker(worker, {
    limitMs,
    isWorking: () => calls.isAsking || isWorking?.() === true,
    onDeath: (death) => calls.end(onDeath(death)),
  })
  const calls = new Calls<There, Here>(worker, offer, errors)
  return {
    calls,
    end(error) {
      stop()
      calls.end(error)
    },
  }
}

const given = new WeakMap<object, Transferable[]>()

/**
 * Marks an argument or an answer whose own arrays, and those in lists of it, are given away with it instead of copied: they are empty
 * here afterwards. `arrays` names them where they lie deeper.
 */
export function giveAway<T extends object | null>(value: T, arrays?: readonly ArrayBufferView[]): T {
  if (value === null) return value
  const own = (): readonly unknown[] => (ArrayBuffer.isView(value) ? [value] : (Object.values(value) as unknown[]).flat())
  const views = (arrays ?? own()).filter((part) => ArrayBuffer.isView(part))
  given.set(value, [...new Set(views.map(({ buffer }) => buffer as ArrayBuffer))])
  return value
}

function buffersGiven(value: unknown): Transferable[] {
  return (typeof value === 'object' && value !== null && given.get(value)) || []
}

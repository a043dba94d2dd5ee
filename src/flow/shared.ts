interface Running<T> {
  readonly promise: Promise<T>
  readonly controller: AbortController
  waiters: number
}

/** Work under way, by key: whoever asks for the same key waits for the same work, which ends when the last one leaves. */
export class Shared<T> {
  private readonly running = new Map<string, Running<T>>()

  /** Joins or starts the work of `key`; rejects with the caller's own signal's reason without harm to the others. */
  async run(key: string, signal: AbortSignal | undefined, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal?.throwIfAborted()
    const work = this.running.get(key) ?? this.begin(key, start)
    work.waiters++
    try {
      return await unlessAborted(work.promise, signal)
    } finally {
      work.waiters--
      if (work.waiters === 0) this.end(key, work)
    }
  }

  private begin(key: string, start: (signal: AbortSignal) => Promise<T>): Running<T> {
    const controller = new AbortController()
    const promise = start(controller.signal)
    const work = { promise, controller, waiters: 0 }
    this.running.set(key, work)
    const settled = () => this.end(key, work)
    promise.then(settled, settled)
    return work
  }

  private end(key: string, work: Running<T>): void {
    if (this.running.get(key) === work) this.running.delete(key)
    work.controller.abort()
  }
}

/** Settles as `promise` does, or rejects with the signal's reason as soon as it aborts. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/**
 * Runs tasks in parallel; the first failure aborts the rest. Each task has a signal of its own, so that listeners do not pile up on one.
 */
export async function together<T>(tasks: readonly ((signal: AbortSignal) => Promise<T>)[], signal?: AbortSignal): Promise<T[]> {
  signal?.throwIfAborted()
  const jobs = tasks.map((task) => ({ task, controller: new AbortController() }))
  const abort = (reason: unknown) => jobs.forEach(({ controller }) => controller.abort(reason))
  const stop = () => abort(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.all(jobs.map(({ task, controller }) => task(controller.signal)))
  } catch (error) {
    abort(error)
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

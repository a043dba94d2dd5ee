/** Nothing came for as long as anybody was ready to wait. */
export class Silence extends Error {
  constructor(readonly ms: number) {
    super(`nothing came for ${ms} ms`)
    this.name = 'Silence'
  }
}

/** A timer that fires this many milliseconds late tells of a busy thread, or of a machine that slept. */
const LATE = 1000

/** Settles as `promise` does, or rejects with {@link Silence} where it takes longer than `ms`. What it waits for is not ended by that. */
export function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout>
    const wait = (most: number) => {
      const due = performance.now() + most
      timer = setTimeout(() => {
        // What came in the meantime could not be heard: it is given a moment.
        if (performance.now() - due > LATE) wait(LATE)
        else reject(new Silence(ms))
      }, most)
    }
    wait(ms)
    void promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** Resolves after `ms`, or rejects with the signal's reason. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
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

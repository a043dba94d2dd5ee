import { heard, tick, TICK_MS, UNWATCHED } from './watch'

/**
 * How the owner of a worker hears of its death, which browsers tell nobody of. A worker holds a lock of its own for as long as it lives:
 * whoever waits for the lock gets it when the worker is gone, however it went, at work or not. One that hangs holds its lock, but does not
 * answer a small question. Where there are no locks, which need a secure context, a death is a silence too.
 */

/** Why a worker is given up. `not-started`: its script did not come. `gone`: it ended by itself, or the browser ended it. */
export type Death =
  | { readonly kind: 'not-started' }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'silent'; readonly seconds: number }

/** What happened to a worker, as a sentence. */
export function deathSentence(death: Death): string {
  switch (death.kind) {
    case 'not-started':
      return 'Its script did not come: the app may have been updated since this page was opened, or something blocks it.'
    case 'error':
      return death.message || 'It failed without a word.'
    case 'gone':
      return 'The browser ended it, most often for lack of memory.'
    case 'silent':
      return `It gave no sign of life for ${death.seconds} s.`
  }
}

type Life = { readonly life: 'alive?' } | { readonly life: 'alive'; readonly lock: string | null }

export interface WatchOptions {
  /** Work after which the worker does not answer for so long, in milliseconds, is taken for one without an end. */
  readonly limitMs: number
  /** Whether there is work whose answer is waited for; nobody is asked without. */
  readonly isWorking: () => boolean
  /** Told once. The worker is ended then. */
  readonly onDeath: (death: Death) => void
}

/** In a worker: lets its owner watch it. Called before anything else listens. */
export function showLife(): void {
  const { locks } = navigator as { readonly locks?: LockManager }
  const say = (lock: string | null): void => self.postMessage({ life: 'alive', lock } satisfies Life)
  self.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (!isLife(event.data)) return
    event.stopImmediatePropagation()
    say(null)
  })
  const lock = `worker ${performance.timeOrigin} ${Math.random()}`
  const held = locks?.request(lock, () => {
    say(lock)
    return new Promise<never>(() => undefined)
  })
  if (held) held.catch(() => say(null))
  else say(null)
}

/** Watches a worker that shows its life, before anybody else listens to it. The function it returns ends both. */
export function watchWorker(worker: Worker, { limitMs, isWorking, onDeath }: WatchOptions): () => void {
  const ending = new AbortController()
  const { signal } = ending
  let watch = UNWATCHED
  let started = false

  const end = (): void => {
    ending.abort()
    clearInterval(timer)
    worker.terminate()
  }
  const die = (death: Death): void => {
    if (signal.aborted) return
    end()
    onDeath(death)
  }
  const timer = setInterval(() => {
    const hidden = typeof document !== 'undefined' && document.hidden
    const next = tick(watch, { now: performance.now(), working: isWorking(), hidden }, limitMs)
    watch = next.watch
    if (next.then === 'ask') worker.postMessage({ life: 'alive?' } satisfies Life)
    else if (next.then === 'dead') die({ kind: 'silent', seconds: Math.round(limitMs / 1000) })
  }, TICK_MS)

  worker.addEventListener(
    'message',
    (event: MessageEvent<unknown>) => {
      started = true
      watch = heard(watch)
      if (!isLife(event.data)) return
      event.stopImmediatePropagation()
      if (event.data.life === 'alive' && event.data.lock !== null) waitForEnd(event.data.lock, signal, () => die({ kind: 'gone' }))
    },
    { signal },
  )
  worker.addEventListener(
    'error',
    (event) => {
      // Told here: it is not told to the owner's owner as well.
      event.preventDefault()
      die(started || event.message ? { kind: 'error', message: event.message } : { kind: 'not-started' })
    },
    { signal },
  )
  worker.addEventListener('messageerror', () => die({ kind: 'error', message: 'A message could not be read.' }), { signal })
  return end
}

function waitForEnd(lock: string, signal: AbortSignal, ended: () => void): void {
  navigator.locks.request(lock, { signal }, ended).catch(() => undefined)
}

function isLife(message: unknown): message is Life {
  return typeof message === 'object' && message !== null && 'life' in message
}

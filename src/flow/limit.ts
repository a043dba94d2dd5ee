/** Browsers open at most this many HTTP/1.1 connections to a host; more would only queue where an abort cannot reach them. */
const SLOTS_PER_HOST = 6

/** Lets at most `slots` tasks run at a time; the others wait in order. */
export class Limit {
  private running = 0
  private readonly waiting: (() => void)[] = []
  private readonly slots: number

  constructor(slots: number) {
    this.slots = slots
  }

  /** Runs `task` when a slot is free; rejects with the signal's reason when aborted while waiting. */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    if (this.running < this.slots) this.running++
    else await this.turn(signal)
    try {
      return await task()
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.running--
    }
  }

  /** Resolves holding the slot that a finished task passes on. */
  private turn(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(enter), 1)
        reject(signal?.reason as Error)
      }
      const enter = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      this.waiting.push(enter)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }
}

const hosts = new Map<string, Limit>()

/** The limit shared by every reader of one host. */
export function hostLimit(host: string): Limit {
  let limit = hosts.get(host)
  if (!limit) hosts.set(host, (limit = new Limit(SLOTS_PER_HOST)))
  return limit
}

/** Those that wait: the urgent before the patient, each in the order they came. */
export type Urgency = 'urgent' | 'patient'

/** Lets at most `slots` tasks run at a time. One that is aborted while it waits never runs. */
export class Limit {
  private running = 0
  private readonly waiting: Readonly<Record<Urgency, (() => void)[]>> = { urgent: [], patient: [] }

  constructor(private readonly slots: number) {}

  /** Runs `task` when a slot is free; rejects with the signal's reason when aborted before that. */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal, urgency: Urgency = 'patient'): Promise<T> {
    signal?.throwIfAborted()
    if (this.running < this.slots) this.running++
    else await this.turn(this.waiting[urgency], signal)
    try {
      return await task()
    } finally {
      const next = this.waiting.urgent.shift() ?? this.waiting.patient.shift()
      if (next) next()
      else this.running--
    }
  }

  /** Resolves holding the slot that a finished task passes on. */
  private turn(queue: (() => void)[], signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        queue.splice(queue.indexOf(enter), 1)
        reject(signal?.reason as Error)
      }
      const enter = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      queue.push(enter)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }
}

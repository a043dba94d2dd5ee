import { Condition } from './condition'

/** Things to work through in order, added to while the work goes on; it ends when the signal is aborted. */
export class WorkQueue<T> {
  private readonly changed = new Condition()
  private readonly pending: T[]

  constructor(
    first: readonly T[],
    private readonly signal: AbortSignal,
  ) {
    this.pending = [...first]
    signal.addEventListener('abort', () => this.changed.notify(), { once: true })
  }

  add(...more: readonly T[]): void {
    this.pending.push(...more)
    this.changed.notify()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      await this.changed.until(() => this.signal.aborted || this.pending.length > 0)
      const [next] = this.pending
      if (this.signal.aborted || next === undefined) return
      this.pending.shift()
      yield next
    }
  }
}

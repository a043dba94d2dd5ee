/** Things to work through in order, added to while the work goes on; it ends when the signal is aborted. */
export class Feed<T> {
  private wake: () => void = () => undefined
  private readonly pending: T[]

  constructor(
    first: readonly T[],
    private readonly signal: AbortSignal,
  ) {
    this.pending = [...first]
    signal.addEventListener('abort', () => this.wake(), { once: true })
  }

  add(...more: readonly T[]): void {
    this.pending.push(...more)
    this.wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (!this.signal.aborted) {
      const next = this.pending.shift()
      if (next !== undefined) yield next
      else await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }
}

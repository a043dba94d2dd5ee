/** A link of limited bandwidth that all answers of a server share. */
export class Throttle {
  private free = 0

  /** 0: no limit. */
  constructor(readonly bytesPerSecond: number) {}

  /** Resolves when `bytes` have passed. Callers take turns in small pieces, so that transfers share the link evenly. */
  async pass(bytes: number): Promise<void> {
    if (this.bytesPerSecond <= 0) return
    const now = performance.now()
    // Kept as a schedule: a timer that fires late does not slow the link down.
    this.free = Math.max(now, this.free) + (bytes / this.bytesPerSecond) * 1000
    const wait = this.free - now
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

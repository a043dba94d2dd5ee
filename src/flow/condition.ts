import { unlessAborted } from './shared'

/** Something that several wait for: whoever changes what they wait for notifies them, and each looks again. */
export class Condition {
  private readonly waiters = new Set<() => void>()

  /** How many wait. */
  get waiting(): number {
    return this.waiters.size
  }

  /** Resolves as soon as `holds` does: now, or after a notice. Rejects with the signal's reason when aborted. */
  async until(holds: () => boolean, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    while (!holds()) await this.notice(signal)
  }

  /** Resolves with the next notice. */
  async notice(signal?: AbortSignal): Promise<void> {
    let wake: () => void = () => undefined
    const noticed = new Promise<void>((resolve) => (wake = resolve))
    this.waiters.add(wake)
    await unlessAborted(noticed, signal).finally(() => this.waiters.delete(wake))
  }

  notify(): void {
    for (const wake of [...this.waiters]) wake()
  }
}

/** Counts what the range readers fetch, byte by byte as bodies stream. One may be part of a whole, which counts the same. */
export class Meter {
  bytes = 0
  requests = 0
  /** Called after every change: keep it cheap. */
  onChange?: () => void

  constructor(private readonly whole: Meter | null = null) {}

  request(): void {
    this.requests++
    this.whole?.request()
    this.onChange?.()
  }

  receive(bytes: number): void {
    this.bytes += bytes
    this.whole?.receive(bytes)
    this.onChange?.()
  }
}

/** Counts what the range readers fetch, byte by byte as bodies stream. Share one between shards to sum over a dataset. */
export class Meter {
  bytes = 0
  requests = 0
  /** Called after every change: keep it cheap. */
  onChange?: () => void

  request(): void {
    this.requests++
    this.onChange?.()
  }

  receive(bytes: number): void {
    this.bytes += bytes
    this.onChange?.()
  }
}

/**
 * One at a time, the person's questions before the scan's inserts. DuckDB-WASM runs a statement at a time anyway;
 * queueing here lets an aborted question leave the queue without ever running.
 */
export class Turns {
  private readonly urgent: (() => void)[] = []
  private readonly patient: (() => void)[] = []
  private busy = false

  async take<T>(urgency: 'urgent' | 'patient', work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    if (this.busy) {
      await new Promise<void>((resolve) => {
        ;(urgency === 'urgent' ? this.urgent : this.patient).push(resolve)
      })
    }
    this.busy = true
    try {
      signal?.throwIfAborted()
      return await work()
    } finally {
      const next = this.urgent.shift() ?? this.patient.shift()
      if (next) next()
      else this.busy = false
    }
  }
}

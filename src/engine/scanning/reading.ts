import type { OpenedShard } from '../../shards/kinds/open'
import type { FetchedColumns } from '../duckdb/narrow'
import type { PlannedRun } from './scan'

/** A run that is asked for and not in the table yet. */
export interface PendingRun {
  readonly planned: PlannedRun
  readonly controller: AbortController
  /** Null while it is on its way. */
  result: PromiseSettledResult<FetchedColumns> | null
}

/** What goes with a shard that the scan has taken. */
export class Reading {
  opened: OpenedShard | null = null
  readonly plan: PlannedRun[] = []
  pending: PendingRun[] = []
  /** Ends the search for more rows. */
  finding: AbortController | null = null
  /** The run that goes into the table now. */
  inserting: PendingRun | null = null
  private bytes = 0
  /** Bytes asked for since {@link before} had come. */
  private expected = 0
  private before = 0

  /** So many bytes more are asked for, when so many had come. */
  expect(bytes: number, come: number): void {
    if (this.pending.length === 0) {
      this.expected = 0
      this.before = come
    }
    this.expected += bytes
  }

  /** How much has come of what is asked for; `of` null while nothing tells how much that is. */
  arrived(come: number): { readonly bytes: number; readonly of: number | null } {
    if (this.expected === 0) return { bytes: come, of: null }
    return { bytes: Math.min(come - this.before, this.expected), of: this.expected }
  }

  /** Whether more bytes of it have come since this was last asked. */
  hears(bytes: number): boolean {
    const more = bytes !== this.bytes
    this.bytes = bytes
    return more
  }

  /** Ends what is on its way behind the first `kept` runs, and tells how many rows that were. */
  rewind(kept: number): number {
    const ended = this.pending.slice(kept).filter((run) => run !== this.inserting)
    this.pending = this.pending.filter((run) => !ended.includes(run))
    for (const { controller } of ended) controller.abort()
    return ended.reduce((sum, { planned }) => sum + planned.run.rows, 0)
  }
}

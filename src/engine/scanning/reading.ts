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

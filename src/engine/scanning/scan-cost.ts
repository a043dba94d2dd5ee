import type { ScanCost, ShardStatus } from './scanning'
import type { Growth } from '../../shards/kinds/growth'
import { shardKindOf } from '../../shards/kinds/register'
import { NO_TRAFFIC, sum, type Traffic } from '../../shards/traffic'

/** What one shard takes: finding its footer, and its narrow columns from first row to last. */
interface ShardCost {
  readonly rows: number
  readonly opening: Traffic
  readonly columns: Traffic
  /** Of one whose rows are found little by little; null: its rows tell. */
  readonly growth: Pick<Growth, 'left'> | null
}

/** What the scan has yet to fetch, told from the shards whose footers are read. */
export class ScanCosts {
  private readonly known = new Map<number, ShardCost>()
  private rows = 0
  private opening = NO_TRAFFIC
  private columns = NO_TRAFFIC

  /** Notes what a shard took to open, and what its narrow columns take. Of a shard tried again the first note stands. */
  note(shard: number, cost: ShardCost): void {
    if (this.known.has(shard)) return
    this.known.set(shard, cost)
    this.rows += cost.rows
    this.opening = sum(this.opening, cost.opening)
    this.columns = sum(this.columns, cost.columns)
  }

  /** The rest, extrapolated by rows where they are known and by shards where not. Null before any footer, and when nothing is left. */
  left(shards: readonly ShardStatus[]): ScanCost | null {
    let total = NO_TRAFFIC
    let atLeast = false
    for (const [index, shard] of shards.entries()) {
      if (shard.state === 'done' || shard.state === 'failed') continue
      if (!shardKindOf(shard.name).costIsKnown) atLeast = true
      else total = sum(total, this.leftOf(shard, this.known.get(index)))
    }
    const { bytes, requests } = total
    return this.known.size === 0 || (requests < 0.5 && !atLeast)
      ? null
      : { bytes: Math.round(bytes), requests: Math.round(requests), atLeast }
  }

  private leftOf({ rows, rowsScanned }: ShardStatus, cost: ShardCost | undefined): Traffic {
    if (cost?.growth) return cost.growth.left ?? NO_TRAFFIC
    if (cost) return times(cost.columns, cost.rows > 0 ? 1 - rowsScanned / cost.rows : 0)
    const mean = 1 / Math.max(1, this.known.size)
    const columns = times(this.columns, mean)
    const bytes = rows === null ? columns.bytes : (this.columns.bytes / Math.max(1, this.rows)) * rows
    return sum(times(this.opening, mean), { bytes, requests: columns.requests })
  }
}

function times({ bytes, requests }: Traffic, factor: number): Traffic {
  return { bytes: bytes * factor, requests: requests * factor }
}

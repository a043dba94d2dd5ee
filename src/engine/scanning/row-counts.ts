import type { ShardRef } from '../../dataset/shard-ref'
import type { Condition } from '../../flow/condition'
import { Limit } from '../../flow/limit'
import { openShard } from '../../shards/file'
import type { HttpOptions } from '../../shards/http'
import { shardKindOf } from '../../shards/kinds/register'
import { Meter } from '../../shards/meter'
import type { Allowance } from '../../shards/traffic'
import type { SessionContext } from './open-shards'
import type { ScanShards } from './readings'

/** Beyond this the total stays open: reading so many footers would take minutes. */
const MOST_COUNTED = 1000
/** Fewer than the host's slots, so that the scan and the pictures are not held up. */
const AT_ONCE = 2
/** The first shards' footers are read for the scan anyway. */
const SCANNED_FIRST = 3
/** Shards that could not be counted and that the scan has not come to yet: with so many it waits for the scan, which says why. */
const MOST_UNCOUNTED = 2
/** Milliseconds: a slow footer is left to the scan. */
const PATIENCE_MS = 5000

interface RowCounts {
  readonly shards: readonly ShardRef[]
  /** Whether the scan has come to a shard by itself. */
  readonly isKnown: (shard: number) => boolean
  /** Whether the scan would go on with the host of a shard now. */
  readonly mayGoOn: (shard: number) => boolean
  /** Notified when these may have changed. */
  readonly changed: Condition
  readonly http: HttpOptions
  /** What leads to nothing is taken from it. */
  readonly allowance: Allowance
  readonly signal: AbortSignal
  readonly tell: (shard: number, rows: number) => void
}

/**
 * Reads how many rows the shards have and tells each as it comes. Only of kinds that can tell before they are read, as Parquet does by
 * its footer. A shard that fails here is left to the scan, which says why. Rejects only when aborted.
 */
async function countRows({ shards, isKnown, mayGoOn, changed, http, allowance, signal, tell }: RowCounts): Promise<void> {
  const limit = new Limit(AT_ONCE)
  const uncounted = new Set<number>()
  const countable = [...shards.entries()].slice(SCANNED_FIRST).flatMap(([index, ref]) => {
    const { countRows } = shardKindOf(ref.name)
    return countRows ? [{ index, ref, countRows }] : []
  })
  const fewUncounted = () => {
    for (const index of uncounted) if (isKnown(index)) uncounted.delete(index)
    return uncounted.size < MOST_UNCOUNTED
  }
  const count = async ({ index, ref, countRows }: (typeof countable)[number]) => {
    await changed.until(() => isKnown(index) || (fewUncounted() && mayGoOn(index)), signal)
    if (isKnown(index)) return
    const meter = new Meter(http.meter)
    const ends = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
    const rows = await openShard(ref, { ...http, meter, signal: ends })
      .then((file) => countRows(file, ends))
      .catch(() => null)
    signal.throwIfAborted()
    if (rows !== null) {
      tell(index, rows)
      return
    }
    allowance.spend(meter)
    uncounted.add(index)
  }
  await Promise.all(countable.slice(0, MOST_COUNTED).map((shard) => limit.run(() => count(shard), signal)))
}

/** Learns the total early, while the scan goes on. Rejects when aborted. */
export async function countAhead(
  { dataset, board, http, allowance, failures, signal }: SessionContext,
  scanned: Pick<ScanShards, 'askedFor'>,
  first: Promise<unknown>,
): Promise<void> {
  await first.catch(() => undefined)
  await countRows({
    shards: dataset.shards,
    isKnown: (index) => scanned.askedFor(index) !== null || board.shard(index).rows !== null,
    mayGoOn: (index) => board.waits.length === 0 && failures.inARow(index) === 0,
    changed: board.changed,
    http,
    allowance,
    signal,
    tell: (index, rows) => {
      board.shard(index).rows ??= rows
      board.touch()
    },
  })
}

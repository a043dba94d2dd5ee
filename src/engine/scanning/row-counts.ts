import type { ShardRef } from '../../dataset/shard-ref'
import { openShard } from '../../shards/file'
import type { HttpOptions } from '../../shards/http'
import { shardKindOf } from '../../shards/kinds/register'
import { Limit } from '../../flow/limit'

/** Beyond this the total stays open: reading so many footers would take minutes. */
const MOST_COUNTED = 1000
/** Fewer than the host's slots, so that the scan and the pictures are not held up. */
const AT_ONCE = 2

/**
 * Reads how many rows the shards have and tells each as it comes. Only of kinds that can tell before they are read, as Parquet does by
 * its footer. A shard that fails here is left to the scan, which says why. Rejects only when aborted.
 */
export async function countRows(
  shards: ReadonlyMap<number, ShardRef>,
  http: HttpOptions,
  signal: AbortSignal,
  tell: (shard: number, rows: number) => void,
): Promise<void> {
  const limit = new Limit(AT_ONCE)
  const countable = [...shards].flatMap(([index, ref]) => {
    const { countRows } = shardKindOf(ref.name)
    return countRows ? [{ index, ref, countRows }] : []
  })
  const count = async ({ index, ref, countRows }: (typeof countable)[number]) => {
    const rows = await openShard(ref, { ...http, signal })
      .then((file) => countRows(file, signal))
      .catch(() => null)
    signal.throwIfAborted()
    if (rows !== null) tell(index, rows)
  }
  await Promise.all(countable.slice(0, MOST_COUNTED).map((shard) => limit.run(() => count(shard), signal)))
}

import type { ShardRef } from '../../dataset/dataset'
import { isTar, textTableOf } from '../../dataset/shard-kind'
import { openShard } from '../../shards/file'
import { readFooter } from '../../shards/footer'
import type { HttpOptions } from '../../shards/http'
import { Limit } from '../../flow/limit'

/** Beyond this the total stays open: reading so many footers would take minutes. */
const MOST_COUNTED = 1000
/** Fewer than the host's slots, so that the scan and the pictures are not held up. */
const AT_ONCE = 2
/** Most footers are shorter; only the count is wanted, so what a longer first read also fetches would be for nothing. */
const TAIL = 16 * 1024

/**
 * Reads how many rows the shards have, from their footers, and tells each as it comes. Only of Parquet: other kinds cannot tell before
 * they are read. A shard that fails here is left to the scan, which says why. Rejects only when aborted.
 */
export async function countRows(
  shards: ReadonlyMap<number, ShardRef>,
  http: HttpOptions,
  signal: AbortSignal,
  tell: (shard: number, rows: number) => void,
): Promise<void> {
  const limit = new Limit(AT_ONCE)
  const countable = [...shards].filter(([, { name }]) => !isTar(name) && textTableOf(name) === null).slice(0, MOST_COUNTED)
  const count = async (index: number, ref: ShardRef) => {
    const footer = await openShard(ref, { ...http, signal })
      .then((file) => readFooter(file, signal, TAIL))
      .catch(() => null)
    signal.throwIfAborted()
    if (footer) tell(index, footer.rows)
  }
  await Promise.all(countable.map(([index, ref]) => limit.run(() => count(index, ref), signal)))
}

import { pairKey } from '../pair/pair'
import { fetchSlice } from '../shards/slice-io'
import { planSlice } from '../shards/plan'
import { ingestColumns } from './duckdb/sql'
import type { OpenedShard } from './opened-shard'

/** A row group of an opened shard, in dataset order. */
export interface GroupRef {
  readonly opened: OpenedShard
  readonly group: number
}

/** A row group's narrow columns, fetched. */
export interface FetchedGroup {
  readonly ref: GroupRef
  /** Null when the shard has no narrow column. */
  readonly slice: Uint8Array | null
}

/** Fetches the narrow columns of one row group as a slice. */
export async function fetchGroup(ref: GroupRef, signal: AbortSignal): Promise<FetchedGroup> {
  const { file, footer, roles } = ref.opened
  const columns = ingestColumns(roles).map((column) => column.path)
  const slice = columns.length ? await fetchSlice(file, planSlice(footer, ref.group, columns), signal) : null
  return { ref, slice }
}

export function firstKeyOf({ opened, group }: GroupRef): number {
  return pairKey(opened.index, opened.footer.groups[group]?.firstRow ?? 0)
}

export function rowsOf({ opened, group }: GroupRef): number {
  return opened.footer.groups[group]?.rows ?? 0
}

/**
 * Runs `work` on every item, up to `ahead` at once, and gives the results in the items' order.
 * Items are pulled only when there is room, so a slow consumer slows the source.
 */
export async function* inOrder<T, R>(items: AsyncIterable<T>, ahead: number, work: (item: T) => Promise<R>): AsyncGenerator<{ item: T; result: PromiseSettledResult<R> }> {
  const source = items[Symbol.asyncIterator]()
  const running: { item: T; settled: Promise<PromiseSettledResult<R>> }[] = []
  let exhausted = false
  try {
    for (;;) {
      while (!exhausted && running.length < ahead) {
        const next = await source.next()
        if (next.done) exhausted = true
        else {
          const item = next.value
          const settled = work(item).then(
            (value): PromiseSettledResult<R> => ({ status: 'fulfilled', value }),
            (reason: unknown): PromiseSettledResult<R> => ({ status: 'rejected', reason }),
          )
          running.push({ item, settled })
        }
      }
      const first = running.shift()
      if (!first) return
      yield { item: first.item, result: await first.settled }
    }
  } finally {
    await source.return?.()
  }
}

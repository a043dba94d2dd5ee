import { rowOf, shardOf } from '../../engine/scanning/key'
import type { StoredColumn } from '../../engine/rows'
import { countKeys, hasKey, type KeyRanges } from '../../pair/key-ranges'
import type { PairKey } from '../../pair/pair'

/** Rows read at once. More at a time are no faster, and two batches are under way in each of three threads. */
export const BATCH_ROWS = 25_000
/** Compressed bytes read for a batch; decoded they are a few times as many, and two batches are under way. */
const BATCH_BYTES = 4e6
const LEAST_ROWS = 50

/** What an export would read. An extrapolation: row groups are taken to be alike. */
export interface ExportCost {
  readonly rows: number
  readonly bytes: number
  readonly requests: number
}

/** How the rows of a dataset lie in its files, as far as the first of them tells. */
export interface Extent {
  readonly rowsTotal: number
  /** Of a row group: a column is fetched a row group at a time. */
  readonly groupRows: number
}

/** What rows of these columns cost to read: at most a request for each column of each row group that holds any. */
export function costOf(keys: KeyRanges, columns: readonly StoredColumn[], { rowsTotal, groupRows }: Extent): ExportCost {
  const rows = countKeys(keys)
  const read = columns.filter(({ bytes }) => bytes > 0)
  if (rows === 0 || rowsTotal === 0 || read.length === 0) return { rows, bytes: 0, requests: 0 }
  const groups = groupsOf(keys, groupRows)
  const share = Math.min(1, (groups * groupRows) / rowsTotal)
  return { rows, bytes: Math.round(read.reduce((sum, { bytes }) => sum + bytes * share, 0)), requests: groups * read.length }
}

/** How many row groups hold any of these rows. */
function groupsOf(keys: KeyRanges, groupRows: number): number {
  let groups = 0
  let [lastShard, lastGroup] = [-1, -1]
  for (let i = 0; i < keys.length; i += 2) {
    const shard = shardOf(keys[i] ?? 0)
    const first = Math.floor(rowOf(keys[i] ?? 0) / groupRows)
    const last = Math.floor(rowOf(keys[i + 1] ?? 0) / groupRows)
    groups += last - first + (shard === lastShard && first === lastGroup ? 0 : 1)
    lastShard = shard
    lastGroup = last
  }
  return groups
}

/** What both cost together, for the rows of the first. */
export function withCost(cost: ExportCost, { bytes, requests }: ExportCost): ExportCost {
  return { rows: cost.rows, bytes: cost.bytes + bytes, requests: cost.requests + requests }
}

/** How many rows to read at a time. */
export function rowsAtOnce(columns: readonly StoredColumn[], rowsTotal: number): number {
  const bytesPerRow = columns.reduce((sum, { bytes }) => sum + bytes, 0) / Math.max(1, rowsTotal)
  return Math.max(LEAST_ROWS, Math.min(BATCH_ROWS, Math.floor(BATCH_BYTES / Math.max(1, bytesPerRow))))
}

/** Ascending keys of one shard, at most so many: what fails, fails for that shard alone. */
export function* batchesOf(keys: KeyRanges, most: number): Generator<Float64Array<ArrayBuffer>> {
  let batch = new Float64Array(most)
  let length = 0
  for (let i = 0; i < keys.length; i += 2) {
    const last = keys[i + 1] ?? 0
    for (let key = keys[i] ?? 0; key <= last; key++) {
      if (length === most || (length > 0 && shardOf(batch[0] ?? 0) !== shardOf(key))) {
        yield batch.slice(0, length)
        batch = new Float64Array(most)
        length = 0
      }
      batch[length++] = key
    }
  }
  if (length > 0) yield batch.slice(0, length)
}

/** The same of keys in an order of their own, those alone that are in the set. */
export function* batchesInOrder(order: ArrayLike<PairKey>, keys: KeyRanges, most: number): Generator<Float64Array<ArrayBuffer>> {
  let batch: PairKey[] = []
  for (let i = 0; i < order.length; i++) {
    const key = order[i] ?? 0
    if (!hasKey(keys, key)) continue
    batch.push(key)
    if (batch.length < most) continue
    yield Float64Array.from(batch)
    batch = []
  }
  if (batch.length > 0) yield Float64Array.from(batch)
}

import { shardOf } from '../../engine/scanning/key'
import type { StoredColumn } from '../../engine/rows'
import { countKeys, hasKey, type KeyRanges } from '../../pair/key-ranges'
import type { PairKey } from '../../pair/pair'

/** Rows written at once: of narrow columns a row group, of wide ones what memory holds easily. */
export const BATCH_ROWS = 100_000
/** Compressed bytes read for a batch; decoded they are a few times as many, and two batches are under way. */
const BATCH_BYTES = 12e6
const LEAST_ROWS = 50

/** What an export would read. An extrapolation: the rows are taken to be like the others of their shards. */
export interface ExportCost {
  readonly rows: number
  readonly bytes: number
  readonly requests: number
}

/** Pages hold many rows: where few of them are wanted, more is read than their share. */
const LEAST_READ = 64_000
/** One range of a shard, as the reader cuts them. */
const RANGE_BYTES = 8e6

/** What rows of these columns cost to read, of a dataset of `rowsTotal` rows. */
export function costOf(keys: KeyRanges, columns: readonly StoredColumn[], rowsTotal: number): ExportCost {
  const rows = countKeys(keys)
  if (rows === 0 || rowsTotal === 0) return { rows, bytes: 0, requests: 0 }
  const share = Math.min(1, rows / rowsTotal)
  const spots = spotsOf(keys)
  let bytes = 0
  let requests = 0
  for (const column of columns) {
    if (column.bytes === 0) continue
    const read = Math.min(column.bytes, Math.max(column.bytes * share, spots * Math.min(LEAST_READ, column.bytes / shardsIn(keys))))
    bytes += read
    requests += Math.max(spots, Math.ceil(read / RANGE_BYTES))
  }
  return { rows, bytes: Math.round(bytes), requests }
}

/** What both cost together, for the rows of the first. */
export function withCost(cost: ExportCost, { bytes, requests }: ExportCost): ExportCost {
  return { rows: cost.rows, bytes: cost.bytes + bytes, requests: cost.requests + requests }
}

/** Rows nearer to each other than this are in one page as a rule. */
const NEAR = 4096

/** Places apart from each other at which there is something to read. */
function spotsOf(keys: KeyRanges): number {
  let spots = 0
  for (let i = 0; i < keys.length; i += 2) if (i === 0 || (keys[i] ?? 0) - (keys[i - 1] ?? 0) > NEAR) spots++
  return spots
}

function shardsIn(keys: KeyRanges): number {
  let shards = 0
  for (let i = 0; i < keys.length; i += 2) if (i === 0 || shardOf(keys[i] ?? 0) !== shardOf(keys[i - 1] ?? 0)) shards++
  return Math.max(1, shards)
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

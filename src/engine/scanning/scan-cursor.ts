/** Where the scan of a dataset stands: a value; each step gives the next. Pure. */
export interface ScanCursor {
  readonly shards: number
  /** The first shard that nobody has taken yet. */
  readonly next: number
  /** Taken before the others: the person waits for these. */
  readonly again: readonly number[]
  /** Taken after all others, for what they need of memory. */
  readonly last: readonly number[]
  readonly paused: boolean
}

export function startOf(shards: number): ScanCursor {
  return { shards, next: 0, again: [], last: [], paused: false }
}

/** The shard whose turn it is, and where the scan stands once it is taken; null when none is left. */
export function take(cursor: ScanCursor): { readonly shard: number; readonly cursor: ScanCursor } | null {
  const { again, next, shards, last } = cursor
  if (again[0] !== undefined) return { shard: again[0], cursor: { ...cursor, again: again.slice(1) } }
  if (next < shards) return { shard: next, cursor: { ...cursor, next: next + 1 } }
  if (last[0] !== undefined) return { shard: last[0], cursor: { ...cursor, last: last.slice(1) } }
  return null
}

export function isAtEnd(cursor: ScanCursor): boolean {
  return take(cursor) === null
}

/** Whether there are shards to take that were not put off. */
export function hasOthers({ again, next, shards }: ScanCursor): boolean {
  return again.length > 0 || next < shards
}

/** The next `count` shards that will be taken, as far as they are in dataset order or tried again. */
export function ahead({ again, next, shards }: ScanCursor, count: number): number[] {
  const fresh = Array.from({ length: Math.min(count, shards - next) }, (_, i) => next + i)
  return [...again, ...fresh].slice(0, count)
}

/** Shards that failed are to be read again, before the others. */
export function retried(cursor: ScanCursor, shards: readonly number[]): ScanCursor {
  return { ...cursor, again: [...shards, ...cursor.again] }
}

/** What was taken is put off until all others are read. */
export function putOff(cursor: ScanCursor, shard: number): ScanCursor {
  return { ...cursor, last: [...cursor.last, shard] }
}

/** The row group from which a shard is read on, of whose rows so many are in the table; the number of groups when all are. */
export function groupAt(groups: readonly { readonly firstRow: number }[], rows: number): number {
  const at = groups.findIndex(({ firstRow }) => firstRow >= rows)
  return at < 0 ? groups.length : at
}

/** Where the scan of a dataset stands among the shards that it has not taken: a value; each step gives the next. Pure. */
export interface ScanCursor {
  readonly shards: number
  /** The first shard that nobody has taken yet. */
  readonly next: number
  /** Taken before the others: the person waits for these. */
  readonly again: readonly number[]
  /** Taken after all others, for what they need of memory or of patience. */
  readonly last: readonly number[]
  /** Not taken before somebody says so: their host has failed too often. */
  readonly held: readonly number[]
}

export function startOf(shards: number): ScanCursor {
  return { shards, next: 0, again: [], last: [], held: [] }
}

/** Whether the host of a shard is not asked any more. */
type IsHeld = (shard: number) => boolean

const NOBODY: IsHeld = () => false

/** The shard whose turn it is, null when none is left, and where the scan stands once it is taken. Those to be held are passed over. */
export function take(cursor: ScanCursor, isHeld: IsHeld = NOBODY): { readonly shard: number | null; readonly cursor: ScanCursor } {
  const { again, shards } = cursor
  if (again[0] !== undefined) return { shard: again[0], cursor: { ...cursor, again: again.slice(1) } }
  let { next } = cursor
  while (next < shards && isHeld(next)) next += 1
  const passed = Array.from({ length: next - cursor.next }, (_, i) => cursor.next + i)
  if (next < shards) return { shard: next, cursor: { ...cursor, next: next + 1, held: [...cursor.held, ...passed] } }
  const first = cursor.last.findIndex((shard) => !isHeld(shard))
  const end = first < 0 ? cursor.last.length : first
  const held = [...cursor.held, ...passed, ...cursor.last.slice(0, end)]
  return { shard: cursor.last[end] ?? null, cursor: { ...cursor, next, held, last: cursor.last.slice(end + 1) } }
}

/** Whether there are shards to take, but for those that are held. */
export function isAtEnd({ again, next, shards, last }: ScanCursor): boolean {
  return again.length === 0 && next >= shards && last.length === 0
}

/** Whether there are shards to take that were not put off. */
export function hasOthers({ again, next, shards }: ScanCursor): boolean {
  return again.length > 0 || next < shards
}

/** Shards that failed are to be read again, before the others. */
export function retried(cursor: ScanCursor, shards: readonly number[]): ScanCursor {
  return { ...cursor, again: [...shards, ...cursor.again] }
}

/** A shard is not waiting for its turn any more. */
export function without(cursor: ScanCursor, shard: number): ScanCursor {
  const others = (shards: readonly number[]) => shards.filter((other) => other !== shard)
  return { ...cursor, again: others(cursor.again), last: others(cursor.last), held: others(cursor.held) }
}

/** What was taken is put off until all others are read. */
export function putOff(cursor: ScanCursor, shard: number): ScanCursor {
  return { ...cursor, last: [...cursor.last, shard] }
}

/** Those that were held may be taken again. */
export function released(cursor: ScanCursor): ScanCursor {
  return cursor.held.length === 0 ? cursor : { ...cursor, held: [], last: [...cursor.last, ...cursor.held] }
}

/** The row group from which a shard is read on, of whose rows so many are in the table; the number of groups when all are. */
export function groupAt(groups: readonly { readonly firstRow: number }[], rows: number): number {
  const at = groups.findIndex(({ firstRow }) => firstRow >= rows)
  return at < 0 ? groups.length : at
}

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
  const again = firstFree(cursor.again, isHeld)
  if (again.shard !== null) {
    return { shard: again.shard, cursor: { ...cursor, again: again.rest, held: [...cursor.held, ...again.passed] } }
  }
  let { next } = cursor
  while (next < cursor.shards && isHeld(next)) next += 1
  const passed = Array.from({ length: next - cursor.next }, (_, i) => cursor.next + i)
  const held = [...cursor.held, ...again.passed, ...passed]
  if (next < cursor.shards) return { shard: next, cursor: { ...cursor, again: [], next: next + 1, held } }
  const last = firstFree(cursor.last, isHeld)
  return { shard: last.shard, cursor: { ...cursor, again: [], next, held: [...held, ...last.passed], last: last.rest } }
}

/** The first of `shards` that is not held, those passed over for it, and those behind it. */
function firstFree(shards: readonly number[], isHeld: IsHeld) {
  const first = shards.findIndex((shard) => !isHeld(shard))
  const end = first < 0 ? shards.length : first
  return { shard: shards[end] ?? null, passed: shards.slice(0, end), rest: shards.slice(end + 1) }
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

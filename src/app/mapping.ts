import type { LeafColumn } from '../dataset/roles'
import type { Engine } from '../engine/engine'
import type { PairKey } from '../pair/pair'
import { NO_CONSENT, pictureVerdict } from '../pair/safety'
import { Store } from '../flow/store'

/** Whether the mapping panel is open: it is asked for from several places. */
export const mappingOpen = new Store(false)

const EXAMPLES = 3
const MAX_EXAMPLE = 90

/** Values from the first rows by what the inspector calls their column; null where nothing is stored. Rows tagged NSFW give none. */
export async function readExamples(
  engine: Engine,
  keys: readonly PairKey[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly (string | null)[]>> {
  // Of a shard that cannot be shown yet no row is a pair.
  const pairs = await engine.pairs(keys, { signal })
  const unsafe = new Set(
    pairs.flatMap((pair) => (pair && (pair.nsfw === 2 || pictureVerdict(pair, NO_CONSENT) === 'blocked') ? [pair.key] : [])),
  )
  const shown = keys.filter((key) => !unsafe.has(key)).slice(0, EXAMPLES)
  const rows = await Promise.all(shown.map((key) => engine.row(key, { signal }).catch(() => null)))
  signal.throwIfAborted()
  const examples = new Map<string, (string | null)[]>()
  for (const { name, value } of rows.flatMap((row) => row?.columns ?? []))
    examples.set(name, [...(examples.get(name) ?? []), value === null ? null : abridged(value)])
  return examples
}

/** What the inspector calls a column: of a list only its top-level name. */
export function rowName({ path, repeated, steps }: LeafColumn): string {
  return repeated ? String(steps?.[0] ?? path.split('.')[0]) : path
}

function abridged(value: string): string {
  const line = value
    .slice(0, MAX_EXAMPLE * 4)
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > MAX_EXAMPLE ? `${line.slice(0, MAX_EXAMPLE - 1)}…` : line
}

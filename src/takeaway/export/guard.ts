import type { Engine } from '../../engine/engine'
import { countKeys, hasKey, intersect, NO_KEYS, unite, type KeyRanges } from '../../pair/key-ranges'
import { NSFW_CLASSES, type NsfwClass, type PairKey } from '../../pair/pair'
import { pictureVerdict, type Consent } from '../../pair/safety'
import { filterOf, withFilter } from '../../query/query'
import { queryOf, sizeOf, type Scope } from './scope'

/** Captions are looked at in so many at a time: they are objects. */
const PAIRS_AT_ONCE = 5000

/** Pairs of a scope by how safe they are said to be. */
export interface Sorted {
  /** By NsfwClass. */
  readonly classes: readonly KeyRanges[]
  /** Named by the scope, but of rows that were not scanned: nobody knows how safe they are, and they stay. */
  readonly unscanned: number
}

/** Sorts the pairs of a scope by the engine's own table: what no class is known of is in none. */
export async function sortByClass(engine: Pick<Engine, 'keys'>, scope: Scope, signal?: AbortSignal): Promise<Sorted> {
  const query = queryOf(scope)
  const chosen = filterOf(query, 'nsfw')?.classes
  const classes = await Promise.all(
    NSFW_CLASSES.map(async (_, at) => {
      const nsfw = at as NsfwClass
      if (chosen && !chosen.includes(nsfw)) return NO_KEYS
      return engine.keys(withFilter(query, { kind: 'nsfw', classes: [nsfw] }), { signal })
    }),
  )
  const known = classes.reduce((sum, keys) => sum + countKeys(keys), 0)
  return { classes, unscanned: Math.max(0, (sizeOf(scope) ?? known) - known) }
}

/** Those that may leave, as far as classes tell: UNLIKELY, and what the person ticked. */
export function admitted({ classes }: Sorted, ticked: Consent): KeyRanges {
  return classes.reduce((keys, of, nsfw) => (nsfw === 0 || ticked.has(nsfw as NsfwClass) ? unite(keys, of) : keys), NO_KEYS)
}

/** Of the pairs that may leave, those whose captions are looked at first. */
export function suspected({ classes }: Sorted, ticked: Consent): KeyRanges {
  return ([1, 2] as const).reduce((keys, nsfw) => (ticked.has(nsfw) ? unite(keys, classes[nsfw] ?? NO_KEYS) : keys), NO_KEYS)
}

/** Pairs that the guard left out. */
export interface Withheld {
  /** No consent lifts it: an unsafe tag on a caption that speaks of minors. */
  readonly blocked: number
  /** Rows that could not be looked at. */
  readonly unread: number
}

/** Looks at pairs before anything of them is read for an export. Asked anew for each export. */
export class Guard {
  /** Of tags that block together with a caption. */
  private readonly tagged: KeyRanges

  constructor(
    private readonly engine: Pick<Engine, 'pairs'>,
    { classes }: Sorted,
    private readonly ticked: Consent,
  ) {
    this.tagged = unite(classes[1] ?? NO_KEYS, classes[2] ?? NO_KEYS)
  }

  /** What may be taken of admitted keys, in their order. */
  async pass(keys: Float64Array<ArrayBuffer>, signal?: AbortSignal): Promise<Withheld & { readonly keys: Float64Array<ArrayBuffer> }> {
    const suspects = this.suspectsOf(keys)
    if (suspects.length === 0) return { keys, blocked: 0, unread: 0 }
    const out = new Set<PairKey>()
    let unread = 0
    for (let from = 0; from < suspects.length; from += PAIRS_AT_ONCE) {
      const some = suspects.slice(from, from + PAIRS_AT_ONCE)
      const pairs = await this.engine.pairs(some, { signal })
      for (const [i, key] of some.entries()) {
        const pair = pairs[i]
        if (!pair) unread++
        if (!pair || pictureVerdict(pair, this.ticked) !== 'allowed') out.add(key)
      }
    }
    return { keys: keys.filter((key) => !out.has(key)), blocked: out.size - unread, unread }
  }

  private suspectsOf(keys: Float64Array): readonly PairKey[] {
    if (this.tagged.length === 0 || keys.length === 0) return []
    const first = keys.reduce((least, key) => Math.min(least, key))
    const last = keys.reduce((most, key) => Math.max(most, key))
    const near = intersect(this.tagged, new Float64Array([first, last]))
    return near.length === 0 ? [] : Array.from(keys.filter((key) => hasKey(near, key)))
  }
}

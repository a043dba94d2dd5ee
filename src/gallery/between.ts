import { inOneSet, NO_KEYS, rangesOf, unite, type KeyRanges } from '../pair/key-ranges'
import type { Results } from './list'

/** Places looked at before the page may draw: some milliseconds. */
const AT_ONCE = 65_536

/** The pairs at the places from `first` to `last` of a list, both included. A million are gone through in steps, so that nothing waits. */
export async function keysBetween({ keyAt }: Pick<Results, 'keyAt'>, first: number, last: number): Promise<KeyRanges> {
  const parts: KeyRanges[] = []
  for (let from = first; from <= last; from += AT_ONCE) {
    if (from > first) await drawn()
    parts.push(partBetween(keyAt, from, Math.min(last, from + AT_ONCE - 1)))
  }
  const ascends = parts.every((part, i) => i === 0 || (parts[i - 1]?.at(-1) ?? -1) < (part[0] ?? Infinity))
  if (ascends) return inOneSet(parts)
  // By twos, so that none is gone through more often than there are halvings.
  let left = parts
  while (left.length > 1) {
    const pairs: KeyRanges[] = []
    for (let i = 0; i < left.length; i += 2) {
      pairs.push(unite(left[i] ?? NO_KEYS, left[i + 1] ?? NO_KEYS))
      await drawn()
    }
    left = pairs
  }
  return left[0] ?? NO_KEYS
}

function partBetween(keyAt: Results['keyAt'], first: number, last: number): KeyRanges {
  const keys = new Float64Array(last - first + 1)
  let found = 0
  for (let index = first; index <= last; index++) {
    const key = keyAt(index)
    if (key !== undefined) keys[found++] = key
  }
  return rangesOf(keys.subarray(0, found))
}

async function drawn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve))
}

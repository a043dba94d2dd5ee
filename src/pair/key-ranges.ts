import type { PairKey } from './pair'

/**
 * A set of pairs: `[first, last, first, last, …]`, inclusive, ascending, neither overlapping nor touching. Every whole number between two
 * bounds is a pair there is, so that the set can be counted. A value: never written to after it is made.
 */
export type KeyRanges = Float64Array<ArrayBuffer>

export const NO_KEYS: KeyRanges = new Float64Array()

/** Of keys in any order; those that follow each other become one range. */
export function rangesOf(keys: ArrayLike<PairKey>): KeyRanges {
  let sorted = keys
  for (let i = 1; i < keys.length; i++)
    if ((keys[i] ?? 0) <= (keys[i - 1] ?? 0)) {
      sorted = Float64Array.from(keys).sort()
      break
    }
  const bounds = new Bounds()
  for (let i = 0; i < sorted.length; i++) {
    const key = sorted[i] ?? 0
    bounds.add(key, key)
  }
  return bounds.done()
}

/** How many pairs there are in it. */
export function countKeys(ranges: KeyRanges): number {
  let count = 0
  for (let i = 0; i < ranges.length; i += 2) count += (ranges[i + 1] ?? 0) - (ranges[i] ?? 0) + 1
  return count
}

export function hasKey(ranges: KeyRanges, key: PairKey): boolean {
  const at = firstEndingAtOrAfter(ranges, key)
  return at < ranges.length && (ranges[at] ?? 0) <= key
}

export function sameKeys(a: KeyRanges, b: KeyRanges): boolean {
  return a === b || (a.length === b.length && a.every((bound, i) => bound === b[i]))
}

export function unite(a: KeyRanges, b: KeyRanges): KeyRanges {
  if (a.length === 0) return b
  if (b.length === 0) return a
  const bounds = new Bounds()
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const fromA = j >= b.length || (i < a.length && (a[i] ?? 0) <= (b[j] ?? 0))
    if (fromA) bounds.add(a[i] ?? 0, a[i + 1] ?? 0)
    else bounds.add(b[j] ?? 0, b[j + 1] ?? 0)
    if (fromA) i += 2
    else j += 2
  }
  return bounds.done()
}

/** Sets that follow each other, ascending, as one. */
export function inOneSet(parts: readonly KeyRanges[]): KeyRanges {
  const bounds = new Bounds()
  for (const part of parts) for (let i = 0; i < part.length; i += 2) bounds.add(part[i] ?? 0, part[i + 1] ?? 0)
  return bounds.done()
}

export function intersect(a: KeyRanges, b: KeyRanges): KeyRanges {
  const bounds = new Bounds()
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [aLast, bLast] = [a[i + 1] ?? 0, b[j + 1] ?? 0]
    const first = Math.max(a[i] ?? 0, b[j] ?? 0)
    const last = Math.min(aLast, bLast)
    if (first <= last) bounds.add(first, last)
    if (aLast <= bLast) i += 2
    else j += 2
  }
  return bounds.done()
}

/** What is in it from `first` to `last`, found without going through the others. */
export function partOf(ranges: KeyRanges, first: PairKey, last: PairKey): KeyRanges {
  const from = firstEndingAtOrAfter(ranges, first)
  let to = firstEndingAtOrAfter(ranges, last)
  if (to < ranges.length && (ranges[to] ?? 0) <= last) to += 2
  const part = ranges.slice(from, to)
  if (part.length === 0) return part
  part[0] = Math.max(part[0] ?? 0, first)
  part[part.length - 1] = Math.min(part.at(-1) ?? 0, last)
  return part
}

/** What is in `a` and not in `b`. */
export function without(a: KeyRanges, b: KeyRanges): KeyRanges {
  const bounds = new Bounds()
  for (let i = 0, j = 0; i < a.length; i += 2) {
    let first = a[i] ?? 0
    const last = a[i + 1] ?? 0
    while (j < b.length && (b[j + 1] ?? 0) < first) j += 2
    for (let k = j; k < b.length && (b[k] ?? 0) <= last; k += 2) {
      if ((b[k] ?? 0) > first) bounds.add(first, (b[k] ?? 0) - 1)
      first = Math.max(first, (b[k + 1] ?? 0) + 1)
    }
    if (first <= last) bounds.add(first, last)
  }
  return bounds.done()
}

/** The place of the first range whose last key is `key` or greater. */
function firstEndingAtOrAfter(ranges: KeyRanges, key: PairKey): number {
  let low = 0
  let high = ranges.length / 2
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ranges[2 * middle + 1] ?? 0) < key) low = middle + 1
    else high = middle
  }
  return 2 * low
}

/** Joins ranges that come in the order of their first keys. */
class Bounds {
  private bounds = new Float64Array(16)
  private length = 0

  add(first: PairKey, last: PairKey): void {
    const { length } = this
    const before = this.bounds[length - 1] ?? 0
    if (length > 0 && first <= before + 1) {
      this.bounds[length - 1] = Math.max(before, last)
      return
    }
    if (length === this.bounds.length) {
      const grown = new Float64Array(2 * length)
      grown.set(this.bounds)
      this.bounds = grown
    }
    this.bounds[length] = first
    this.bounds[length + 1] = last
    this.length = length + 2
  }

  done(): KeyRanges {
    return this.bounds.slice(0, this.length)
  }
}

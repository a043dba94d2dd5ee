/** Half-open: [start, end) bytes of a file. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** One request, and which of the wanted ranges it brings (indices into the input). */
export interface FetchRange extends ByteRange {
  readonly members: readonly number[]
}

export interface CoalesceRule {
  /** Join ranges with at most this many unwanted bytes between them. */
  readonly gap: number
  /** Do not grow a request beyond this by joining; a single wanted range may still be longer. */
  readonly max: number
}

/** Joins wanted ranges into requests: in file order, overlapping ranges always together, empty ranges in none. */
export function coalesce(ranges: readonly ByteRange[], rule: CoalesceRule): FetchRange[] {
  const order = ranges.map((_, index) => index).filter((index) => length(ranges[index]) > 0)
  order.sort((a, b) => (ranges[a]?.start ?? 0) - (ranges[b]?.start ?? 0))
  const fetches: { start: number; end: number; members: number[] }[] = []
  for (const index of order) {
    const range = ranges[index]
    if (!range) continue
    const last = fetches.at(-1)
    const end = Math.max(last?.end ?? 0, range.end)
    const overlaps = last && range.start < last.end
    const near = last && range.start - last.end <= rule.gap && end - last.start <= rule.max
    if (last && (overlaps || near)) {
      last.end = end
      last.members.push(index)
    } else fetches.push({ start: range.start, end: range.end, members: [index] })
  }
  return fetches
}

export function length(range: ByteRange | undefined): number {
  return range ? range.end - range.start : 0
}

export function contains(outer: ByteRange, inner: ByteRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

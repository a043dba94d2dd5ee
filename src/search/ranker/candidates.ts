const BINS = 1 << 16

/** Cosines of rough copies may lie a little beyond 1. */
function binOf(score: number): number {
  return Math.min(BINS - 1, Math.max(0, Math.floor((score + 1.01) * (BINS / 2.02))))
}

/**
 * The rows with the `limit` highest scores over all lists, by list and ascending; a few more where scores lie too close
 * to tell. NaN is never among them. Counts by bins in place of sorting: one pass over a million scores and another.
 */
export function candidatesOf(lists: readonly Float32Array[], limit: number): Uint32Array[] {
  const counts = new Uint32Array(BINS)
  for (const scores of lists) {
    for (const score of scores) {
      if (Number.isNaN(score)) continue
      const bin = binOf(score)
      counts[bin] = (counts[bin] ?? 0) + 1
    }
  }
  let least = BINS
  for (let found = 0; least > 0 && found < limit; ) {
    least -= 1
    found += counts[least] ?? 0
  }
  return lists.map((scores) => {
    const rows: number[] = []
    for (let row = 0; row < scores.length; row++) {
      const score = scores[row] ?? NaN
      if (!Number.isNaN(score) && binOf(score) >= least) rows.push(row)
    }
    return Uint32Array.from(rows)
  })
}

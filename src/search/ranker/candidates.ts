const BINS = 1 << 16

/** Rough scores of some rows, NaN for those that do not count, and how far each may be off at most. */
export interface Rough {
  readonly scores: Float32Array
  readonly errors: Float32Array
}

/** Cosines, and errors on top of them, may lie a little beyond 1. */
function binOf(score: number): number {
  return Math.min(BINS - 1, Math.max(0, Math.floor((score + 1.1) * (BINS / 2.2))))
}

/**
 * Every row that may be among the `limit` best over all lists, by list and ascending: at least `limit` rows are surely
 * no worse than some score, and whatever may reach that score is a candidate. Counts by bins in place of sorting.
 */
export function candidatesOf(lists: readonly Rough[], limit: number): Uint32Array[] {
  const counts = new Uint32Array(BINS)
  for (const { scores, errors } of lists) {
    for (let row = 0; row < scores.length; row++) {
      const surely = (scores[row] ?? NaN) - (errors[row] ?? 0)
      if (Number.isNaN(surely)) continue
      const bin = binOf(surely)
      counts[bin] = (counts[bin] ?? 0) + 1
    }
  }
  let least = BINS
  for (let found = 0; least > 0 && found < limit;) {
    least -= 1
    found += counts[least] ?? 0
  }
  return lists.map(({ scores, errors }) => {
    const rows: number[] = []
    for (let row = 0; row < scores.length; row++) {
      const atMost = (scores[row] ?? NaN) + (errors[row] ?? 0)
      if (!Number.isNaN(atMost) && binOf(atMost) >= least) rows.push(row)
    }
    return Uint32Array.from(rows)
  })
}

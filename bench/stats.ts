/** The middle and the ends of some measurements. */
export interface Stats {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly n: number
}

export function stats(values: readonly number[]): Stats {
  if (values.length === 0) throw new Error('Nothing was measured.')
  const sorted = [...values].sort((a, b) => a - b)
  const at = (index: number): number => sorted[index] ?? NaN
  const middle = (sorted.length - 1) / 2
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, min: at(0), max: at(sorted.length - 1), n: sorted.length }
}

/** `412 (398–455)` */
export function showStats({ median, min, max }: Stats, digits = 0): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`
}

/** What is measured at the start page after each round, with garbage collected. */
export interface Sample {
  readonly heapMB: number
  /** Proportional memory of the renderer, its workers included; null where the system does not tell. */
  readonly memoryMB: number | null
  readonly nodes: number
  readonly listeners: number
  readonly workers: number
  readonly storageMB: number
}

export type Figure = keyof Sample

/**
 * How much each may grow a round, as the slope that is robust against single peaks. Rounds open a dataset and close it, so nothing has to
 * grow at all; what is left is caches that fill up to their bounds, code that is compiled, and the noise of a machine with other work.
 */
export const BOUNDS: Readonly<Record<Figure, number>> = {
  heapMB: 0.15,
  memoryMB: 2.5,
  nodes: 15,
  listeners: 3,
  workers: 0.02,
  storageMB: 1.5,
}

/** Rounds before the first one that is judged: engines are loaded and compiled, caches filled. */
export const WARM_UP = 4
/** Rounds to judge by: fewer tell noise. */
export const ENOUGH = 8

/** The median of the slopes of all pairs of points (Theil–Sen), a step of one between neighbours; 0 for fewer than two. */
export function slopeOf(values: readonly number[]): number {
  const slopes: number[] = []
  for (let i = 0; i < values.length; i++)
    for (let j = i + 1; j < values.length; j++) slopes.push(((values[j] ?? 0) - (values[i] ?? 0)) / (j - i))
  return medianOf(slopes)
}

/** 0 for none. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length === 0 ? 0 : ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}

export interface Verdict {
  readonly figure: Figure
  readonly first: number
  readonly last: number
  readonly peak: number
  /** A round. */
  readonly slope: number
  readonly bound: number
  readonly grows: boolean
}

/** Of each figure that was measured: medians of the first and last quarter, and whether it grew steadily. */
export function verdictsOf(samples: readonly Sample[]): readonly Verdict[] {
  const judged = samples.slice(Math.min(WARM_UP, Math.max(0, samples.length - ENOUGH)))
  const quarter = Math.max(1, Math.floor(judged.length / 4))
  return (Object.keys(BOUNDS) as Figure[]).flatMap((figure) => {
    const values = judged.flatMap((sample) => sample[figure] ?? [])
    if (values.length === 0) return []
    const [first, last] = [medianOf(values.slice(0, quarter)), medianOf(values.slice(-quarter))]
    const [slope, bound] = [slopeOf(values), BOUNDS[figure]]
    return [{ figure, first, last, peak: Math.max(...values), slope, bound, grows: values.length >= ENOUGH && slope > bound }]
  })
}

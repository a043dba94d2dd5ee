/** `count` bins of equal width from `start` on. */
export interface Bins {
  readonly start: number
  readonly width: number
  readonly count: number
}

const MOST = 50

/** Bins that hold every number from `low` to `high`; of whole numbers as many in each, so that none looks rarer than it is. Pure. */
export function binsOf(low: number, high: number, integer: boolean): Bins {
  if (integer) {
    const width = Math.max(1, Math.ceil((high - low + 1) / MOST))
    return { start: low, width, count: Math.max(1, Math.ceil((high - low + 1) / width)) }
  }
  // Divided first: what lies between the greatest numbers is more than a number holds.
  const width = high / MOST - low / MOST
  return width > 0 ? { start: low, width, count: MOST } : { start: low - 0.5, width: 1, count: 1 }
}

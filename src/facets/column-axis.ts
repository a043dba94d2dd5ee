import type { ColumnFacet } from '../engine/engine'

type RangeFacet = Extract<ColumnFacet, { kind: 'range' }>

/** Whole numbers that still have a place of their own on a slider. */
const MOST_SINGLE = 1000
/** Beyond these the axis ends, so that its length is a number. */
const FARTHEST = 1e300
const STEPS = 200
/** Steps are no finer than this part of the numbers: twelve digits tell them apart. */
const FINEST = 1e9

export interface ColumnAxis {
  readonly axis: readonly [number, number]
  readonly step: number
  /** See RangeHistogram. */
  readonly reach: 0 | 1
}

/** Where a column's numbers are drawn: whole ones one by one where they are few, others in round steps. Pure. */
export function columnAxis(
  { low, high }: NonNullable<RangeFacet['extent']>,
  { start, width, count }: RangeFacet['bins'],
  integer: boolean,
): ColumnAxis {
  if (integer && high - low < MOST_SINGLE && Number.isSafeInteger(low) && Number.isSafeInteger(high))
    return { axis: [low, high + 1], step: 1, reach: 1 }
  const [from, to] = [start, start + width * count].map((end) => Math.min(Math.max(end, -FARTHEST), FARTHEST)) as [number, number]
  const step = roundStep(Math.max((to - from) / STEPS, Math.max(-from, to) / FINEST, integer ? 1 : Number.MIN_VALUE / Number.EPSILON))
  const left = outward(from, step, Math.floor)
  return { axis: [left, Math.max(outward(to, step, Math.ceil), outward(left + step, step, Math.round))], step, reach: 0 }
}

/** The greatest of 1, 2 and 5 times a power of ten that is not above `length`. */
function roundStep(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length))
  return power * (length >= 5 * power ? 5 : length >= 2 * power ? 2 : 1)
}

function outward(value: number, step: number, round: (value: number) => number): number {
  // A hair inward first: 0.3 / 0.1 is more than 3.
  return Number((round(Number((value / step).toPrecision(12))) * step).toPrecision(12))
}

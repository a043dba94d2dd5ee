import { RANKED_LIMIT, SCORE_BINS } from '../../engine/ranking'
import type { PairKey } from '../../pair/pair'
import { FLOAT32_ERROR, type Kernel } from '../kernel/kernel'
import { TopK } from '../kernel/top-k'
import type { Rough } from './candidates'
import type { PairOf, Unit } from './units'

/** Of a histogram bin: a float32 a little below its edge belongs to it. */
const EDGE = 1e-4

/** Whether a row of a unit passes the filters and belongs to a pair. */
export type Mask = (row: number) => boolean

/** The best pairs by one query, and how many pairs have which score. */
export class Scoring {
  private readonly top = new TopK(RANKED_LIMIT)
  private readonly bins = new Uint32Array(SCORE_BINS)
  private counted = 0

  constructor(
    /** Knows the query. */
    private readonly kernel: Kernel,
  ) {}

  /** Pairs with a score that passed the filters. */
  get matching(): number {
    return this.counted
  }

  histogram(): readonly number[] {
    return [...this.bins]
  }

  best(): { readonly keys: Float64Array<ArrayBuffer>; readonly scores: Float64Array<ArrayBuffer> } {
    return this.top.sorted()
  }

  /** Scores a unit by its vectors, float16 of each side that is compared. */
  addBlock(unit: Unit, sides: readonly Uint16Array[], pairOf: PairOf, mask: Mask): void {
    const scores = meanOf(
      sides.map((halves) => {
        const out = new Float32Array(unit.rows)
        this.kernel.scoreHalves(halves, unit.rows, out)
        return out
      }),
    )
    for (let row = 0; row < unit.rows; row++) {
      const score = scores[row] ?? NaN
      // NaN: no vector, or one that is damaged.
      if (Number.isNaN(score) || !mask(row)) continue
      this.count(score, 1)
      if (score >= this.top.threshold - FLOAT32_ERROR) this.push(sides, row, pairOf(unit.firstRow + row))
    }
  }

  /** Counts a unit by its rough scores, and makes those NaN that do not pass. */
  addRough({ scores }: Rough, mask: Mask): void {
    for (let row = 0; row < scores.length; row++) {
      if (!mask(row)) scores[row] = NaN
      else this.count(scores[row] ?? NaN, 1)
    }
  }

  /** Takes back what {@link addRough} counted. */
  removeRough({ scores }: Rough): void {
    for (const score of scores) this.count(score, -1)
  }

  /** Scores row `at` of some vectors in float64, and keeps the pair if it is among the best. */
  push(sides: readonly Uint16Array[], at: number, key: PairKey): void {
    let sum = 0
    for (const halves of sides) sum += this.kernel.exactHalves(halves, at)
    this.top.push(sum / sides.length, key)
  }

  private count(score: number, by: 1 | -1): void {
    if (Number.isNaN(score)) return
    const bin = Math.min(SCORE_BINS - 1, Math.max(0, Math.floor(((score + 1) * SCORE_BINS) / 2 + EDGE)))
    this.bins[bin] = (this.bins[bin] ?? 0) + by
    this.counted += by
  }
}

/** Row by row. */
export function meanOf(scores: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(), ...others] = scores
  if (others.length === 0) return first
  return first.map((score, row) => others.reduce((sum, other) => sum + (other[row] ?? NaN), score) / scores.length)
}

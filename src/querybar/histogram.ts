import { SCORE_BINS } from '../engine/ranking'

/** Bins between scores that are 1 apart. */
const PER_ONE = SCORE_BINS / 2

/** The least score in a bin. */
export function scoreOfBin(bin: number): number {
  return (bin - PER_ONE) / PER_ONE
}

/** The bin whose least score is nearest: 0 to {@link SCORE_BINS}, the last of which nothing reaches. */
export function nearestBin(score: number): number {
  return Math.min(SCORE_BINS, Math.max(0, Math.round(score * PER_ONE) + PER_ONE))
}

/** The nearest score that is the edge of a bin, so that how many pass it is known exactly. */
export function snapScore(score: number): number {
  return scoreOfBin(nearestBin(score))
}

/** Pairs with at least this score, which is the edge of a bin. Null: all. */
export function countFrom(histogram: readonly number[], minScore: number | null): number {
  return histogram.slice(minScore === null ? 0 : nearestBin(minScore)).reduce((sum, count) => sum + count, 0)
}

/** The part of -1..1 worth drawing, in bins: twentieths around what is there and what is chosen. */
export function scoreDomain(histogram: readonly number[], minScore: number | null): readonly [number, number] {
  const first = histogram.findIndex((count) => count > 0)
  const last = histogram.findLastIndex((count) => count > 0)
  const edges = [...(first >= 0 ? [first, last + 1] : []), ...(minScore === null ? [] : [nearestBin(minScore)])]
  if (edges.length === 0) return [PER_ONE, SCORE_BINS]
  const twentieth = PER_ONE / 20
  const low = Math.floor(Math.min(...edges) / twentieth) * twentieth
  const high = Math.ceil(Math.max(...edges) / twentieth) * twentieth
  return high > low ? [low, high] : [Math.max(0, low - twentieth), Math.min(SCORE_BINS, high + twentieth)]
}

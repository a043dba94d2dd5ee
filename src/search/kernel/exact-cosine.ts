import { halfToFloat } from '../vectors/half'

/** The cosine of row `row` of float16 vectors with a query of length 1, in float64; NaN for a row without a direction. */
export function exactCosine(halves: Uint16Array, row: number, query: Float64Array): number {
  const width = query.length
  let dot = 0
  let norm = 0
  for (let i = 0, at = row * width; i < width; i++, at++) {
    const value = halfToFloat(halves[at] ?? 0)
    dot += value * (query[i] ?? 0)
    norm += value * value
  }
  return dot / Math.sqrt(norm)
}

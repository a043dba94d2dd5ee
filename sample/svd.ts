import { symmetricEigen } from './eigen'
import { seededGaussians } from './hash'
import { dot, multiply, multiplyTransposed, orthonormalise, type DenseRows, type SparseMatrix } from './linear'

export interface TruncatedSvd {
  /** Falling, `rank` of them. */
  readonly singular: Float64Array
  /** `right[j]` is the right singular vector of `singular[j]`. */
  readonly right: DenseRows
}

const OVERSAMPLING = 32
const POWER_ITERATIONS = 2

/** The largest singular values and their right vectors, by seeded randomised projection (Halko, Martinsson, Tropp 2011). */
export function truncatedSvd(a: SparseMatrix, rank: number, seed: number): TruncatedSvd {
  const width = Math.min(rank + OVERSAMPLING, a.rows, a.columns)
  const sketch = Array.from({ length: width }, (_, i) => seededGaussians(a.columns, seed + i))
  let basis = orthonormalise(multiply(a, sketch))
  for (let i = 0; i < POWER_ITERATIONS; i++) basis = orthonormalise(multiply(a, multiplyTransposed(a, basis)))
  const b = multiplyTransposed(a, basis)
  const { values, vectors } = symmetricEigen(gram(b))
  const kept = Math.min(rank, values.findLastIndex((value) => value > 1e-12 * (values[0] ?? 0)) + 1)
  const singular = Float64Array.from(values.subarray(0, kept), Math.sqrt)
  return { singular, right: vectors.slice(0, kept).map((vector, j) => combine(b, vector, 1 / (singular[j] ?? 1))) }
}

function gram(rows: DenseRows): DenseRows {
  const out = rows.map(() => new Float64Array(rows.length))
  for (const [i, row] of rows.entries()) {
    for (let j = 0; j <= i; j++) {
      const value = dot(row, rows[j] as Float64Array)
      ;(out[i] as Float64Array)[j] = value
      ;(out[j] as Float64Array)[i] = value
    }
  }
  return out
}

function combine(rows: DenseRows, weights: Float64Array, factor: number): Float64Array {
  const out = new Float64Array(rows[0]?.length ?? 0)
  for (const [i, row] of rows.entries()) {
    const weight = (weights[i] as number) * factor
    for (let k = 0; k < out.length; k++) out[k] = (out[k] as number) + weight * (row[k] as number)
  }
  return out
}

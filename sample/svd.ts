import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { seededGaussians } from './hash'
import { combine, dot, multiply, multiplyTransposed, orthonormalise, type DenseRows, type SparseMatrix } from './linear'

export interface TruncatedSvd {
  /** Falling, `rank` of them. */
  readonly singular: Float64Array
  /** `right[j]` is the right singular vector of `singular[j]`. */
  readonly right: DenseRows
}

const OVERSAMPLING = 32
const POWER_ITERATIONS = 1

/** The largest singular values and their right vectors, by seeded randomised projection (Halko, Martinsson, Tropp 2011). */
export function truncatedSvd(a: SparseMatrix, rank: number, seed: number): TruncatedSvd {
  const width = Math.min(rank + OVERSAMPLING, a.rows, a.columns)
  const sketch = Array.from({ length: width }, (_, i) => seededGaussians(a.columns, seed + i))
  let basis = orthonormalise(multiply(a, sketch))
  for (let i = 0; i < POWER_ITERATIONS; i++) basis = orthonormalise(multiply(a, multiplyTransposed(a, basis)))
  const images = multiply(a, multiplyTransposed(a, basis))
  const { values, vectors } = symmetricEigen(basis.map((q) => Float64Array.from(images, (image) => dot(q, image))))
  const kept = Math.min(rank, values.findLastIndex((value) => value > 1e-12 * (values[0] ?? 0)) + 1)
  const singular = Float64Array.from(values.slice(0, kept), Math.sqrt)
  // Rotating on the narrow side first leaves only a sparse product for the wide one.
  const right = multiplyTransposed(a, combine(basis, vectors.slice(0, kept)))
  for (const [j, vector] of right.entries())
    for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / (singular[j] as number)
  return { singular, right }
}

/** Eigenvalues of a symmetric matrix, falling, and the eigenvector of each. */
function symmetricEigen(matrix: DenseRows): { values: number[]; vectors: DenseRows } {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(matrix), { assumeSymmetric: true })
  // The library gives them rising.
  const vectors = Array.from(realEigenvalues, (_, j) => Float64Array.from(eigenvectorMatrix.getColumn(j)))
  return { values: Array.from(realEigenvalues).reverse(), vectors: vectors.reverse() }
}

/** A sparse matrix by rows. */
export interface SparseMatrix {
  readonly rows: number
  readonly columns: number
  /** `rows + 1` positions into the two lists. */
  readonly starts: Uint32Array
  readonly indices: Uint32Array
  readonly values: Float64Array
}

/** Dense rows kept apart: each is contiguous, so the inner loops run straight. */
export type DenseRows = Float64Array[]

export function sparseMatrix(columns: number, rows: readonly ReadonlyMap<number, number>[]): SparseMatrix {
  const starts = new Uint32Array(rows.length + 1)
  for (const [i, row] of rows.entries()) starts[i + 1] = (starts[i] ?? 0) + row.size
  const indices = new Uint32Array(starts[rows.length] ?? 0)
  const values = new Float64Array(indices.length)
  let at = 0
  for (const row of rows) {
    for (const [column, value] of row) {
      indices[at] = column
      values[at++] = value
    }
  }
  return { rows: rows.length, columns, starts, indices, values }
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

/** `a x` for each row `x` of length columns: rows of length rows. */
export function multiply(a: SparseMatrix, xs: DenseRows): DenseRows {
  return xs.map((x) => {
    const out = new Float64Array(a.rows)
    for (let i = 0; i < a.rows; i++) {
      let sum = 0
      for (let k = a.starts[i] as number, end = a.starts[i + 1] as number; k < end; k++)
        sum += (a.values[k] as number) * (x[a.indices[k] as number] as number)
      out[i] = sum
    }
    return out
  })
}

/** `aᵀ x` for each row `x` of length rows: rows of length columns. */
export function multiplyTransposed(a: SparseMatrix, xs: DenseRows): DenseRows {
  return xs.map((x) => {
    const out = new Float64Array(a.columns)
    for (let i = 0; i < a.rows; i++) {
      const xi = x[i] as number
      for (let k = a.starts[i] as number, end = a.starts[i + 1] as number; k < end; k++) {
        const column = a.indices[k] as number
        out[column] = (out[column] as number) + (a.values[k] as number) * xi
      }
    }
    return out
  })
}

const BLOCK = 24

/** Gram-Schmidt, in blocks so that each earlier row is fetched once for several new ones; rows that vanish are left out. */
export function orthonormalise(rows: DenseRows): DenseRows {
  const kept: DenseRows = []
  for (let start = 0; start < rows.length; start += BLOCK) {
    const block = rows.slice(start, start + BLOCK)
    const before = block.map((row) => Math.sqrt(dot(row, row)))
    for (const q of kept) for (const row of block) removePart(row, q)
    const earlier = kept.length
    for (const [i, row] of block.entries()) {
      for (const q of kept.slice(earlier)) removePart(row, q)
      let norm = Math.sqrt(dot(row, row))
      const whole = before[i] ?? 0
      if (norm <= whole * 1e-10) continue
      if (norm < whole * 0.3) {
        // Much was taken away: what is left needs a second pass to be truly perpendicular.
        for (const q of kept) removePart(row, q)
        norm = Math.sqrt(dot(row, row))
      }
      for (let k = 0; k < row.length; k++) row[k] = (row[k] as number) / norm
      kept.push(row)
    }
  }
  return kept
}

function removePart(row: Float64Array, unit: Float64Array): void {
  const c = dot(unit, row)
  for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) - c * (unit[i] as number)
}

/** Each of the weights' rows as a sum of `rows`. */
export function combine(rows: DenseRows, weights: DenseRows): DenseRows {
  return weights.map((weight) => {
    const out = new Float64Array(rows[0]?.length ?? 0)
    for (const [i, row] of rows.entries()) {
      const w = weight[i] as number
      for (let k = 0; k < out.length; k++) out[k] = (out[k] as number) + w * (row[k] as number)
    }
    return out
  })
}

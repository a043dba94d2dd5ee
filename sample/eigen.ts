import type { DenseRows } from './linear'

export interface Eigen {
  /** Falling. */
  readonly values: Float64Array
  /** `vectors[j]` belongs to `values[j]`. */
  readonly vectors: DenseRows
}

/** Eigenpairs of a symmetric matrix: Householder to tridiagonal, then implicit QL (EISPACK's tred2 and tql2). */
export function symmetricEigen(matrix: DenseRows): Eigen {
  const n = matrix.length
  const v = matrix.map((row) => Float64Array.from(row))
  const d = new Float64Array(n)
  const e = new Float64Array(n)
  tridiagonalise(v, d, e)
  // QL turns columns; with the transpose in hand they are rows.
  const vt = Array.from({ length: n }, (_, j) => Float64Array.from({ length: n }, (_, i) => at(at2(v, i), j)))
  implicitQl(vt, d, e)
  const order = Array.from(d.keys()).sort((a, b) => at(d, b) - at(d, a))
  return { values: Float64Array.from(order, (j) => at(d, j)), vectors: order.map((j) => at2(vt, j)) }
}

const at = (list: Float64Array, i: number): number => list[i] as number
const at2 = (rows: DenseRows, i: number): Float64Array => rows[i] as Float64Array

function tridiagonalise(v: DenseRows, d: Float64Array, e: Float64Array): void {
  const n = d.length
  for (let j = 0; j < n; j++) d[j] = at(at2(v, n - 1), j)
  for (let i = n - 1; i > 0; i--) {
    let scale = 0
    let h = 0
    for (let k = 0; k < i; k++) scale += Math.abs(at(d, k))
    if (scale === 0) {
      e[i] = at(d, i - 1)
      for (let j = 0; j < i; j++) {
        d[j] = at(at2(v, i - 1), j)
        at2(v, i)[j] = 0
        at2(v, j)[i] = 0
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k] = at(d, k) / scale
        h += at(d, k) ** 2
      }
      let f = at(d, i - 1)
      let g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h)
      e[i] = scale * g
      h -= f * g
      d[i - 1] = f - g
      for (let j = 0; j < i; j++) e[j] = 0
      for (let j = 0; j < i; j++) {
        f = at(d, j)
        at2(v, j)[i] = f
        g = at(e, j) + at(at2(v, j), j) * f
        for (let k = j + 1; k <= i - 1; k++) {
          g += at(at2(v, k), j) * at(d, k)
          e[k] = at(e, k) + at(at2(v, k), j) * f
        }
        e[j] = g
      }
      f = 0
      for (let j = 0; j < i; j++) {
        e[j] = at(e, j) / h
        f += at(e, j) * at(d, j)
      }
      const hh = f / (h + h)
      for (let j = 0; j < i; j++) e[j] = at(e, j) - hh * at(d, j)
      for (let j = 0; j < i; j++) {
        f = at(d, j)
        g = at(e, j)
        for (let k = j; k <= i - 1; k++) at2(v, k)[j] = at(at2(v, k), j) - (f * at(e, k) + g * at(d, k))
        d[j] = at(at2(v, i - 1), j)
        at2(v, i)[j] = 0
      }
    }
    d[i] = h
  }
  for (let i = 0; i < n - 1; i++) {
    at2(v, n - 1)[i] = at(at2(v, i), i)
    at2(v, i)[i] = 1
    const h = at(d, i + 1)
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = at(at2(v, k), i + 1) / h
      for (let j = 0; j <= i; j++) {
        let g = 0
        for (let k = 0; k <= i; k++) g += at(at2(v, k), i + 1) * at(at2(v, k), j)
        for (let k = 0; k <= i; k++) at2(v, k)[j] = at(at2(v, k), j) - g * at(d, k)
      }
    }
    for (let k = 0; k <= i; k++) at2(v, k)[i + 1] = 0
  }
  for (let j = 0; j < n; j++) {
    d[j] = at(at2(v, n - 1), j)
    at2(v, n - 1)[j] = 0
  }
  at2(v, n - 1)[n - 1] = 1
  e[0] = 0
}

function implicitQl(vt: DenseRows, d: Float64Array, e: Float64Array): void {
  const n = d.length
  for (let i = 1; i < n; i++) e[i - 1] = at(e, i)
  e[n - 1] = 0
  let f = 0
  let largest = 0
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(at(d, l)) + Math.abs(at(e, l)))
    let m = l
    while (m < n - 1 && Math.abs(at(e, m)) > Number.EPSILON * largest) m++
    if (m > l) {
      do {
        let g = at(d, l)
        let p = (at(d, l + 1) - g) / (2 * at(e, l))
        let r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1)
        d[l] = at(e, l) / (p + r)
        d[l + 1] = at(e, l) * (p + r)
        const dl1 = at(d, l + 1)
        let h = g - at(d, l)
        for (let i = l + 2; i < n; i++) d[i] = at(d, i) - h
        f += h
        p = at(d, m)
        let c = 1
        let c2 = 1
        let c3 = 1
        const el1 = at(e, l + 1)
        let s = 0
        let s2 = 0
        for (let i = m - 1; i >= l; i--) {
          c3 = c2
          c2 = c
          s2 = s
          g = c * at(e, i)
          h = c * p
          r = Math.hypot(p, at(e, i))
          e[i + 1] = s * r
          s = at(e, i) / r
          c = p / r
          p = c * at(d, i) - s * g
          d[i + 1] = h + s * (c * g + s * at(d, i))
          const lower = at2(vt, i)
          const upper = at2(vt, i + 1)
          for (let k = 0; k < n; k++) {
            const u = at(upper, k)
            const w = at(lower, k)
            upper[k] = s * w + c * u
            lower[k] = c * w - s * u
          }
        }
        p = (-s * s2 * c3 * el1 * at(e, l)) / dl1
        e[l] = s * p
        d[l] = c * p
      } while (Math.abs(at(e, l)) > Number.EPSILON * largest)
    }
    d[l] = at(d, l) + f
    e[l] = 0
  }
}

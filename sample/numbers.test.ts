import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHalf, toHalf } from './float16'
import { seededGaussians } from './hash'
import { dot, multiply, orthonormalise, sparseMatrix, type DenseRows } from './linear'
import { decodeNpy, encodeNpy } from './npy'
import { truncatedSvd } from './svd'

describe('float16', () => {
  it('knows the format’s landmarks', () => {
    const landmarks: [number, number][] = [
      [0, 0],
      [-0, 0x8000],
      [1, 0x3c00],
      [-2, 0xc000],
      [65504, 0x7bff],
      [65520, 0x7c00],
      [2 ** -14, 0x0400],
      [2 ** -24, 0x0001],
      [2 ** -26, 0],
      [Infinity, 0x7c00],
      [1 + 2 ** -11, 0x3c00],
      [1 + 3 * 2 ** -11, 0x3c02],
    ]
    for (const [value, bits] of landmarks) expect(toHalf(value)).toBe(bits)
    expect(fromHalf(toHalf(NaN))).toBeNaN()
  })

  it('gives every finite half back', () => {
    for (let half = 0; half < 65536; half++) if ((half & 0x7c00) !== 0x7c00) expect(toHalf(fromHalf(half))).toBe(half)
  })

  it('takes the nearest', () => {
    fc.assert(
      fc.property(fc.float({ min: -60000, max: 60000, noNaN: true }), (value) => {
        const half = toHalf(value)
        const error = Math.abs(fromHalf(half) - value)
        for (const other of [half - 1, half + 1]) {
          if ((other & 0x7fff) > 0 && (other & 0x7fff) < 0x7c00) expect(error).toBeLessThanOrEqual(Math.abs(fromHalf(other) - value))
        }
      }),
    )
  })
})

describe('npy', () => {
  it('pads its header to 128 bytes and comes back', () => {
    const matrix = { rows: 3, width: 2, halves: Uint16Array.of(1, 2, 3, 4, 5, 65535) }
    const file = encodeNpy(matrix)
    expect(file.length).toBe(128 + 12)
    expect([...file.subarray(0, 10)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0])
    expect(new TextDecoder('latin1').decode(file.subarray(10, 128)).trimEnd()).toBe(
      "{'descr': '<f2', 'fortran_order': False, 'shape': (3, 2), }",
    )
    expect(file[127]).toBe(10)
    expect(decodeNpy(file)).toEqual(matrix)
  })

  it('refuses other files and wrong counts', () => {
    expect(() => decodeNpy(new Uint8Array(200))).toThrow('not a numpy file')
    expect(() => encodeNpy({ rows: 2, width: 2, halves: new Uint16Array(3) })).toThrow('2 x 2')
  })
})

function dense(rows: DenseRows): ReturnType<typeof sparseMatrix> {
  return sparseMatrix(
    rows[0]?.length ?? 0,
    rows.map((row) => new Map(row.entries())),
  )
}

describe('linear algebra', () => {
  it('makes rows perpendicular and leaves out dependent ones', () => {
    const rows = Array.from({ length: 30 }, (_, i) => seededGaussians(40, i))
    const q = orthonormalise([
      ...rows.map((row) => row.slice()),
      (rows[0] as Float64Array).map((x, i) => x + ((rows[29] as Float64Array)[i] as number)),
    ])
    expect(q).toHaveLength(30)
    for (const [i, a] of q.entries()) for (const [j, b] of q.entries()) expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 10)
  })

  it('finds known singular values and vectors', () => {
    // Rotations by 45 degrees around diag(3, 1): singular values 3 and 1.
    const s = Math.SQRT1_2
    const { singular, right } = truncatedSvd(dense([Float64Array.of(3 * s, -s), Float64Array.of(3 * s, s)]), 2, 1)
    expect([...singular].map((x) => x.toFixed(9))).toEqual(['3.000000000', '1.000000000'])
    expect(Math.abs(right[0]?.[0] ?? 0)).toBeCloseTo(1)
    expect(Math.abs(right[1]?.[1] ?? 0)).toBeCloseTo(1)
  })

  it('keeps the largest of a matrix of low rank, and no more than there are', () => {
    const [u, v] = [
      orthonormalise([0, 1, 2].map((i) => seededGaussians(60, i))),
      orthonormalise([3, 4, 5].map((i) => seededGaussians(50, i))),
    ]
    const sizes = [9, 4, 2]
    const a = dense(
      Array.from({ length: 60 }, (_, i) =>
        Float64Array.from({ length: 50 }, (_, j) => sizes.reduce((sum, size, k) => sum + size * (u[k]?.[i] ?? 0) * (v[k]?.[j] ?? 0), 0)),
      ),
    )
    const { singular, right } = truncatedSvd(a, 5, 7)
    expect([...singular].map((x) => Math.round(x * 1e6) / 1e6)).toEqual(sizes)
    for (const [k, image] of multiply(a, right).entries()) expect(Math.sqrt(dot(image, image))).toBeCloseTo(sizes[k] ?? 0, 6)
  })
})

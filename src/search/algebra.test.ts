import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHalf } from '../../sample/float16'
import { seededGaussians } from '../../sample/hash'
import { combine, packVector, unpackVector } from './algebra'

const WIDTH = 512
const REAL = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'clip-vectors', 'img_emb_0.npy')
const NPY_HEADER = 128

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array): number => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

function vector(...numbers: number[]): Float32Array {
  return Float32Array.from(numbers)
}

describe('the sum of a search’s parts', () => {
  it('is the direction of a single part', () => {
    expect(combine([{ vector: vector(3, 4), weight: 2 }])).toEqual(vector(0.6, 0.8))
    expect(combine([{ vector: vector(3, 4), weight: -0.5 }])).toEqual(vector(-0.6, -0.8))
  })

  it('weighs directions, whatever their lengths', () => {
    const sum = combine([
      { vector: vector(100, 0), weight: 3 },
      { vector: vector(0, 0.01), weight: 4 },
    ])
    expect(Array.from(sum ?? [])).toEqual([expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)])
  })

  it('takes away what is not wanted', () => {
    const sum = combine([
      { vector: vector(1, 1), weight: 1 },
      { vector: vector(0, 1), weight: -Math.SQRT1_2 },
    ])
    expect(cosine(sum ?? vector(), vector(1, 0))).toBeCloseTo(1, 6)
  })

  it('is nothing when the parts cancel out, or there are none', () => {
    const parts = [
      { vector: vector(1, 2, 3), weight: 1 },
      { vector: vector(2, 4, 6), weight: -1 },
    ]
    expect(combine(parts)).toBeNull()
    expect(combine([])).toBeNull()
    expect(combine([{ vector: vector(0, 0), weight: 1 }])).toBeNull()
    expect(combine([{ vector: vector(1, 0), weight: 0 }])).toBeNull()
  })

  it('is nothing for widths that differ and for numbers that are none', () => {
    const right = { vector: vector(1, 0), weight: 1 }
    expect(combine([right, { vector: vector(1, 0, 0), weight: 1 }])).toBeNull()
    expect(combine([right, { vector: vector(NaN, 0), weight: 1 }])).toBeNull()
    expect(combine([right, { vector: vector(Infinity, 0), weight: 1 }])).toBeNull()
    expect(combine([{ vector: vector(1, 0), weight: NaN }])).toBeNull()
  })

  it('has length 1', () => {
    const numbers = fc.float32Array({ minLength: 8, maxLength: 8, noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
    fc.assert(
      fc.property(fc.array(fc.record({ vector: numbers, weight: fc.double({ min: -2, max: 2, noNaN: true }) })), (parts) => {
        const sum = combine(parts)
        if (sum) expect(Math.hypot(...sum)).toBeCloseTo(1, 5)
      }),
    )
  })
})

describe('a vector in a link', () => {
  it('keeps its direction', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const original = Float32Array.from(seededGaussians(WIDTH, seed))
      const text = packVector(original)
      expect(text).toMatch(/^[\w-]{683}$/)
      expect(cosine(unpackVector(text) ?? vector(), original)).toBeGreaterThan(0.999)
    }
  })

  it('keeps the direction of CLIP’s own vectors, of which one number is much larger than the others', ({ skip }) => {
    skip(!existsSync(REAL), `There is no ${REAL}.`)
    const bytes = new Uint8Array(readFileSync(REAL))
    const halves = new Uint16Array(bytes.buffer.slice(NPY_HEADER))
    for (let row = 0; row < halves.length; row += WIDTH) {
      const original = Float32Array.from(halves.subarray(row, row + WIDTH), fromHalf)
      expect(cosine(unpackVector(packVector(original)) ?? vector(), original)).toBeGreaterThan(0.999)
    }
  })

  it('has length 1', () => {
    expect(Math.hypot(...(unpackVector(packVector(vector(3, -4, 12))) ?? []))).toBeCloseTo(1, 6)
  })

  it('is the same when it is packed again', () => {
    const text = packVector(Float32Array.from(seededGaussians(WIDTH, 7)))
    expect(packVector(unpackVector(text) ?? vector())).toBe(text)
  })

  it('is nothing when the link is not of ours', () => {
    for (const text of [
      '',
      'A',
      'AAAA',
      'a b c',
      'x=y=',
      '+/+/',
      '<script>',
      'ÿÿÿÿ',
      packVector(new Float32Array(WIDTH)),
      'f'.repeat(10_000),
    ])
      expect(unpackVector(text)).toBeNull()
  })

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        const found = unpackVector(text)
        if (found) expect(found.every(Number.isFinite)).toBe(true)
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { floatToHalf, floatsToHalves, halfToFloat } from './half'

const ALL = Array.from({ length: 65_536 }, (_, half) => half)
const isNaNHalf = (half: number) => (half & 0x7c00) === 0x7c00 && (half & 0x3ff) !== 0
/** Every finite float16 that is not negative, ascending: 0 to 65,504. Its place in the list is its bits. */
const STEPS = ALL.slice(0, 0x7c00).map((half) => {
  const exponent = half >> 10
  return exponent === 0 ? (half & 0x3ff) / 2 ** 24 : (1 + (half & 0x3ff) / 1024) * 2 ** (exponent - 15)
})

/** The nearest of {@link STEPS} by search, ties to the even one; what lies half a step beyond the last is infinite. */
function nearest(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const size = Math.abs(value)
  if (size >= 65_520) return sign | 0x7c00
  let [low, high] = [0, STEPS.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((STEPS[middle] ?? 0) <= size) low = middle
    else high = middle
  }
  const below = size - (STEPS[low] ?? 0)
  const above = (STEPS[low + 1] ?? 65_536) - size
  return sign | (below < above || (below === above && low % 2 === 0) ? low : low + 1)
}

describe('float16', () => {
  it('stands for the number that its bits say', () => {
    for (const [half, number] of STEPS.entries()) {
      if (halfToFloat(half) !== number || halfToFloat(half | 0x8000) !== -number) throw new Error(`half ${half}`)
    }
    expect(halfToFloat(0x7c00)).toBe(Infinity)
    expect(halfToFloat(0xfc00)).toBe(-Infinity)
    expect(ALL.filter(isNaNHalf).every((half) => Number.isNaN(halfToFloat(half)))).toBe(true)
    expect(Object.is(halfToFloat(0x8000), -0)).toBe(true)
  })

  it('comes back from its own number, all 65,536 of them', () => {
    expect(ALL.filter((half) => !isNaNHalf(half) && floatToHalf(halfToFloat(half)) !== half)).toEqual([])
    expect(ALL.filter((half) => isNaNHalf(half) && !isNaNHalf(floatToHalf(halfToFloat(half))))).toEqual([])
  })

  it('is the nearest one of any float32, ties to even, subnormal and infinite ones too', () => {
    const around = fc.oneof(
      fc.float({ noNaN: true }),
      fc.float({ noNaN: true, min: -2, max: 2 }),
      fc.float({ noNaN: true, min: -(2 ** -13), max: 2 ** -13 }),
      fc.float({ noNaN: true, min: 65_000, max: 66_000 }),
    )
    fc.assert(
      fc.property(around, (value) => {
        expect(floatToHalf(value)).toBe(nearest(value))
      }),
      { numRuns: 20_000 },
    )
  })

  it('is the even one at every middle between two', () => {
    const wrong = STEPS.slice(0, -1).filter((step, half) => floatToHalf((step + (STEPS[half + 1] ?? 0)) / 2) !== half + (half % 2))
    expect(wrong).toEqual([])
    expect(floatToHalf(65_519.996)).toBe(0x7bff)
    expect(floatToHalf(65_520)).toBe(0x7c00)
  })

  it('comes of many numbers as of one', () => {
    const numbers = Float32Array.from({ length: 3000 }, (_, i) => Math.sin(i) * 10 ** ((i % 15) - 9))
    expect(floatsToHalves(numbers)).toEqual(Uint16Array.from(numbers, floatToHalf))
    expect(floatsToHalves(Float64Array.of(0.1, NaN, -Infinity))).toEqual(Uint16Array.of(0x2e66, 0x7e00, 0xfc00))
  })
})

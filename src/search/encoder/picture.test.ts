import { describe, expect, it } from 'vitest'
import { middleSquare, pixelValues } from './picture'

describe('a picture for CLIP', () => {
  it('is cut to its middle square', () => {
    expect(middleSquare(300, 200)).toEqual({ x: 50, y: 0, side: 200 })
    expect(middleSquare(200, 300)).toEqual({ x: 0, y: 50, side: 200 })
    expect(middleSquare(7, 7)).toEqual({ x: 0, y: 0, side: 7 })
  })

  it('goes in as red, green and blue planes by mean and deviation', () => {
    const values = pixelValues(Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 127, 255))
    // (1 - mean) / deviation and -mean / deviation, as CLIP's preprocessing is usually stated.
    const expected = [1.9303, -1.7923, -1.7521, 2.0749, -1.4802, 0.3259]
    for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 3)
  })
})

import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readConcepts, readDrawings } from './emoji'
import { composeSvg, MINIATURE, miniatureOf } from './pictures'
import { encodePng, pngSize } from './png'

/** The RGB pixels of a PNG as {@link encodePng} writes it: palette, no filters, one IDAT. */
function decode(png: Uint8Array): number[] {
  const file = Buffer.from(png)
  const { width, height } = pngSize(png)
  const data = (type: string): Buffer => {
    const at = file.indexOf(type, 8, 'latin1')
    return file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4))
  }
  const palette = data('PLTE')
  const lines = inflateSync(data('IDAT'))
  return Array.from({ length: width * height }, (_, i) => lines[Math.floor(i / width) * (width + 1) + 1 + (i % width)] ?? -1).flatMap(
    (index) => [...palette.subarray(index * 3, index * 3 + 3)],
  )
}

describe('PNG', () => {
  // Multiples of 8 fall in buckets of their own.
  const pixel = fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: 0, max: 31 }).map((x) => x * 8)))
  const runs = fc.array(fc.record({ colour: pixel, length: fc.integer({ min: 1, max: 9 }) }), { minLength: 1, maxLength: 40 })

  it('keeps up to 128 colours exactly, whatever the runs', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (list) => {
        const rgb = list.flatMap(({ colour, length }) => Array.from({ length }, () => colour))
        const png = await encodePng(Uint8Array.from(rgb.flatMap((colour) => [...colour, 255])), rgb.length, 1)
        expect(pngSize(png)).toEqual({ width: rgb.length, height: 1 })
        expect(decode(png)).toEqual(rgb.flat())
      }),
      { seed: 7, numRuns: 60 },
    )
  })
})

describe('miniatures', () => {
  it('are the means of the cells, also where the sides are no multiples of 8', () => {
    const [width, height] = [21, 11]
    const pixels = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * 37) % 251)
    const expected = Array.from({ length: MINIATURE * MINIATURE }, (_, cell) => {
      const inside = Array.from({ length: width * height }, (_, i) => i).filter(
        (i) =>
          Math.floor(((i % width) * MINIATURE) / width) + MINIATURE * Math.floor((Math.floor(i / width) * MINIATURE) / height) === cell,
      )
      return [0, 1, 2].map((c) => inside.reduce((sum, i) => sum + (pixels[i * 4 + c] ?? 0), 0) / 255 / inside.length)
    }).flat()
    for (const [i, mean] of miniatureOf(pixels, width, height).entries()) expect(mean).toBeCloseTo(expected[i] ?? NaN, 5)
  })
})

describe('compositions', () => {
  const concepts = readConcepts()
  const drawings = readDrawings(concepts)

  it('are the same each time, varied in shape and ground, and whole', () => {
    const shapes = new Set<string>()
    const grounds = new Set<string>()
    for (const drawing of drawings.slice(0, 400)) {
      const concept = concepts[drawing.concept]
      if (!concept) throw new Error('A drawing of nothing.')
      const composed = composeSvg(drawing, concept)
      expect(composeSvg(drawing, concept)).toEqual(composed)
      expect(composed.svg).not.toMatch(/NaN|undefined/)
      shapes.add((composed.width / composed.height).toFixed(1))
      grounds.add(/^<svg[^>]*>(?:<rect[^>]*>)?<(\w+)/.exec(composed.svg)?.[1] ?? '')
    }
    expect(shapes.size).toBeGreaterThan(4)
    // Plain, gradient, ground, disc, stripes and dots begin with these.
    expect([...grounds].sort()).toEqual(['circle', 'g', 'linearGradient', 'path', 'rect', 'svg'])
  })
})

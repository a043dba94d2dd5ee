import { encodeText, normalise, type Encoder } from './encode'
import { fromHalf, toHalves } from './float16'
import { seededGaussians } from './hash'
import { MEANING_WIDTH, WIDTH } from './lsa'
import { MINIATURE, type Picture } from './pictures'
import type { Row } from './rows'

export interface Embedded {
  readonly text: Uint16Array
  readonly image: Uint16Array
  /** Cosine of the two as stored, float16. */
  readonly similarity: number
}

const LOOK_WIDTH = WIDTH - MEANING_WIDTH
const LOOK_WEIGHT = 0.2
// CLIP's pictures and texts lie in two cones apart, so that good pairs have cosines near 0.35. A part that all
// pictures share and no text has does the same here; it changes no ranking.
const GAP_WEIGHT = 2.2
const SEED = 8088

/** A picture's own look: its miniature's colours against the mean of all, projected at random. Each has length 1. */
export function looksOf(miniatures: readonly Float32Array[]): Float32Array[] {
  const size = MINIATURE * MINIATURE * 3
  const axes = Array.from({ length: LOOK_WIDTH }, (_, i) => seededGaussians(size, SEED + i))
  const mean = new Float64Array(size)
  for (const miniature of miniatures)
    for (let i = 0; i < size; i++) mean[i] = (mean[i] as number) + (miniature[i] as number) / miniatures.length
  return miniatures.map((miniature) =>
    normalise(
      Float32Array.from(axes, (axis) =>
        axis.reduce((sum, weight, i) => sum + weight * ((miniature[i] as number) - (mean[i] as number)), 0),
      ),
    ),
  )
}

/** Meaning in the first dimensions; look and gap in those that the text encoder leaves at zero. */
export function imageVector(concept: Float32Array, look: Float32Array): Float32Array {
  const vector = concept.slice()
  for (let i = 0; i < LOOK_WIDTH; i++) vector[MEANING_WIDTH + i] = LOOK_WEIGHT * (look[i] as number) + GAP_WEIGHT / Math.sqrt(LOOK_WIDTH)
  return normalise(vector)
}

/** Cosine of two float16 vectors. */
export function cosine(a: Uint16Array, b: Uint16Array): number {
  let ab = 0
  let aa = 0
  let bb = 0
  for (let i = 0; i < a.length; i++) {
    const x = fromHalf(a[i] as number)
    const y = fromHalf(b[i] as number)
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return aa && bb ? ab / Math.sqrt(aa * bb) : 0
}

export function embedRows(
  rows: readonly Row[],
  pictures: readonly Picture[],
  encoder: Encoder,
  concepts: readonly Float32Array[],
): Embedded[] {
  const looks = looksOf(pictures.map(({ miniature }) => miniature))
  return rows.map(({ caption, drawing }, i) => {
    const text = toHalves(encodeText(caption, encoder))
    const image = toHalves(imageVector(concepts[drawing.concept] as Float32Array, looks[i] as Float32Array))
    return { text, image, similarity: cosine(text, image) }
  })
}

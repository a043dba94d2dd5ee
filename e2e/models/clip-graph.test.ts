import * as ort from 'onnxruntime-web/wasm'
import { describe, expect, it } from 'vitest'
import type { Precision } from '../../src/search/encoder/models'
import { runtimeOf } from '../../src/search/encoder/runtime'
import { cosine } from '../../src/search/encoder/vector'
import { encodeIds } from './clip-forward'
import { textModel } from './clip-graph'
import { NARROW } from './models'
import { seededWeights } from './clip-weights'
import { visionModel } from './vision-graph'

const weights = seededWeights(NARROW)
const START = 49406
const END = 49407
const SENTENCES = [
  [START, END],
  [START, 320, 1929, 539, 320, 2368, END],
  [START, ...Array.from({ length: 75 }, (_, i) => 7 + 631 * i), END],
]

async function run(bytes: Uint8Array, ids: readonly number[], batch: number): Promise<Float32Array[]> {
  const graph = await runtimeOf(ort)(bytes, 'wasm')
  const { text_embeds: out } = await graph.run({
    input_ids: { type: 'int64', data: BigInt64Array.from(ids, BigInt), dims: [batch, ids.length / batch] },
  })
  return Array.from({ length: batch }, (_, i) => out?.data.slice(i * NARROW.projection, (i + 1) * NARROW.projection) ?? new Float32Array())
}

describe('a generated text encoder', () => {
  it.each([
    ['fp32', 0.999999],
    ['fp16', 0.9999],
    ['uint8', 0.99],
  ] satisfies [Precision, number][])('computes in %s what plain arithmetic does', async (precision, least) => {
    const bytes = textModel(weights, precision)
    for (const ids of SENTENCES) {
      const [vector = new Float32Array()] = await run(bytes, ids, 1)
      expect(vector).toHaveLength(NARROW.projection)
      expect(cosine(vector, encodeIds(ids, weights))).toBeGreaterThan(least)
    }
  })

  it('takes texts of one length side by side', async () => {
    const texts = [
      [START, 320, 1929, END],
      [START, 4, 5, END],
    ]
    const vectors = await run(textModel(weights, 'fp32'), texts.flat(), 2)
    for (const [i, ids] of texts.entries()) expect(cosine(vectors[i] ?? [], encodeIds(ids, weights))).toBeGreaterThan(0.999999)
  })

  it('tells texts apart', () => {
    const [a = [], b = [], c = []] = SENTENCES.map((ids) => encodeIds(ids, weights))
    for (const [x, y] of [
      [a, b],
      [b, c],
      [a, c],
    ] as const)
      expect(cosine(x, y)).toBeLessThan(0.95)
  })
})

it('generates an image encoder that tells colours apart', async () => {
  const graph = await runtimeOf(ort)(visionModel(8, 32, 5), 'wasm')
  const encode = async (value: (channel: number) => number): Promise<Float32Array> => {
    const data = Float32Array.from({ length: 3 * 224 * 224 }, (_, i) => value(Math.floor(i / (224 * 224))))
    return (await graph.run({ pixel_values: { type: 'float32', data, dims: [1, 3, 224, 224] } })).image_embeds?.data ?? new Float32Array()
  }
  const [red, blue] = [await encode((channel) => (channel === 0 ? 2 : -1)), await encode((channel) => (channel === 2 ? 2 : -1))]
  expect(red).toHaveLength(32)
  expect(cosine(red, blue)).toBeLessThan(0.95)
})

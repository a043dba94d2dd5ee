import { encodeModel } from '../../sample/onnx'
import { seededRandom } from '../../sample/hash'
import { GraphWriter } from './graph-writer'

const PATCH = 32
const CHANNELS = 3

/**
 * A tiny image encoder with CLIP's interface, `pixel_values` float32 [batch, 3, 224, 224] to `image_embeds` [batch, width]:
 * patches, their mean, a projection. Pictures of other colours get other vectors, and that is all.
 */
export function visionModel(width: number, projection: number, seed: number): Uint8Array<ArrayBuffer> {
  const random = seededRandom(seed)
  const seeded = (length: number): Float32Array => Float32Array.from({ length }, () => random() - 0.5)
  const graph = new GraphWriter('fp32')
  const patches = graph.add(
    'Conv',
    ['pixel_values', graph.floats([width, CHANNELS, PATCH, PATCH], seeded(width * CHANNELS * PATCH * PATCH))],
    { strides: { ints: [PATCH, PATCH] } },
  )
  const mean = graph.add('ReduceMean', [patches], { axes: { ints: [2, 3] }, keepdims: { int: 0 } })
  graph.finish(graph.product(mean, { rows: width, columns: projection, values: seeded(width * projection) }), 'image_embeds')
  return encodeModel({
    name: 'clip-vision',
    inputs: [{ name: 'pixel_values', type: 'float32', dims: ['batch', CHANNELS, 224, 224] }],
    outputs: [{ name: 'image_embeds', type: 'float32', dims: ['batch', projection] }],
    nodes: graph.nodes,
    initialisers: graph.initialisers,
  })
}

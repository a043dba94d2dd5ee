import { encodeModel } from '../../sample/onnx'
import type { Precision } from '../../src/search/encoder/models'
import type { ClipLayer, ClipWeights } from './clip-weights'
import { GraphWriter } from './graph-writer'

/** Far below any score, within the reach of float16. */
const HIDDEN = -65504

/**
 * A `.onnx` file with the graph of CLIP's text encoder: `input_ids` int64 [batch, sequence] to `text_embeds` float32 [batch, projection].
 */
export function textModel(
  { shape, tokens, positions, layers, last, projection }: ClipWeights,
  precision: Precision,
): Uint8Array<ArrayBuffer> {
  const graph = new GraphWriter(precision)
  const { context, width } = shape
  const length = graph.add('Gather', [graph.add('Shape', ['input_ids']), graph.ints(1)])
  const [start, rowAxis] = [graph.ints(0), graph.ints(0)]
  const places = graph.add('Slice', [graph.floats([context, width], positions.values), start, length, rowAxis])
  const square = graph.floats([context, context], causalMask(context))
  const mask = graph.add('Slice', [square, graph.ints(0, 0), graph.add('Concat', [length, length], { axis: { int: 0 } }), graph.ints(0, 1)])

  let x = graph.add('Add', [graph.lookUp('input_ids', tokens), places])
  for (const layer of layers) {
    x = graph.add('Add', [x, attention(graph, graph.norm(x, layer.before), layer, mask, shape.heads, width)])
    x = graph.add('Add', [x, feedForward(graph, graph.norm(x, layer.middle), layer)])
  }
  x = graph.norm(x, last)
  // The mark of the end has the highest id.
  const end = graph.add('ArgMax', ['input_ids'], { axis: { int: 1 }, keepdims: { int: 1 } })
  graph.finish(graph.product(graph.add('GatherND', [x, end], { batch_dims: { int: 1 } }), projection), 'text_embeds')
  return encodeModel({
    name: 'clip-text',
    inputs: [{ name: 'input_ids', type: 'int64', dims: ['batch', 'sequence'] }],
    outputs: [{ name: 'text_embeds', type: 'float32', dims: ['batch', shape.projection] }],
    nodes: graph.nodes,
    initialisers: graph.initialisers,
  })
}

/** A token sees itself and those before it. */
function causalMask(context: number): Float32Array {
  return Float32Array.from({ length: context * context }, (_, i) => (i % context > Math.floor(i / context) ? HIDDEN : 0))
}

function attention(graph: GraphWriter, x: string, layer: ClipLayer, mask: string, heads: number, width: number): string {
  const size = width / heads
  const split = (y: string, perm: readonly number[]): string =>
    graph.add('Transpose', [graph.add('Reshape', [y, graph.ints(0, 0, heads, size)])], { perm: { ints: perm } })
  const query = split(graph.add('Mul', [graph.linear(x, layer.query), graph.number(size ** -0.5)]), [0, 2, 1, 3])
  const key = split(graph.linear(x, layer.key), [0, 2, 3, 1])
  const value = split(graph.linear(x, layer.value), [0, 2, 1, 3])
  const shares = graph.add('Softmax', [graph.add('Add', [graph.add('MatMul', [query, key]), mask])], { axis: { int: -1 } })
  const mixed = graph.add('Transpose', [graph.add('MatMul', [shares, value])], { perm: { ints: [0, 2, 1, 3] } })
  return graph.linear(graph.add('Reshape', [mixed, graph.ints(0, 0, width)]), layer.out)
}

function feedForward(graph: GraphWriter, x: string, { up, down }: ClipLayer): string {
  const wide = graph.linear(x, up)
  const gate = graph.add('Sigmoid', [graph.add('Mul', [wide, graph.number(1.702)])])
  return graph.linear(graph.add('Mul', [wide, gate]), down)
}

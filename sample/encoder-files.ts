import { encodeText, termWeight, type Encoder } from './encode'
import { ENCODER_NAME } from './lsa'
import { ELEMENT_TYPES, encodeModel } from './onnx'

const CONTEXT_LENGTH = 77
const KNOWN_TEXTS = ['a happy dog', 'pizza and a castle', '빨간 하트']
const MIN_COSINE = 0.999

/** The encoder as files, by name: an ONNX graph with CLIP's interface, its vocabulary, and what the page must know of both. */
export function encoderFiles(encoder: Encoder): Record<string, Uint8Array> {
  const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
  const graph = textModel(encoder)
  const tokenizer = json({ vocabulary: [...encoder.terms.keys()] })
  const model = {
    id: ENCODER_NAME,
    name: 'The sample’s encoder',
    width: encoder.width,
    contextLength: CONTEXT_LENGTH,
    tokenizer: { kind: 'terms', file: { path: 'tokenizer.json', bytes: tokenizer.length } },
    text: { fp32: { path: 'text_model.onnx', bytes: graph.length } },
    picture: null,
    known: KNOWN_TEXTS.map((text) => ({
      text,
      vector: Array.from(encodeText(text, encoder), (value) => Number(value.toFixed(5))),
      minCosine: MIN_COSINE,
    })),
    caveat: 'This is not CLIP: it was made from the names of the sample’s emoji, in English and Korean, and knows no other words.',
  }
  return { 'text_model.onnx': graph, 'tokenizer.json': tokenizer, 'model.json': json(model) }
}

/**
 * The weighted sum of the terms' rows of the projection: `input_ids` int64 [batch, sequence] to `text_embeds` float32
 * [batch, width], of any length. Id 0 is padding and weighs nothing; id i is term i - 1 of the vocabulary.
 */
function textModel({ width, terms, projection }: Encoder): Uint8Array {
  const list = [...terms].map(([term, { row, weight }]) => ({ row, weight: weight * termWeight(term) }))
  const padded = [{ row: 0, weight: 0 }, ...list]
  const rows = Int32Array.from(padded, ({ row }) => row)
  const weights = Float32Array.from(padded, ({ weight }) => weight)
  return encodeModel({
    name: ENCODER_NAME,
    inputs: [{ name: 'input_ids', type: 'int64', dims: ['batch', 'sequence'] }],
    outputs: [{ name: 'text_embeds', type: 'float32', dims: ['batch', width] }],
    initialisers: [
      { name: 'rows', type: 'int32', dims: [rows.length], data: rows },
      { name: 'weights', type: 'float32', dims: [weights.length, 1], data: weights },
      { name: 'projection', type: 'float16', dims: [projection.length / width, width], data: projection },
      { name: 'sequence_axis', type: 'int64', dims: [1], data: BigInt64Array.of(1n) },
    ],
    nodes: [
      { op: 'Gather', inputs: ['rows', 'input_ids'], outputs: ['row_ids'] },
      { op: 'Gather', inputs: ['projection', 'row_ids'], outputs: ['halves'] },
      { op: 'Cast', inputs: ['halves'], outputs: ['vectors'], attributes: { to: { int: ELEMENT_TYPES.float32 } } },
      { op: 'Gather', inputs: ['weights', 'input_ids'], outputs: ['term_weights'] },
      { op: 'Mul', inputs: ['vectors', 'term_weights'], outputs: ['weighted'] },
      { op: 'ReduceSum', inputs: ['weighted', 'sequence_axis'], outputs: ['text_embeds'], attributes: { keepdims: { int: 0 } } },
    ],
  })
}

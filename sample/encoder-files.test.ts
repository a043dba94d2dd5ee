import * as ort from 'onnxruntime-web/wasm'
import { expect, it } from 'vitest'
import { parseModel } from '../src/search/encoder/parse-model'
import { runtimeOf } from '../src/search/encoder/runtime'
import { TextGraph } from '../src/search/encoder/text-graph'
import { cosine } from '../src/search/encoder/vector'
import { createTokenizer } from '../src/search/tokenizer/create'
import { encodeText, type Encoder } from './encode'
import { encoderFiles } from './encoder-files'
import { toHalves } from './float16'

const encoder: Encoder = {
  width: 4,
  terms: new Map([
    ['#강아', { row: 1, weight: 2 }],
    ['castle', { row: 0, weight: 1.5 }],
    ['dog', { row: 2, weight: 1 }],
    ['pizza', { row: 0, weight: 0.5 }],
    ['강아지', { row: 2, weight: 3 }],
    ['하트', { row: 1, weight: 1 }],
  ]),
  projection: toHalves([1, 0.5, 0, 0, 0, 1, -0.25, 0, 0.1, 0, 1, 0]),
}
const files = encoderFiles(encoder)
const json = (name: string): unknown => JSON.parse(new TextDecoder().decode(files[name]))
const model = parseModel(json('model.json'), 'https://example.org/')
const graph = await runtimeOf(ort)(files['text_model.onnx'] as Uint8Array, 'wasm')
const text = new TextGraph(graph, createTokenizer('terms', json('tokenizer.json'), 77), model)

it('writes a graph that encodes as the encoder does', async () => {
  for (const query of ['dog', 'pizza', 'a castle of pizza', '강아지', 'dogs, dogs and an unknown', 'pizza '.repeat(100)])
    expect(cosine((await text.encode(query)).vector, encodeText(query, encoder))).toBeGreaterThan(0.9999)
})

it('gives zeros, not NaN, for words it does not know', async () => {
  expect([...(await text.encode('xyzzy')).vector]).toEqual([0, 0, 0, 0])
})

it('takes texts side by side, padded with id 0', async () => {
  const ids = BigInt64Array.of(3n, 0n, 2n, 4n)
  const { text_embeds: out } = await graph.run({ input_ids: { type: 'int64', data: ids, dims: [2, 2] } })
  expect(out?.dims).toEqual([2, 4])
  expect(cosine(out?.data.slice(0, 4) ?? [], encodeText('dog', encoder))).toBeGreaterThan(0.9999)
})

it('states answers that the graph gives', async () => {
  await text.check()
  expect(model.known.map(({ vector }) => vector.length)).toEqual([4, 4, 4])
})

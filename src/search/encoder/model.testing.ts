import type { TextModel } from './models'

/** A model of three numbers with files in every precision, for tests. */
export const TEST_MODEL: TextModel = {
  id: 'test',
  name: 'the test model',
  width: 3,
  contextLength: 8,
  base: 'https://models.example/test/',
  tokenizer: { kind: 'terms', file: { path: 'tokenizer.json', bytes: null } },
  text: {
    fp32: { path: 'onnx/text_model.onnx', bytes: null },
    fp16: { path: 'onnx/text_model_fp16.onnx', bytes: null },
    uint8: { path: 'onnx/text_model_quantized.onnx', bytes: null },
  },
  picture: null,
  known: [{ text: 'dog', vector: [1, 0, 0], minCosine: 0.9 }],
  caveat: '',
}

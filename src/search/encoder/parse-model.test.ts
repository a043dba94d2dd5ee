import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../dataset/problem'
import { parseModel } from './parse-model'

const BASE = 'https://example.org/encoder/'
const GOOD = {
  id: 'mine',
  name: 'My model',
  width: 3,
  contextLength: 16,
  tokenizer: { kind: 'terms', file: { path: 'tokenizer.json', bytes: 12 } },
  text: { fp32: { path: 'onnx/text_model.onnx' } },
  picture: null,
  known: [{ text: 'dog', vector: [1, 0], minCosine: 0.9 }],
  caveat: 'Small.',
}

describe('a model.json', () => {
  it('becomes a model', () => {
    expect(parseModel({ ...GOOD, more: 1 }, BASE)).toEqual({
      ...GOOD,
      base: BASE,
      text: { fp32: { path: 'onnx/text_model.onnx', bytes: null } },
    })
  })

  it.each([
    [{ id: '' }, /“id”/],
    [{ width: 0 }, /“width”/],
    [{ width: 1e9 }, /“width”/],
    [{ contextLength: 2.5 }, /“contextLength”/],
    [{ tokenizer: { kind: 'bpe', file: { path: 'a' } } }, /“tokenizer.kind”/],
    [{ tokenizer: { kind: 'clip', file: { path: 'https://evil.example/t.json' } } }, /“tokenizer.file.path”/],
    [{ text: { fp32: { path: '../../secret.onnx' } } }, /“text.fp32.path”/],
    [{ text: { fp32: { path: '/secret.onnx' } } }, /“text.fp32.path”/],
    [{ text: {} }, /“text”/],
    [{ text: { fp32: { path: 'a', bytes: -1 } } }, /“text.fp32.bytes”/],
    [{ known: [] }, /“known”/],
    [{ known: [{ text: 'dog', vector: [0, 0], minCosine: 0.9 }] }, /“known\[0\].vector”/],
    [{ known: [{ text: 'dog', vector: [1, 2, 3, 4], minCosine: 0.9 }] }, /“known\[0\].vector”/],
    [{ known: [{ text: 'dog', vector: [1], minCosine: -1 }] }, /“known\[0\].minCosine”/],
    [{ caveat: 3 }, /“caveat”/],
  ])('is refused for %j', (change, sentence) => {
    expect(() => parseModel({ ...GOOD, ...change }, BASE)).toThrow(sentence)
  })

  it('is a model or a problem, whatever it holds', () => {
    const field = fc.constantFrom(...Object.keys(GOOD))
    fc.assert(
      fc.property(fc.jsonValue(), field, (value, name) => {
        for (const json of [value, { ...GOOD, [name]: value }]) {
          try {
            parseModel(json, BASE)
          } catch (error) {
            expect(error).toBeInstanceOf(ProblemError)
          }
        }
      }),
    )
  })
})

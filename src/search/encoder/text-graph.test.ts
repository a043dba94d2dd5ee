import { describe, expect, it } from 'vitest'
import { TEST_MODEL } from './model.testing'
import type { Feed, Graph } from './runtime'
import { TextGraph, vectorIn, WrongAnswer } from './text-graph'
import { cosine, normalised } from './vector'

const TOKENIZER = { encode: (text: string) => ({ ids: Array.from({ length: text.length }, (_, i) => i + 1), cut: text.length > 8 }) }

function graphOf(inputs: Graph['inputs'], values: readonly number[], name = 'text_embeds') {
  const feeds: Readonly<Record<string, Feed>>[] = []
  const graph: Graph = {
    inputs,
    run(given) {
      feeds.push(given)
      return Promise.resolve({ [name]: { data: Float32Array.from(values), dims: [1, values.length] } })
    },
  }
  return { graph, feeds }
}

const INT64 = [{ name: 'input_ids', type: 'int64' }]

describe('a text', () => {
  it('goes in at its true length, in the type and under the names that the graph asks for', async () => {
    const { graph, feeds } = graphOf(
      [
        { name: 'input_ids', type: 'int32' },
        { name: 'attention_mask', type: 'int64' },
      ],
      [0, 3, 4],
    )
    const encoded = await new TextGraph(graph, TOKENIZER, TEST_MODEL).encode('dog')
    expect(feeds).toEqual([
      {
        input_ids: { type: 'int32', data: Int32Array.of(1, 2, 3), dims: [1, 3] },
        attention_mask: { type: 'int64', data: BigInt64Array.of(1n, 1n, 1n), dims: [1, 3] },
      },
    ])
    expect(encoded).toEqual({ vector: Float32Array.of(0, 0.6, 0.8), cut: false, tokens: 3 })
  })

  it('is said to be cut', async () => {
    expect(await new TextGraph(graphOf(INT64, [1, 0, 0]).graph, TOKENIZER, TEST_MODEL).encode('a long text')).toMatchObject({ cut: true })
  })

  it('of which the model knows nothing is all zeros', async () => {
    expect([...(await new TextGraph(graphOf(INT64, [0, 0, 0]).graph, TOKENIZER, TEST_MODEL).encode('?')).vector]).toEqual([0, 0, 0])
  })

  it('has no vector when a number is not finite', async () => {
    for (const value of [NaN, Infinity])
      await expect(new TextGraph(graphOf(INT64, [1, value, 0]).graph, TOKENIZER, TEST_MODEL).encode('dog')).rejects.toThrow('not finite')
  })

  it('does not go into a graph that asks for something else', async () => {
    await expect(
      new TextGraph(graphOf([...INT64, { name: 'pixel_values', type: 'float32' }], [1, 0, 0]).graph, TOKENIZER, TEST_MODEL).encode('dog'),
    ).rejects.toThrow('asks for “pixel_values”')
  })
})

describe('known answers', () => {
  it('are compared over the numbers that are given', async () => {
    const near = { ...TEST_MODEL, known: [{ text: 'dog', vector: [10, 1], minCosine: 0.99 }] }
    await new TextGraph(graphOf(INT64, [20, 2, 99]).graph, TOKENIZER, near).check()
  })

  it.each([[[0, 1, 0]], [[-1, 0, 0]], [[0, 0, 0]]])('are not %j', async (values) => {
    await expect(new TextGraph(graphOf(INT64, values).graph, TOKENIZER, TEST_MODEL).check()).rejects.toBeInstanceOf(WrongAnswer)
  })
})

describe('the vector of an answer', () => {
  const output = (dims: readonly number[]) => ({ data: new Float32Array(dims.reduce((a, b) => a * b)), dims })

  it('is found under another name by its shape', () => {
    expect(vectorIn({ last_hidden_state: output([1, 7, 3]), sentence: output([1, 3]) }, 'text_embeds', TEST_MODEL)).toHaveLength(3)
  })

  it('is missed, or too wide, with a sentence', () => {
    expect(() => vectorIn({ last_hidden_state: output([1, 7, 3]) }, 'text_embeds', TEST_MODEL)).toThrow('gives no “text_embeds”')
    expect(() => vectorIn({ text_embeds: output([1, 768]) }, 'text_embeds', TEST_MODEL)).toThrow('768 numbers, and should give 3')
  })
})

it('normalises in float64 and compares zeros to nothing', () => {
  expect(Math.hypot(...normalised([1e-30, 2e-30]))).toBeCloseTo(1, 6)
  expect(cosine([0, 0], [1, 1])).toBe(0)
  expect(cosine([1, 2, 99], [2, 4])).toBeCloseTo(1, 12)
})

import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../dataset/problem'
import { clipTokenizerJson } from './clip.testing'
import { createTokenizer } from './create'

describe('a model’s tokenizer', () => {
  it('is CLIP’s or one of terms, as the model says', () => {
    expect(createTokenizer('clip', clipTokenizerJson(), 77).encode('hello world').ids).toEqual([49406, 3306, 1002, 49407])
    expect(createTokenizer('terms', { vocabulary: ['hello', 'world'] }, 77).encode('World!').ids).toEqual([2])
  })

  it.each([null, 'x', [], {}, { vocabulary: null }, { vocabulary: 'hello' }, { vocabulary: ['hello', 1] }])(
    'of terms is not made from %j',
    (json) => {
      expect(() => createTokenizer('terms', json, 77)).toThrow(ProblemError)
    },
  )

  it('of CLIP is not made from a list of terms', () => {
    expect(() => createTokenizer('clip', { vocabulary: ['hello'] }, 77)).toThrow('What came as the tokenizer is not a tokenizer.json.')
  })
})

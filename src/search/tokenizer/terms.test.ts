import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTermsTokenizer, singular, termsOf } from './terms'

describe('terms', () => {
  it('lose their plural, lightly', () => {
    expect(['puppies', 'boxes', 'cats', 'dresses', 'glass', 'bus', 'pies', 'peaches', 'horses'].map(singular)).toEqual([
      'puppy',
      'box',
      'cat',
      'dress',
      'glass',
      'bus',
      'pie',
      'peach',
      'horse',
    ])
  })

  it('leave out what only says that there is a picture', () => {
    expect(termsOf('A photo of the Dog’s houses')).toEqual(['dog', 'house'])
    expect(termsOf('강아지 사진')).toEqual(['강아지', '#강아', '#아지'])
  })
})

describe('the tokenizer of terms', () => {
  const tokenizer = createTermsTokenizer(['dog', 'house', '강아지', '#강아', '#아지'], 3)

  it('gives each known term its place in the vocabulary, from one', () => {
    expect(tokenizer.encode('Houses of a dog')).toEqual({ ids: [2, 1], cut: false })
    expect(tokenizer.encode('강아지 사진')).toEqual({ ids: [3, 4, 5], cut: false })
  })

  it('gives each term once and leaves unknown ones out', () => {
    expect(tokenizer.encode('dog, dogs, unicorn, DOG')).toEqual({ ids: [1], cut: false })
  })

  it('gives a zero for a text of which it knows nothing', () => {
    for (const text of ['', 'unicorn', 'a photo of', '🦄', 'constructor __proto__'])
      expect(tokenizer.encode(text)).toEqual({ ids: [0], cut: false })
  })

  it('says when more is known than fits', () => {
    expect(tokenizer.encode('a dog and a 강아지')).toEqual({ ids: [1, 3, 4], cut: true })
  })

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { ids } = tokenizer.encode(text)
        expect(ids.length).toBeGreaterThanOrEqual(1)
        expect(ids.length).toBeLessThanOrEqual(3)
      }),
    )
  })
})

import { describe, expect, it } from 'vitest'
import type { NsfwClass } from './pair'
import { isRefusedSearch, NO_CONSENT, pictureVerdict } from './safety'

const pair = (nsfw: NsfwClass, caption = 'a lighthouse at dusk') => ({ nsfw, caption })

describe('picture verdict', () => {
  it('allows only UNLIKELY without consent', () => {
    expect(([0, 1, 2, 3] as const).map((nsfw) => pictureVerdict(pair(nsfw), NO_CONSENT))).toEqual(['allowed', 'hidden', 'hidden', 'hidden'])
  })

  it('allows a class after consent to that class, and no other', () => {
    const consent = new Set<NsfwClass>([3])
    expect(([0, 1, 2, 3] as const).map((nsfw) => pictureVerdict(pair(nsfw), consent))).toEqual(['allowed', 'hidden', 'hidden', 'allowed'])
  })

  it.each(['two teens', 'School girl', 'a 15 year old', 'kids.', '여고생 사진', '少女', 'Niñas jugando', 'pre-teen'])(
    'blocks an unsafe tag with words for minors, with no override: %s',
    (caption) => {
      const everything = new Set<NsfwClass>([1, 2, 3])
      expect(pictureVerdict(pair(2, caption), everything)).toBe('blocked')
      expect(pictureVerdict(pair(1, caption), everything)).toBe('blocked')
    },
  )

  it('does not block safe pairs that speak of children', () => {
    expect(pictureVerdict(pair(0, 'kids playing football'), NO_CONSENT)).toBe('allowed')
  })

  it.each(['kidney beans', 'a babysitter-free evening', 'childish handwriting', 'teenth'])(
    'takes words, not parts of words: %s',
    (caption) => {
      expect(pictureVerdict(pair(2, caption), new Set<NsfwClass>([2]))).toBe('allowed')
    },
  )
})

describe('a search', () => {
  it('that joins words for minors with words for sex is refused, over all its texts', () => {
    for (const texts of [['a nude teen'], ['schoolgirl', 'porn'], ['미성년 누드'], ['niña desnuda']])
      expect(isRefusedSearch(texts)).toBe(true)
  })

  it('of either alone, or of neither, is run', () => {
    for (const texts of [
      ['a child with a kite'],
      ['nude by Modigliani'],
      ['a baby elephant'],
      ['teenage mutant ninja turtles'],
      ['Essex', 'kids'],
      [],
    ])
      expect(isRefusedSearch(texts)).toBe(false)
  })
})

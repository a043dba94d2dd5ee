import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_QUERY } from '../query/query'
import { MAX_CHIPS, MAX_TEXT } from '../query/search-url'
import { decodeLocation, encodeLocation } from '../query/url'
import { addChip, chipWords, parseTyped, removeChip, retype, setWeight, toggleSign, typedOf } from './edit'

const text = (words: string, weight = 1) => ({ kind: 'text', text: words, weight }) as const
const search = (...words: readonly string[]) => ({ chips: words.map((word) => text(word)), by: 'image', minScore: null }) as const

describe('a typed sentence', () => {
  it('is a plus chip of weight 1', () => {
    expect(parseTyped('  a red bicycle in the snow ')).toEqual(text('a red bicycle in the snow'))
  })

  it('is a minus chip when a minus stands before its words', () => {
    expect(parseTyped('-snow')).toEqual(text('snow', -1))
    expect(parseTyped('− snow')).toEqual(text('snow', -1))
    expect(parseTyped('well-known')).toEqual(text('well-known'))
    expect(parseTyped('-')).toEqual(text('-'))
    expect(parseTyped('--')).toEqual(text('--'))
  })

  it('says nothing when it is empty', () => {
    expect(parseTyped(' \n\t ')).toBeNull()
  })

  it('is one line, of at most 1,000 characters and none of them cut in half', () => {
    expect(parseTyped('two\r\nlines')?.text).toBe('two lines')
    expect(parseTyped('x'.repeat(5000))?.text).toHaveLength(MAX_TEXT)
    expect(parseTyped(`${'x'.repeat(MAX_TEXT - 1)}🐕`)?.text).toBe('x'.repeat(MAX_TEXT - 1))
  })

  it('reads back from its chip, and from a link', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1200 }), (typed) => {
        const chip = parseTyped(typed)
        if (!chip) return
        expect(parseTyped(typedOf(chip))).toEqual(chip)
        const location = {
          source: 'sample',
          query: { ...EMPTY_QUERY, search: addChip(null, chip) },
          model: null,
          roles: null,
          open: null,
          data: null,
        }
        const read = decodeLocation(encodeLocation(location)).query.search?.chips[0]
        expect(read).toEqual({ ...chip, text: chip.text.replace(/\p{Surrogate}/gu, '\uFFFD') })
      }),
    )
  })
})

describe('the chips of a search', () => {
  it('begin with the first one, by what the dataset can be ranked by', () => {
    expect(addChip(null, text('dog'), 'text')).toEqual({ chips: [text('dog')], by: 'text', minScore: null })
  })

  it('are added at the end and keep the threshold', () => {
    expect(addChip({ ...search('dog'), minScore: 0.2 }, text('snow', -1))).toEqual({
      chips: [text('dog'), text('snow', -1)],
      by: 'image',
      minScore: 0.2,
    })
  })

  it('are no more than a link holds', () => {
    const full = search(...Array.from({ length: MAX_CHIPS }, (_, i) => `word ${i}`))
    expect(addChip(full, text('one more'))).toEqual(full)
  })

  it('end the search with the last one', () => {
    expect(removeChip(search('dog', 'snow'), 0)).toEqual(search('snow'))
    expect(removeChip(search('dog'), 0)).toBeNull()
  })

  it('keep their weight when their words change, and go when there are none', () => {
    const weighed = setWeight(search('dog', 'snow'), 1, 0.5)
    expect(retype(weighed, 1, 'rain')?.chips[1]).toEqual(text('rain', 0.5))
    expect(retype(weighed, 1, '-rain')?.chips[1]).toEqual(text('rain', -0.5))
    expect(retype(weighed, 1, '  ')).toEqual(search('dog'))
  })

  it('change sides with their weight', () => {
    expect(toggleSign(setWeight(search('dog'), 0, 0.7), 0).chips).toEqual([text('dog', -0.7)])
  })

  it('weigh 0.1 to 2 in tenths, on the side they are on', () => {
    const weights = [0, 0.26, 0.30000000000000004, 1.96, 7].map((size) => setWeight(toggleSign(search('dog'), 0), 0, size).chips[0]?.weight)
    expect(weights).toEqual([-0.1, -0.3, -0.3, -2, -2])
  })

  it('say what they are', () => {
    expect(chipWords(text('a dog'))).toBe('a dog')
    expect(chipWords({ kind: 'pair', place: '3_1024', weight: 1 })).toBe('like 3_1024')
    expect(chipWords({ kind: 'picture', name: 'dog.jpg', vector: 'AA', weight: 1 })).toBe('dog.jpg')
    expect(chipWords({ kind: 'picture', name: '', vector: 'AA', weight: 1 })).toBe('your picture')
  })
})

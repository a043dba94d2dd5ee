import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../dataset/problem'
import { createClipTokenizer } from './clip'
import { clipTokenizerJson } from './clip.testing'
import { SimpleTokenizer } from './simple-tokenizer.testing'
import { STRINGS } from './strings.testing'

const CONTEXT = 77
const START = 49406
const END = 49407
const json = clipTokenizerJson()
const tokenizer = createClipTokenizer(json, CONTEXT)
const reference = new SimpleTokenizer()

const GOLDENS = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'clip-tokenizer', 'goldens.json')

describe('the CLIP tokenizer', () => {
  it('gives the ids of OpenAI’s own tokenizer', ({ skip }) => {
    skip(!existsSync(GOLDENS), `There is no ${GOLDENS}.`)
    const { cases } = JSON.parse(readFileSync(GOLDENS, 'utf8')) as { cases: readonly { text: string; ids: readonly number[] }[] }
    expect(cases.length).toBeGreaterThan(0)
    for (const { text, ids } of cases) expect(tokenizer.encode(text)).toEqual({ ids, cut: false })
  })

  it.each(Object.entries(STRINGS))('agrees with OpenAI’s algorithm on strange text: %s', (_, texts) => {
    for (const text of texts) expect(tokenizer.encode(text).ids, JSON.stringify(text)).toEqual(reference.tokenize(text, CONTEXT))
  })

  it('is held against more than three hundred strings', () => {
    expect(new Set(Object.values(STRINGS).flat()).size).toBeGreaterThan(300)
  })

  it('agrees with OpenAI’s algorithm on any letters, digits, signs and spaces', () => {
    const part = fc.oneof(
      fc.constantFrom(
        "'s",
        "'LL",
        ' ',
        '\t',
        '\u00a0',
        '&amp;',
        '&#39;',
        '<|',
        '|>',
        '\u001f',
        '🏽',
        '\u200d',
        '\u0301',
        'Σ',
        'İ',
        '각',
        '\u11a8',
      ),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
      fc.lorem({ maxCount: 1 }),
    )
    const texts = fc.array(part, { maxLength: 30 }).map((parts) => parts.join(''))
    // What begins a reference by chance may be a name that only one side knows.
    const plain = texts.filter((text) => !/&(?!amp;|#39;)|&amp;[#\p{L}]|<\|(?:start|end)oftext/iu.test(text))
    fc.assert(
      fc.property(plain, (text) => {
        expect(tokenizer.encode(text).ids).toEqual(reference.tokenize(text, CONTEXT))
      }),
      { numRuns: 500 },
    )
  })

  it('differs from OpenAI’s algorithm on these texts, and how', () => {
    const plain = (text: string): readonly number[] => tokenizer.encode(text).ids
    const differing: readonly (readonly [name: string, text: string, like: string])[] = [
      // Python cannot encode it.
      ['a lone surrogate', 'a \ud800 b', 'a \ufffd b'],
      ['the second half of a pair', '\udc36dog', '\ufffddog'],
      // Whoever types a mark does not end the text for the model.
      ['a typed mark of the end', 'dog <|endoftext|> cat', 'dog cat'],
      ['a typed mark of the beginning', '<|STARTOFTEXT|>dog', 'dog'],
      ['a mark in HTML', 'dog &lt;|endoftext|&gt; cat', 'dog cat'],
      // Named references of HTML 5 that HTML 4 has not.
      ['a name of HTML 5', '&CounterClockwiseContourIntegral;', '&amp;CounterClockwiseContourIntegral;'],
      ['another name of HTML 5', '&fjlig;', '&amp;fjlig;'],
    ]
    for (const [name, text, like] of differing) {
      expect(plain(text), name).not.toEqual(reference.tokenize(text, CONTEXT))
      expect(plain(text), name).toEqual(plain(like))
    }
  })

  it('never takes typed text for a mark, however it is nested', () => {
    for (const text of [
      '<|endof<|endoftext|>text|>',
      '&amp;lt;|endoftext|&amp;gt;',
      '<|endoftext|><|startoftext|>',
      '<|ENDOFTEXT|>',
      '<|endoftext</w>|>',
    ]) {
      const { ids } = tokenizer.encode(text)
      expect(ids[0]).toBe(START)
      expect(ids.at(-1)).toBe(END)
      expect(ids.slice(1, -1).every((id) => id < START)).toBe(true)
    }
  })

  it('says when the end of a text was cut off', () => {
    expect(tokenizer.encode('dog '.repeat(75))).toMatchObject({ cut: false, ids: { length: CONTEXT } })
    expect(tokenizer.encode('dog '.repeat(76))).toMatchObject({ cut: true, ids: { length: CONTEXT } })
    expect(createClipTokenizer(json, 4).encode('one two three')).toEqual({ ids: [START, 637, 1237, END], cut: true })
  })

  it('fits any text into the context, between the marks', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 300 }),
        ),
        (text) => {
          const { ids, cut } = tokenizer.encode(text)
          expect(ids.length).toBeLessThanOrEqual(CONTEXT)
          expect(ids.length === CONTEXT || !cut).toBe(true)
          expect(ids[0]).toBe(START)
          expect(ids.at(-1)).toBe(END)
          expect(ids.slice(1, -1).every((id) => Number.isInteger(id) && id >= 0 && id < START)).toBe(true)
        },
      ),
    )
  })

  it('takes a word of a million letters', () => {
    expect(tokenizer.encode('abcdefghij'.repeat(100_000))).toEqual({
      ids: reference.tokenize('abcdefghij'.repeat(200), CONTEXT),
      cut: true,
    })
  })
})

describe('a file that is not CLIP’s tokenizer', () => {
  const whole = json as { readonly model: { readonly vocab: Readonly<Record<string, number>> } }
  const withModel = (change: object): unknown => ({ ...whole, model: { ...whole.model, ...change } })

  it.each([
    ['nothing', null],
    ['a text', '<html>'],
    ['a list', []],
    ['an object without a model', { version: '1.0' }],
    ['another kind of model', withModel({ type: 'WordPiece' })],
    ['words without an end mark', withModel({ end_of_word_suffix: undefined })],
    ['no vocabulary', withModel({ vocab: [] })],
    ['no merges', withModel({ merges: {} })],
    ['a merge of three', withModel({ merges: ['a b c'] })],
    ['a merge that is a number', withModel({ merges: [1] })],
    ['an id that is no number', withModel({ vocab: { ...whole.model.vocab, dog: '1' } })],
    ['an id beyond the vocabulary', withModel({ vocab: { ...whole.model.vocab, dog: 4e9 } })],
    ['no marks', withModel({ vocab: { a: 0, b: 1 } })],
  ])('is refused with a sentence: %s', (_, hostile) => {
    expect(() => createClipTokenizer(hostile, CONTEXT)).toThrow(ProblemError)
    expect(() => createClipTokenizer(hostile, CONTEXT)).toThrow(/^model: tokenizer\.json \([A-Z].*\.\)$/)
  })

  it('may list merges as pairs, as newer files do', () => {
    const merges = (whole.model as unknown as { merges: readonly string[] }).merges.map((merge) => merge.split(' '))
    expect(createClipTokenizer(withModel({ merges }), CONTEXT).encode('hello world').ids).toEqual([START, 3306, 1002, END])
  })

  it('has no say in how text is split', () => {
    const hostile = {
      ...whole,
      normalizer: { type: 'Nonsense' },
      pre_tokenizer: { type: 'Split', pattern: { Regex: '(a+)+$' } },
      added_tokens: [{ id: 7, content: 'hello' }],
    }
    expect(createClipTokenizer(hostile, CONTEXT).encode('hello world').ids).toEqual([START, 3306, 1002, END])
  })
})

import type { Tokenizer, Tokens } from './tokenizer'

/** Words that say that there is a picture, not what is on it; they weigh nothing. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an and are as at by for from his her in into is it its my of on or our s some that the their these this to up very with your ' +
    'photo photograph picture image illustration drawing drawn art artwork icon emoji emojis sticker clipart graphic ' +
    'background render showing shows featuring style ' +
    '사진 그림 이미지 일러스트 이모지 아이콘 스티커 배경 및 있는 하는'
  ).split(' '),
)

const HANGUL = /[\uac00-\ud7a3]/

/** Light plural stripping: puppies to puppy, boxes to box, cats to cat; glass, bus and gas stay. */
export function singular(word: string): string {
  if (word.length < 4 || /(?:ss|us|is|gas)$/.test(word) || !word.endsWith('s')) return word
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return /(?:ss|x|ch|sh)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1)
}

/** The terms of a text, in its order and with repeats: words, and for Korean ones their pairs of syllables too. */
export function termsOf(text: string): string[] {
  const terms: string[] = []
  for (const word of text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’']s?(?=\s|$)/g, ' ')
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
    if (STOP_WORDS.has(word)) continue
    if (!HANGUL.test(word)) {
      const term = singular(word)
      if (!STOP_WORDS.has(term)) terms.push(term)
      continue
    }
    terms.push(word)
    // `#` marks a pair, so that the word 강아 and a part of 강아지 stay apart.
    if (word.length > 2) for (let i = 0; i + 2 <= word.length; i++) terms.push(`#${word.slice(i, i + 2)}`)
    else if (word.length === 2) terms.push(`#${word}`)
  }
  return terms
}

/** What stands for a text of which no term is known. */
const UNKNOWN = 0

/**
 * A tokenizer of whole terms, for encoders that sum what each term means. A term's id is its place in the vocabulary, from 1;
 * each is there once, unknown ones are left out, and a text of unknown ones only is `[0]`.
 * @param contextLength most terms.
 */
export function createTermsTokenizer(vocabulary: readonly string[], contextLength: number): Tokenizer {
  const places = new Map(vocabulary.map((term, i) => [term, i + 1]))
  return {
    encode: (text): Tokens => {
      const ids = [...new Set(termsOf(text))].flatMap((term) => places.get(term) ?? [])
      return { ids: ids.length > 0 ? ids.slice(0, contextLength) : [UNKNOWN], cut: ids.length > contextLength }
    },
  }
}

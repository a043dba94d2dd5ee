import { Tokenizer as BpeTokenizer } from '@huggingface/tokenizers'
import { unescapeHtml } from '../../pair/entities'
import { readBpe } from './bpe-file'
import type { Tokenizer, Tokens } from './tokenizer'

const START = '<|startoftext|>'
const END = '<|endoftext|>'
const TYPED_MARK = /<\|(?:start|end)oftext\|>/gi
const SPACES = /\p{White_Space}+/gu
/** OpenAI's pattern, run where `s` also means `ſ`. U+0345, half a letter to that engine, is in none of its parts and falls out. */
const PIECE = /'[sſ]|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\p{White_Space}\p{L}\p{N}\u0345]+/gu

/** No word is this long: merging takes a second for 100,000 letters, and the end has no say in the first hundred tokens. */
const LONGEST_PIECE = 10_000

/** White space as Python's `strip` sees it: U+001C to U+001F too. */
function isStripped(char: string): boolean {
  return /\p{White_Space}/u.test(char) || (char >= '\u001c' && char <= '\u001f')
}

// By hand: a pattern for the end takes quadratic time on a long run of white space within.
function strip(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isStripped(text.charAt(from))) from++
  while (from < to && isStripped(text.charAt(to - 1))) to--
  return text.slice(from, to)
}

const SINGLE_QUOTES = /[\u02bc\u2018-\u201b]/g
const DOUBLE_QUOTES = /[\u201c-\u201f]/g
/** Latin letters joined in one sign, and letters of another width: what they stand for is in Unicode's tables. */
const JOINED_OR_WIDE = /[\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06\u3000\uff01-\uffef]/g

/** The repairs of ftfy, which OpenAI's tokenizer runs first, that concern text as people type it. */
function mend(text: string): string {
  return text
    .replace(JOINED_OR_WIDE, (sign) => sign.normalize('NFKC'))
    .replace(SINGLE_QUOTES, "'")
    .replace(DOUBLE_QUOTES, '"')
}

/** The text that CLIP's vocabulary is applied to. Marks of begin and end that someone typed become spaces. */
function clean(text: string): string {
  return strip(unescapeHtml(mend(unescapeHtml(text))).normalize('NFC'))
    .replace(SPACES, ' ')
    .toLowerCase()
    .replace(TYPED_MARK, ' ')
}

/**
 * OpenAI's tokenizer for CLIP, `SimpleTokenizer`, on the vocabulary of a `tokenizer.json`. Of ftfy's repairs it makes those of
 * HTML's character references, quotes, ligatures, widths and NFC, and not those of text decoded wrongly. The file gives vocabulary and
 * merges only: its own rules for text are not as exact, and may be hostile.
 * @param tokenizerJson the parsed file.
 * @param contextLength most tokens, marks of begin and end included.
 * @throws ProblemError (`model`) when the file is not CLIP's kind of tokenizer.
 */
export function createClipTokenizer(tokenizerJson: unknown, contextLength: number): Tokenizer {
  const { vocab, merges } = readBpe(tokenizerJson, [START, END])
  const start = vocab[START] as number
  const end = vocab[END] as number
  const bpe = new BpeTokenizer(
    {
      model: { type: 'BPE', vocab, merges, end_of_word_suffix: '</w>' },
      normalizer: null,
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
      post_processor: null,
      decoder: null,
      added_tokens: [],
    },
    {},
  )
  return {
    encode: (text): Tokens => {
      const ids = [start]
      // Piece by piece, so that of a long text no more is encoded than fits.
      for (const [piece] of clean(text).matchAll(PIECE)) {
        ids.push(...bpe.encode(piece.slice(0, LONGEST_PIECE)).ids)
        if (ids.length >= contextLength) return { ids: [...ids.slice(0, contextLength - 1), end], cut: true }
      }
      return { ids: [...ids, end], cut: false }
    },
  }
}

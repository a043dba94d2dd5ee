import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const MERGES_FILE = join(import.meta.dirname, '..', '..', '..', 'node_modules', 'modelzoo', 'bpe_simple_vocab_16e6.txt')
/** OpenAI's vocabulary: 256 bytes, the same at a word's end, merges, two marks. */
const VOCABULARY_SIZE = 49152 + 256
const MARKS = ['<|startoftext|>', '<|endoftext|>']

/** A printable character for each byte, as GPT-2 chose them; the order of the map is that of the vocabulary. */
export function bytesToUnicode(): ReadonlyMap<number, string> {
  const range = (from: string, to: string): number[] =>
    Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, i) => from.charCodeAt(0) + i)
  const printable = [...range('!', '~'), ...range('¡', '¬'), ...range('®', 'ÿ')]
  const map = new Map(printable.map((byte) => [byte, String.fromCharCode(byte)]))
  let next = 256
  for (let byte = 0; byte < 256; byte++) if (!map.has(byte)) map.set(byte, String.fromCharCode(next++))
  return map
}

/** The merges of OpenAI's file, best first: `"i n"`. */
export function clipMerges(): string[] {
  // The first line names the version; the file holds more merges than CLIP uses.
  return readFileSync(MERGES_FILE, 'utf8')
    .split('\n')
    .slice(1, VOCABULARY_SIZE - 512 - MARKS.length + 1)
}

/** CLIP's vocabulary in the order of its ids. */
export function clipVocabulary(): string[] {
  const bytes = [...bytesToUnicode().values()]
  return [...bytes, ...bytes.map((char) => `${char}</w>`), ...clipMerges().map((merge) => merge.replace(' ', '')), ...MARKS]
}

/** A `tokenizer.json` like that of CLIP on the Hub, from the vocabulary that npm's `modelzoo` ships. */
export function clipTokenizerJson(): unknown {
  const mark = { single_word: false, lstrip: false, rstrip: false, special: true }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      { id: 49406, content: MARKS[0], normalized: true, ...mark },
      { id: 49407, content: MARKS[1], normalized: false, ...mark },
    ],
    normalizer: {
      type: 'Sequence',
      normalizers: [{ type: 'NFC' }, { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' }, { type: 'Lowercase' }],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        {
          type: 'Split',
          pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" },
          behavior: 'Removed',
          invert: true,
        },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [MARKS[1], 49407],
      cls: [MARKS[0], 49406],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: null,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: MARKS[1],
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab: Object.fromEntries(clipVocabulary().map((token, id) => [token, id])),
      merges: clipMerges(),
    },
  }
}

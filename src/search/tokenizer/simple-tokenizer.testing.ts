import { bytesToUnicode, clipMerges, clipVocabulary } from './clip.testing'

const NAMES: Readonly<Record<string, string>> = {
  amp: '&',
  AMP: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  eacute: 'é',
  Eacute: 'É',
  ouml: 'ö',
  ccedil: 'ç',
  szlig: 'ß',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  euro: '€',
  hearts: '♥',
  times: '×',
  frac12: '½',
  deg: '°',
  alpha: 'α',
  Omega: 'Ω',
  rarr: '→',
  bull: '•',
  lang: '⟨',
  CounterClockwiseContourIntegral: '∳',
  fjlig: 'fj',
}
const WITHOUT_SEMICOLON = ['amp', 'AMP', 'lt', 'gt', 'quot', 'nbsp', 'eacute', 'ouml', 'copy', 'reg', 'times', 'deg']

/** `html.unescape` of Python, as far as the tests' strings need it. */
function unescape(text: string): string {
  return text.replace(/&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/gu, (whole, body: string) => {
    if (body.startsWith('#')) {
      const code = /^#x/i.test(body) ? parseInt(body.slice(2), 16) : parseInt(body.slice(1), 10)
      if (code === 0x92) return '’'
      if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return '\ufffd'
      return code === 1 || code === 0x1f || code === 0xffff ? '' : String.fromCodePoint(code)
    }
    if (body.endsWith(';') && Object.hasOwn(NAMES, body.slice(0, -1))) return NAMES[body.slice(0, -1)] ?? ''
    const bare = WITHOUT_SEMICOLON.find((name) => body.startsWith(name))
    return bare === undefined ? whole : (NAMES[bare] ?? '') + body.slice(bare.length)
  })
}

const UNCURLED: Readonly<Record<string, string>> = {
  ʼ: "'",
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
}
/** Of ftfy's `LIGATURES` and `WIDTH_MAP`: U+3000 and the forms of other widths, by compatibility. */
const COMPATIBLE = new Set([
  ...Array.from('ĲĳŉǄǅǆǇǈǉǊǋǌǱǲǳﬀﬁﬂﬃﬄﬅﬆ\u3000'),
  ...Array.from({ length: 0xffef - 0xff01 + 1 }, (_, i) => String.fromCodePoint(0xff01 + i)),
])

/** `ftfy.fix_text` for text that was decoded rightly. */
function fixText(text: string): string {
  // Quotes after ligatures, as ftfy has it: \u0149 holds one.
  const widened = Array.from(unescape(text.normalize('NFC')), (char) => (COMPATIBLE.has(char) ? char.normalize('NFKC') : char)).join('')
  return Array.from(widened, (char) => UNCURLED[char] ?? char)
    .join('')
    .normalize('NFC')
}

// Python's, where `str.strip` and the pattern's `\s` differ on U+001C to U+001F.
const SPACE = '\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const STRIP = new RegExp(`^[${SPACE}\\u001c-\\u001f]+|[${SPACE}\\u001c-\\u001f]+$`, 'g')
const WHITE = new RegExp(`[${SPACE}]+`, 'g')
// Case is ignored there: of lower-case text only `ſ` is touched by that, and U+0345, which then matches nothing.
const PIECES = new RegExp(
  `<\\|startoftext\\|>|<\\|endoftext\\|>|'[sſ]|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^${SPACE}\\p{L}\\p{N}\\u0345]+`,
  'gu',
)

/** OpenAI's `SimpleTokenizer` and `tokenize(truncate=True)`, step by step as published, with the part of ftfy that {@link fixText} is. */
export class SimpleTokenizer {
  readonly #bytes = bytesToUnicode()
  readonly #ids = new Map(clipVocabulary().map((token, id) => [token, id]))
  readonly #ranks = new Map(clipMerges().map((merge, rank) => [merge, rank]))
  readonly #cache = new Map([
    ['<|startoftext|>', ['<|startoftext|>']],
    ['<|endoftext|>', ['<|endoftext|>']],
  ])

  /** Null for what Python cannot write as UTF-8. */
  tokenize(text: string, contextLength: number): number[] | null {
    if (/\p{Cs}/u.test(text)) return null
    const cleaned = unescape(fixText(text)).normalize('NFC').replace(STRIP, '').replace(WHITE, ' ').toLowerCase()
    const tokens = (cleaned.match(PIECES) ?? []).flatMap((piece) => this.#encode(piece))
    const ids = [49406, ...tokens.map((token) => this.#ids.get(token) ?? NaN), 49407]
    return ids.length > contextLength ? [...ids.slice(0, contextLength - 1), 49407] : ids
  }

  #encode(piece: string): readonly string[] {
    const chars = Array.from(Buffer.from(piece, 'utf8'), (byte) => this.#bytes.get(byte) ?? '')
    return this.#cache.get(piece) ?? this.#merge([...chars.slice(0, -1), `${chars.at(-1) ?? ''}</w>`])
  }

  #merge(start: readonly string[]): readonly string[] {
    let word = start
    for (;;) {
      const pairs = word.slice(1).map((right, i) => `${word[i] ?? ''} ${right}`)
      const best = pairs.reduce((low, pair) => ((this.#ranks.get(pair) ?? Infinity) < (this.#ranks.get(low) ?? Infinity) ? pair : low), '')
      if (!this.#ranks.has(best)) return word
      const merged: string[] = []
      for (let i = 0; i < word.length; i++) {
        if (pairs[i] === best) {
          merged.push(best.replace(' ', ''))
          i++
        } else merged.push(word[i] ?? '')
      }
      word = merged
    }
  }
}

import { unescapeHtml } from './entities'
import type { GuardWords } from './guard-words'

/** Nothing in it but what a keyboard types: no letter to take apart, no character reference. */
const PLAIN = /^[\x20-\x25\x27-\x7e]*$/
const ASCII = /^[\0-\x7f]*$/
/** What hides inside a word without being seen: accents and overlays, joiners, soft hyphens, directions, control characters. */
const UNSEEN = /[\p{M}\p{Default_Ignorable_Code_Point}]|(?![\t-\r\x85])\p{Cc}/gu
/** White space, hyphens and underscores, unless it is one space already. */
const GAPS = /[\s_-]{2,}|[^\S ]|[_-]/g
const GAPS_OF_ANY_KIND = /[\s_\p{Pd}]{2,}|[^\S ]|[_\p{Pd}]/gu

/** Without accents, whatever way they are stored. Of a pattern too. */
function withoutAccents(text: string): string {
  return text.normalize('NFKD').replace(UNSEEN, '').normalize('NFC').replaceAll('ı', 'i')
}

/** Small letters that look like those of the Latin alphabet, each before the one it looks like. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  Array.from('аaеeоoрpсcуyхxіiјjѕsԁdһhԛqԝwкkтtмmнhвbαaεeιiκkνvοoρpτtυuχx'.matchAll(/(.)(.)/gu), ([, like = '', latin = '']) => [
    like,
    latin,
  ]),
)
const LOOKALIKE = new RegExp(`[${[...LOOKALIKES.keys()].join('')}]`)
const SIGNS: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i', '|': 'l' }
const SIGN = '[013457@$!|]'
/** t33n, 5chool, kid5: signs between letters, before two of them, or one behind two. */
const SIGNS_IN_WORDS = new RegExp(
  String.raw`(?<=\p{L})${SIGN}{1,3}(?=\p{L})|(?<![\p{L}\d])${SIGN}(?=\p{L}{2})|(?<=\p{L}{2})[013457@$](?![\p{L}\d])`,
  'gu',
)
const HUMP = /\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}/u
const HUMPS = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu
/** k i d s, k.i.d.s, k*i*d*s */
const SPACED = /(?<!\p{L})(?:\p{L}[ .*/,_-]){2,}\p{L}(?!\p{L})/gu
/** Whether any of these may be in a text of ASCII; asked first, since few captions hold any. */
const MAYBE_DISGUISED = new RegExp(
  [
    '[a-z][A-Z]|[A-Z][A-Z][a-z]',
    `[A-Za-z]${SIGN}{1,3}[A-Za-z]|(?<![A-Za-z0-9])${SIGN}[A-Za-z]{2}|[A-Za-z]{2}[013457@$](?![A-Za-z0-9])`,
    '(?<![A-Za-z])[A-Za-z][ .*/,_-][A-Za-z][ .*/,_-]',
  ].join('|'),
)

/**
 * A text as the guard reads it: in small letters, character references decoded (twice, since some are stored so), full-width and fancy
 * letters as plain ones, without accents and what is not seen, gaps of any kind as one space. Further readings undo what disguises words:
 * names in camelCase, digits and signs for letters, letters of other alphabets, a letter at a time.
 */
export function readings(text: string): readonly string[] {
  const seen = PLAIN.test(text) ? text : withoutAccents(text.includes('&') ? unescapeHtml(unescapeHtml(text)) : text)
  const small = seen.toLowerCase()
  const ascii = ASCII.test(seen)
  if (!MAYBE_DISGUISED.test(seen) && (ascii || !(HUMP.test(seen) || isMixed(small))))
    return [small.replace(ascii ? GAPS : GAPS_OF_ANY_KIND, ' ')]
  const found = new Set([small, seen.replace(HUMPS, ' ').toLowerCase()].map((reading) => reading.replace(GAPS_OF_ANY_KIND, ' ')))
  for (const undo of [withoutSigns, withoutLookalikes, withoutSpacing]) for (const reading of [...found]) found.add(undo(reading))
  return [...found]
}

function withoutSigns(text: string): string {
  return text.replace(SIGNS_IN_WORDS, (signs) => Array.from(signs, (sign) => SIGNS[sign] ?? sign).join(''))
}

function isMixed(text: string): boolean {
  return /[a-z]/.test(text) && LOOKALIKE.test(text)
}

function withoutLookalikes(text: string): string {
  return isMixed(text) ? text.replace(new RegExp(LOOKALIKE, 'g'), (letter) => LOOKALIKES.get(letter) ?? letter) : text
}

function withoutSpacing(text: string): string {
  return text.replace(SPACED, (letters) => letters.replace(/\P{L}/gu, ''))
}

/** One choice of patterns, those that begin with the same letter together: a position is compared with few of them. */
function choice(patterns: readonly string[]): string {
  const byFirst = new Map<string, string[]>()
  for (const pattern of patterns) {
    const first = /^\p{L}(?![?*+{])/u.test(pattern) ? pattern.slice(0, 1) : ''
    byFirst.set(first, [...(byFirst.get(first) ?? []), pattern.slice(first.length)])
  }
  return Array.from(byFirst, ([first, rests]) => `${first}(?:${rests.join('|')})`).join('|')
}

/** Tells whether a text holds one of the words, however it is disguised. */
export function matcher(lists: Readonly<Record<string, GuardWords>>): (text: string) => boolean {
  const all = (of: keyof GuardWords) =>
    Object.values(lists)
      .flatMap((words) => words[of].split(/\s+/))
      .filter((word) => word !== '')
      .map(withoutAccents)
  const bounded = all('bounded')
  const words = new RegExp(String.raw`(?<!\p{L})(?:${choice(bounded)})(?!\p{L})|${choice(all('anywhere'))}`, 'u')
  // Most captions are of ASCII alone, where the same is told in a fraction of the time.
  const ofAscii = choice(bounded.filter((word) => ASCII.test(word))).replaceAll(String.raw`\p{L}`, '[a-z]')
  const wordsOfAscii = new RegExp(`(?<![a-z])(?:${ofAscii})(?![a-z])`)
  return (text) => readings(text).some((reading) => (ASCII.test(reading) ? wordsOfAscii : words).test(reading))
}

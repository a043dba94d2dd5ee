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

/** Letters that look like those of the Latin alphabet, each before the one it looks like, which may be another for a capital. */
const LATIN = pairsOf(
  'аaеeоoрpсcуyхxіiјjѕsԁdһhԛqԝwкkтtмmнhвbпnгrӏlѵvүyғfАaВbЕeЅsІiЈjКkМmНhОoРpСcТtУyХxԌgԚqԜwӀi' +
    'αaεeιiκkνvοoρpτtυuχxηnωwσoγyϲcΑaΒbΕeΗhΙiΚkΜmΝnΟoΡpΤtΥyΧxΖzաwհhոnսuօoցgɑaɡgɩi',
)
/** Latin letters that pass for Cyrillic ones in the middle of a word. */
const CYRILLIC = pairsOf('aаeеoоpрcсyуxхkкtтmмhнbвnпrгuи')
const LOOKALIKE = new RegExp(`[${[...LATIN.keys()].join('')}]`, 'u')
const LOOKALIKES = new RegExp(LOOKALIKE, 'gu')

function pairsOf(letters: string): ReadonlyMap<string, string> {
  return new Map(Array.from(letters.matchAll(/(.)(.)/gu), ([, like = '', meant = '']) => [like, meant]))
}

const SIGNS: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i', '|': 'l' }
const SIGN = '[013457@$!|]'
/** t33n, 5chool, kid5: signs between letters, before two of them, or one behind two. */
const SIGNS_IN_WORDS = new RegExp(
  String.raw`(?<=\p{L})${SIGN}{1,3}(?=\p{L})|(?<![\p{L}\d])${SIGN}(?=\p{L}{2})|(?<=\p{L}{2})[013457@$](?![\p{L}\d])`,
  'gu',
)
const HUMP = /\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}/u
const HUMPS = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu
/** What stands between letters that are written one at a time. */
const BETWEEN = String.raw`[\s.*/,_·・•|+:~-]+`
const SYLLABLE = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]`
/** k i d s, k.i.d.s, д*е*т*и; where a word may have two letters alone, also 少 女. */
const SPACED = new RegExp(String.raw`(?<!\p{L})(?:(?:\p{L}${BETWEEN}){2,}\p{L}|(?:${SYLLABLE}${BETWEEN})+${SYLLABLE})(?!\p{L})`, 'gu')
const MAYBE_SPACED = new RegExp(String.raw`(?<!\p{L})\p{L}${BETWEEN}\p{L}(?!\p{L})`, 'u')
/** Whether any of these may be in a text of ASCII; asked first, since few captions hold any. */
const MAYBE_DISGUISED = new RegExp(
  [
    '[a-z][A-Z]|[A-Z][A-Z][a-z]',
    `[A-Za-z]${SIGN}{1,3}[A-Za-z]|(?<![A-Za-z0-9])${SIGN}[A-Za-z]{2}|[A-Za-z]{2}[013457@$](?![A-Za-z0-9])`,
    `(?<![A-Za-z])[A-Za-z]${BETWEEN}[A-Za-z](?![A-Za-z])`,
  ].join('|'),
)

/**
 * A text as the guard reads it: in small letters, character references decoded (twice, since some are stored so), full-width and fancy
 * letters as plain ones, without accents and what is not seen, gaps of any kind as one space. Further readings undo what disguises words:
 * names in camelCase, digits and signs for letters, letters of other alphabets, a letter at a time.
 */
export function readings(text: string): readonly string[] {
  const seen = PLAIN.test(text) ? text : withoutAccents(text.includes('&') ? unescapeHtml(unescapeHtml(text)) : text)
  const ascii = ASCII.test(seen)
  if (!MAYBE_DISGUISED.test(seen) && (ascii || !(HUMP.test(seen) || LOOKALIKE.test(seen) || MAYBE_SPACED.test(seen))))
    return [seen.toLowerCase().replace(ascii ? GAPS : GAPS_OF_ANY_KIND, ' ')]
  const cased = new Set([seen, seen.replace(HUMPS, ' ')])
  // While capitals are told apart: a capital Ν is an N, a small one looks like a v.
  for (const reading of [...cased]) cased.add(inLatin(reading))
  const found = new Set([...cased].map((reading) => reading.toLowerCase().replace(GAPS_OF_ANY_KIND, ' ')))
  for (const undo of [inCyrillic, withoutSigns, withoutSpacing, withoutSpacingButTheFirst])
    for (const reading of [...found]) found.add(undo(reading))
  return [...found]
}

function withoutSigns(text: string): string {
  return text.replace(SIGNS_IN_WORDS, (signs) => Array.from(signs, (sign) => SIGNS[sign] ?? sign).join(''))
}

/** Real words of these alphabets become nonsense by it, and stay as they are in another reading. */
function inLatin(text: string): string {
  return text.replace(LOOKALIKES, (letter) => LATIN.get(letter) ?? letter)
}

/** Words with letters of both alphabets, as Cyrillic ones. */
function inCyrillic(text: string): string {
  if (!/[а-я]/.test(text) || !/[a-z]/.test(text)) return text
  return text.replace(/[a-zа-я]+/g, (word) =>
    /[а-я]/.test(word) ? word.replace(/[a-z]/g, (letter) => CYRILLIC.get(letter) ?? letter) : word,
  )
}

function withoutSpacing(text: string): string {
  return text.replace(SPACED, (letters) => letters.replace(/\P{L}/gu, ''))
}

/** “a k i d s”: a word of one letter may stand before. */
function withoutSpacingButTheFirst(text: string): string {
  return text.replace(SPACED, (letters) => letters.replace(/\P{L}/gu, '').replace(/^./u, '$& '))
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

/*
 * What is not seen but turns, hides or breaks the words around it: controls, marks and overrides of the direction of writing, spaces
 * without width, fillers, tags and halves of pairs. The two joiners stay: Persian, the scripts of India and emoji are written with them.
 */
const TRICKS = new RegExp(
  [
    String.raw`[\p{Cc}\p{Cs}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e]`,
    String.raw`\u034f|[\u17b4-\u17b5]`,
    String.raw`[\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]`,
  ].join('|'),
  'gu',
)
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g
/** Letters of scripts that run from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** A name of other people's on one line: nothing in it that is not seen. */
export function plainText(text: string): string {
  return text.replace(BREAKS, ' ').replace(TRICKS, '')
}

/**
 * The same within a sentence of ours: at most `most` characters, and apart from the words around it where it runs from right to left.
 */
export function inSentence(text: string, most: number): string {
  const plain = plainText(text)
  const short = plain.length > most ? `${plainText(plain.slice(0, most)).trimEnd()}…` : plain
  return RIGHT_TO_LEFT.test(short) ? `\u2068${short}\u2069` : short
}

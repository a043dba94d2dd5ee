import { LONGEST_QUOTED, type Dialect } from './csv-text'

const QUOTE = 0x22
const LINE_FEED = 0x0a
const RETURN = 0x0d

/** Bytes of the whole lines that a text begins with. */
export function wholeLines(text: Uint8Array): number {
  const feed = text.lastIndexOf(LINE_FEED)
  // After a return at the very end, its line feed may follow.
  return feed >= 0 ? feed + 1 : text.subarray(0, -1).lastIndexOf(RETURN) + 1
}

/** Bytes of the whole rows that a text table, or a part of it that begins with a row, begins with: as `rowsOf` parts them. */
export function wholeRows(text: Uint8Array, { delimiter, quoted }: Dialect): number {
  if (!quoted || !text.includes(QUOTE)) return wholeLines(text)
  const part = delimiter.charCodeAt(0)
  let end = 0
  let at = 0
  for (;;) {
    const close = text[at] === QUOTE ? closingQuote(text, at, part) : at
    if (close === null) return end
    let i = close
    while (i < text.length && text[i] !== part && text[i] !== LINE_FEED && text[i] !== RETURN) i += 1
    if (i >= text.length - (text[i] === RETURN ? 1 : 0)) return end
    at = i + (text[i] === RETURN && text[i + 1] === LINE_FEED ? 2 : 1)
    if (text[i] !== part) end = at
  }
}

/** Where a quoted field ends; `start` when its quote is none, null when that is not to be told yet. */
function closingQuote(text: Uint8Array, start: number, part: number): number | null {
  for (let at = start + 1; ;) {
    const quote = text.indexOf(QUOTE, at)
    if (quote < 0 ? text.length - start > LONGEST_QUOTED : quote - start > LONGEST_QUOTED) return start
    const next = text[quote + 1]
    if (quote < 0 || next === undefined) return null
    if (next === part || next === LINE_FEED || next === RETURN) return quote + 1
    if (next !== QUOTE) return start
    at = quote + 2
  }
}

/** How a text table is written. */
export interface Dialect {
  readonly delimiter: string
  /** Fields may be in double quotes, with quotes in them doubled. */
  readonly quoted: boolean
}

/** A quote that closes nowhere near is no quote: else one stray quote would swallow the rest of the table. */
export const LONGEST_QUOTED = 100_000

/** The rows of a text table, whatever is in it: quotes that do not pair are taken as they stand. Empty lines are no rows. */
export function* rowsOf(text: string, { delimiter, quoted }: Dialect): Generator<string[]> {
  const boundary = new RegExp(`[\\r\\n${delimiter === '|' ? '\\|' : delimiter}]`, 'g')
  let row: string[] = []
  let at = 0
  while (at <= text.length) {
    const field = quoted && text[at] === '"' ? quotedField(text, at, delimiter) : null
    boundary.lastIndex = at
    const end = field?.end ?? boundary.exec(text)?.index ?? text.length
    row.push(field?.value ?? text.slice(at, end))
    at = end + 1
    if (text[end] === delimiter) continue
    if (text[end] === '\r' && text[at] === '\n') at += 1
    if (row.length > 1 || row[0] !== '') yield row
    row = []
  }
}

function quotedField(text: string, start: number, delimiter: string): { value: string; end: number } | null {
  for (let at = start + 1; ;) {
    const quote = text.indexOf('"', at)
    if (quote < 0 || quote - start > LONGEST_QUOTED) return null
    const next = text[quote + 1]
    if (next === '"') at = quote + 2
    else if (next === undefined || next === delimiter || next === '\n' || next === '\r')
      return { value: text.slice(start + 1, quote).replaceAll('""', '"'), end: quote + 1 }
    else return null
  }
}

/** What DuckDB found wrong, and where in the person's text. */
export interface SqlError {
  readonly message: string
  /** Characters of the text; null where DuckDB does not say. */
  readonly place: { readonly from: number; readonly to: number } | null
}

/** Reads DuckDB's message about a text that was sent after `linesBefore` lines of ours. */
export function sqlErrorOf(message: string, sql: string, linesBefore: number): SqlError {
  const at = message.search(/\nLINE \d+: /)
  const told = (at === -1 ? message : message.slice(0, at)).trim()
  return {
    message: plainMessage(told),
    place: at === -1 ? placeByName(told, sql) : placeByCaret(told, message.slice(at + 1), sql, linesBefore),
  }
}

/** Advice about settings, which are locked here, is left out. */
function plainMessage(told: string): string {
  if (/^Out of Memory Error|bad_alloc|could not allocate/i.test(told))
    return 'This query needs more memory than there is for it. Ask for fewer rows or columns, or group them.'
  if (/Permission Error|disabled (?:through|by) configuration/.test(told))
    return `The console reaches no files and no network: only the table pairs can be read. (${told})`
  const advice = told.search(/\nPlease try installing|\nConsider/)
  return advice === -1 ? told : told.slice(0, advice).trim()
}

const NAMED = /(?:near|column|name|function|Table|alias) "((?:[^"]|"")+)"|with name (\S+) (?:does not exist|is not in)/i

function namedIn(told: string): string | null {
  const match = NAMED.exec(told)
  return match?.[1]?.replaceAll('""', '"') ?? match?.[2]?.replace(/^"|"$/g, '') ?? null
}

/** Where the name that the message speaks of stands, if it does but once. */
function placeByName(told: string, sql: string): SqlError['place'] {
  const name = namedIn(told)
  if (name === null) return null
  const from = sql.indexOf(name)
  return from === -1 || sql.includes(name, from + 1) ? null : { from, to: from + name.length }
}

/** By the line that DuckDB shows, of which it may cut both ends, and the caret below it. */
function placeByCaret(told: string, shown: string, sql: string, linesBefore: number): SqlError['place'] {
  const [head = '', caret = ''] = shown.split('\n')
  const lead = /^LINE (\d+): /.exec(head)
  if (!lead || !caret.includes('^')) return null
  const number = Number(lead[1]) - 1 - linesBefore
  const lines = sql.split('\n')
  const line = lines[number]
  if (line === undefined) return placeByName(told, sql)
  const part = head.slice(lead[0].length)
  const cut = part.startsWith('...') && !line.startsWith('...')
  const text = cut ? part.slice(3) : part
  const start = Math.max(0, line.indexOf(text.endsWith('...') ? text.slice(0, -3) : text))
  const columns = caret.indexOf('^') - lead[0].length - (cut ? 3 : 0)
  const guess = start + charactersOf(line.slice(start), columns)
  const before = lines.slice(0, number).reduce((sum, { length }) => sum + length + 1, 0)
  const name = namedIn(told)
  const from = name === null ? guess : nearest(line, name, guess)
  const length = name !== null && line.startsWith(name, from) ? name.length : (/^\w+/.exec(line.slice(from))?.[0].length ?? 1)
  const place = Math.min(before + from, Math.max(0, sql.length - 1))
  return { from: place, to: Math.min(place + length, sql.length) }
}

/** How many characters take so many places of a terminal, as DuckDB counts: two for those of East Asia, none for a tab. */
function charactersOf(text: string, columns: number): number {
  let at = 0
  for (let left = columns; left > 0 && at < text.length;) {
    const code = text.codePointAt(at) ?? 0
    left -=
      code < 0x20
        ? 0
        : /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(text.charAt(at)) || code > 0xffff
          ? 2
          : 1
    at += code > 0xffff ? 2 : 1
  }
  return at
}

/** The place of `name` nearest to a guess; the guess where it is not there. */
function nearest(line: string, name: string, guess: number): number {
  let best = -1
  for (let at = line.indexOf(name); at !== -1; at = line.indexOf(name, at + 1))
    if (best === -1 || Math.abs(at - guess) < Math.abs(best - guess)) best = at
  return best === -1 ? guess : best
}

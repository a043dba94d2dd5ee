/*
 * What a person may run: one statement that only reads. DuckDB itself is locked as well (see `database.ts`); this says it in a
 * sentence, and keeps what it does not know from being run at all.
 */

export type Statement =
  /** Gives rows: it can stand in brackets after FROM. */
  | { readonly kind: 'query'; readonly text: string }
  /** Tells of something, and is run as it is. `query`: what it would run. */
  | { readonly kind: 'telling'; readonly text: string; readonly query: string | null }

export interface Refusal {
  readonly refused: string
  /** Where in the text. */
  readonly at: number
}

const QUERIES = new Set(['SELECT', 'WITH', 'FROM', 'VALUES', 'TABLE', '('])
const TELLING = new Set(['DESCRIBE', 'DESC', 'SHOW', 'SUMMARIZE'])
const ONLY = 'Only SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE and EXPLAIN run here: the console reads and changes nothing.'

/** A piece of a statement that is no space and no comment. */
interface Token {
  readonly from: number
  readonly to: number
}

/** The one statement of a text, or why it is not run. */
export function statementOf(sql: string): Statement | Refusal {
  if (sql.includes('\0')) return { refused: 'The text has a character that no SQL has.', at: sql.indexOf('\0') }
  const tokens = [...tokensOf(sql)]
  const end = tokens.findIndex(({ from }) => sql[from] === ';')
  const own = end === -1 ? tokens : tokens.slice(0, end)
  const first = own[0]
  if (!first) return { refused: 'Write a query first.', at: 0 }
  const more = end === -1 ? undefined : tokens.slice(end).find(({ from }) => sql[from] !== ';')
  if (more) return { refused: 'One statement at a time: take out what follows the semicolon.', at: more.from }
  const text = sql.slice(0, end === -1 ? sql.length : tokens[end]?.from)
  const word = (token: Token | undefined) => (token ? sql.slice(token.from, token.to).toUpperCase() : '')
  if (QUERIES.has(word(first))) return { kind: 'query', text }
  // A name or a query after SUMMARIZE; a query is checked before it runs.
  if (TELLING.has(word(first))) {
    const summed = word(first) === 'SUMMARIZE' && QUERIES.has(word(own[1]))
    return { kind: 'telling', text, query: summed ? blankTo(text, first.to) : null }
  }
  if (word(first) !== 'EXPLAIN') return { refused: ONLY, at: first.from }
  const explained = own[word(own[1]) === 'ANALYZE' ? 2 : 1]
  // What EXPLAIN ANALYZE explains is run.
  if (!explained || !QUERIES.has(word(explained))) return { refused: ONLY, at: (explained ?? first).from }
  return { kind: 'telling', text, query: blankTo(text, explained.from) }
}

/** The text with blanks in place of its beginning, so that places in it stay the same. */
function blankTo(text: string, to: number): string {
  return text.slice(0, to).replace(/[^\n]/g, ' ') + text.slice(to)
}

/** As DuckDB's own scanner has them, as far as it matters where strings, names and comments end. */
export function* tokensOf(sql: string): Generator<Token> {
  let at = 0
  while (at < sql.length) {
    const rest = sql.slice(at, at + 2)
    const char = sql.charAt(at)
    if (/\s/.test(char)) at += 1
    else if (rest === '--') at = endOf(sql, '\n', at)
    else if (rest === '/*') at = endOfComment(sql, at)
    else {
      const to = endOfToken(sql, at)
      yield { from: at, to }
      at = to
    }
  }
}

function endOfToken(sql: string, from: number): number {
  const char = sql.charAt(from)
  if (char === "'") return endOfQuoted(sql, from, "'", false)
  if (/^[eE]'/.test(sql.slice(from, from + 2))) return endOfQuoted(sql, from + 1, "'", true)
  if (char === '"') return endOfQuoted(sql, from, '"', false)
  const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(sql.slice(from, from + 100))?.[0]
  if (tag !== undefined) return endOf(sql, tag, from + tag.length)
  const word = /^[\w\u0080-\uffff$]+/.exec(sql.slice(from, from + 300))?.[0]
  return from + (word?.length ?? 1)
}

function endOf(sql: string, mark: string, from: number): number {
  const at = sql.indexOf(mark, from)
  return at === -1 ? sql.length : at + mark.length
}

/** Of a comment, in which others may stand. */
function endOfComment(sql: string, from: number): number {
  let depth = 0
  for (let at = from; at < sql.length; at++) {
    const two = sql.slice(at, at + 2)
    if (two === '/*') depth += 1
    else if (two === '*/') depth -= 1
    else continue
    at += 1
    if (depth === 0) return at + 1
  }
  return sql.length
}

/** After the closing quote; a doubled one is part of the text, and so is one behind a backslash where `escapes`. */
function endOfQuoted(sql: string, from: number, quote: string, escapes: boolean): number {
  for (let at = from + 1; at < sql.length; at++) {
    if (escapes && sql[at] === '\\') at += 1
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at + 1
      at += 1
    }
  }
  return sql.length
}

import { Store } from '../flow/store'

/** What a person first sees: how much there is of each licence. */
const FIRST =
  'SELECT licence, count(*) AS pairs, round(avg(similarity), 3) AS similarity\nFROM pairs\nGROUP BY licence\nORDER BY pairs DESC'
const KEPT = 50

/** What is being written, and what was run: as long as the page is open, and nowhere else. */
export const draft = new Store(FIRST)
export const pastQueries = new Store<readonly string[]>([])

/** The newest comes first; one that is run again moves there. */
export function remembered(past: readonly string[], sql: string): readonly string[] {
  const text = sql.trim()
  return text === '' ? past : [text, ...past.filter((other) => other !== text)].slice(0, KEPT)
}

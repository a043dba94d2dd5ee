import { readRows, type FetchedColumn } from './column'
import type { StoredBytes } from './stored'

/** Tells which of some texts are looked for. */
export interface TextMatcher {
  /** Calls back with the places of those in `texts` that match, ascending. */
  find(texts: StoredBytes, found: (index: number) => void): void
}

/** The rows of a column whose text matches, ascending. Of a list its first text counts. Throws ProblemError: truncated, unsupported. */
export function matchingRows(column: FetchedColumn, matcher: TextMatcher): number[] {
  const rows: number[] = []
  let known: { readonly stored: StoredBytes; readonly matches: Uint8Array } | null = null
  readRows(column, (page, firstRow) => {
    const { stored, codes, slots } = page
    if (stored.kind !== 'bytes') throw new Error('numbers where texts are due')
    // A dictionary is searched once for all its pages.
    if (known?.stored !== stored) {
      known = { stored, matches: new Uint8Array(stored.starts.length) }
      const { matches } = known
      matcher.find(stored, (index) => (matches[index] = 1))
    }
    for (let row = 0; row < page.rows; row++) {
      const slot = slots ? (slots[row] ?? -1) : row
      if (slot >= 0 && known.matches[codes ? (codes[slot] ?? -1) : slot] === 1) rows.push(firstRow + row)
    }
  })
  return rows
}

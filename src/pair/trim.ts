const SPACES = new Set([' ', '\t', '\n', '\r'])

/** A text without plain white space at either end, as DuckDB's `trim` and pyarrow's leave it, in time by its length alone. */
export function trimmed(text: string): string {
  let [from, to] = [0, text.length]
  while (from < to && SPACES.has(text.charAt(from))) from += 1
  while (to > from && SPACES.has(text.charAt(to - 1))) to -= 1
  return text.slice(from, to)
}

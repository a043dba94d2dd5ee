/** One JSON object as a row. */
export type JsonRecord = Readonly<Record<string, unknown>>

// Python's json writes NaN and Infinity bare, and integers beyond what a double holds: both occur in metadata.
// A text that does not end goes to the end, so that it is not looked for anew from each quote in it.
const TOKEN = /"(?:[^"\\]|\\.)*(?:"|\\?$)|-?(?:NaN|Infinity)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs

/**
 * Reads a JSON object as Python writes them: NaN and Infinity are null, integers of 16 digits and more stay exact as text. Null when it is
 * none.
 */
export function parseRecord(text: string): JsonRecord | null {
  const value = parsed(/NaN|Infinity|\d{16}/.test(text) ? text.replace(TOKEN, plain) : text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null
}

function plain(token: string): string {
  if (token.startsWith('"')) return token
  if (/[NI]/.test(token)) return 'null'
  return /^-?\d{16,}$/.test(token) ? `"${token}"` : token
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

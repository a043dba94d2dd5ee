import { rowsOf } from './csv-text'
import type { CsvShape } from './sniff'

const ROWS_A_TURN = 20_000

export interface MendedCsv {
  /** Comma separated without a header, every row of as many fields as there are columns kept, and one more where there is `rest`. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Rows with more or fewer fields than the table has columns. */
  readonly junkRows: number
  /** Some rows had more fields, or not all columns are kept: the last field holds these, parted as they were. */
  readonly rest: boolean
}

/**
 * Writes a text table again so that every row has the same fields, those of the columns `kept`, none lost: for tables that a strict reader
 * refuses.
 */
export async function mendCsv(bytes: Uint8Array, { dialect, header, names }: CsvShape, kept: readonly number[]): Promise<MendedCsv> {
  const encoder = new TextEncoder()
  const parts: Uint8Array<ArrayBuffer>[] = []
  let lines: string[] = []
  let junkRows = 0
  let rows = 0
  const text = new TextDecoder().decode(bytes)
  const left = kept.length < names.length ? [...names.keys()].filter((column) => !kept.includes(column)) : []
  const rest = left.length > 0 || hasLonger(text, { dialect, header, names })
  for (const fields of rowsOf(text, dialect)) {
    rows += 1
    if (rows === 1 && header) continue
    if (fields.length !== names.length) junkRows += 1
    const more = [...left.map((column) => fields[column] ?? ''), ...fields.slice(names.length)].join(dialect.delimiter)
    lines.push([...kept.map((column) => quote(fields[column] ?? '')), ...(rest ? [quote(more)] : [])].join(','))
    if (lines.length === ROWS_A_TURN) {
      parts.push(encoder.encode(`${lines.join('\n')}\n`))
      lines = []
      await new Promise((resolve) => setTimeout(resolve))
    }
  }
  if (lines.length > 0) parts.push(encoder.encode(`${lines.join('\n')}\n`))
  return { bytes: new Uint8Array(await new Blob(parts).arrayBuffer()), junkRows, rest }
}

function hasLonger(text: string, { dialect, header, names }: CsvShape): boolean {
  let first = header
  for (const { length } of rowsOf(text, dialect)) {
    if (!first && length > names.length) return true
    first = false
  }
  return false
}

function quote(field: string): string {
  // An empty field without quotes is a missing value.
  return field === '' ? '' : `"${field.replaceAll('"', '""')}"`
}

import { rowsOf } from './csv-text'
import type { CsvShape } from './sniff'

const ROWS_A_TURN = 20_000

export interface MendedCsv {
  /** Comma separated without a header, every row of as many fields as the table has columns, and one more where there is `rest`. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Rows with more or fewer fields than the table has columns. */
  readonly junkRows: number
  /** Some rows had more fields: the last field holds them, parted as they were. */
  readonly rest: boolean
}

/** Writes a text table again so that every row has the same fields, none lost: for tables that a strict reader refuses. */
export async function mendCsv(bytes: Uint8Array, { dialect, header, names }: CsvShape): Promise<MendedCsv> {
  const encoder = new TextEncoder()
  const parts: Uint8Array<ArrayBuffer>[] = []
  let lines: string[] = []
  let junkRows = 0
  let rows = 0
  const text = new TextDecoder().decode(bytes)
  const rest = hasLonger(text, { dialect, header, names })
  for (const fields of rowsOf(text, dialect)) {
    rows += 1
    if (rows === 1 && header) continue
    if (fields.length !== names.length) junkRows += 1
    const more = fields.slice(names.length).join(dialect.delimiter)
    lines.push([...names.map((_, column) => quote(fields[column] ?? '')), ...(rest ? [quote(more)] : [])].join(','))
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

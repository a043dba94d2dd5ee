import type { SqlRows } from '../engine/duckdb/console/protocol'

/** A result as CSV (RFC 4180). NULL is nothing, an empty text is a pair of quotes. */
export function resultCsv({ columns, values, rows }: SqlRows): string {
  const lines = [columns.map(({ name }) => fieldOf(name)).join(',')]
  for (let row = 0; row < rows; row++) lines.push(values.map((column) => fieldOf(column[row] ?? null)).join(','))
  return lines.map((line) => `${line}\r\n`).join('')
}

/** A result as a spreadsheet takes it from the clipboard. */
export function resultTsv({ columns, values, rows }: SqlRows): string {
  const cell = (text: string | null | undefined) => (text ?? '').replace(/[\t\r\n]+/g, ' ')
  const lines = [columns.map(({ name }) => cell(name)).join('\t')]
  for (let row = 0; row < rows; row++) lines.push(values.map((column) => cell(column[row])).join('\t'))
  return lines.join('\n')
}

function fieldOf(text: string | null): string {
  if (text === null) return ''
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

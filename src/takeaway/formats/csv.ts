import { cellsOf, plainOf } from './rows-of'
import type { OutColumn, TableWriter } from './writer'

/** RFC 4180 with names in the first line, in UTF-8. A missing value is nothing at all, an empty text two quotes. */
export function csvWriter(columns: readonly OutColumn[]): TableWriter {
  const encoder = new TextEncoder()
  const cell = cellsOf(columns)
  let head = `${columns.map(({ name }) => quoted(name)).join(',')}\n`
  return {
    write(batch) {
      const lines = [head]
      head = ''
      for (let row = 0; row < batch.keys.length; row++)
        lines.push(columns.map((_, column) => quoted(plainOf(cell(batch, column, row)))).join(','), '\n')
      return [encoder.encode(lines.join(''))]
    },
    end: () => (head === '' ? [] : [encoder.encode(head)]),
  }
}

function quoted(text: string | null): string {
  if (text === null) return ''
  return text === '' || /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

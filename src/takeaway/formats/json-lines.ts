import { cellsOf, jsonOf } from './rows-of'
import type { OutColumn, TableWriter } from './writer'

/** An object a line, with every column by its name. */
export function jsonLinesWriter(columns: readonly OutColumn[]): TableWriter {
  const encoder = new TextEncoder()
  const cell = cellsOf(columns)
  const names = columns.map(({ name }) => JSON.stringify(name))
  return {
    write(batch) {
      const lines: string[] = []
      for (let row = 0; row < batch.keys.length; row++)
        lines.push(`{${names.map((name, column) => `${name}:${jsonOf(cell(batch, column, row))}`).join(',')}}\n`)
      return [encoder.encode(lines.join(''))]
    },
    end: () => [],
  }
}

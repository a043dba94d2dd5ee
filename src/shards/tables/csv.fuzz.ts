import { gzipSync } from 'fflate'
import { fileOf } from '../testing'
import { mendCsv } from './mend'
import { TextPieces } from './pieces'
import { sniffCsv, type CsvShape } from './sniff'
import { wholeRows } from './whole-rows'

export const name = 'csv'

export function seeds(): Uint8Array[] {
  const table = (delimiter: string) =>
    ['url', 'caption', 'similarity'].join(delimiter) +
    Array.from(
      { length: 40 },
      (_, i) => `\r\nhttp://pic.test/${i}${delimiter}"a ""cat""${delimiter} number\n ${i}"${delimiter}0.${i}`,
    ).join('')
  const texts = [',', '\t', ';', '|'].map((delimiter) => new TextEncoder().encode(table(delimiter)))
  return [...texts, gzipSync(texts[0] ?? new Uint8Array(0))]
}

/** The table's shape, and every row of it mended: what is left to DuckDB is left out. */
export async function read(bytes: Uint8Array): Promise<void> {
  const { signal } = new AbortController()
  const pieces = new TextPieces(fileOf(bytes))
  let shape: CsvShape | null = null
  const shapeOf = (text: Uint8Array) => (shape ??= sniffCsv(new TextDecoder().decode(text.subarray(0, 65_536)), text.length <= 65_536))
  for (;;) {
    const { rows, last } = await pieces.next((text) => wholeRows(text, shapeOf(text).dialect), signal)
    const known = shapeOf(rows)
    await mendCsv(rows, known, [...known.names.keys()])
    if (last) return
  }
}

import { gzipSync } from 'fflate'
import { fileOf } from '../testing'
import { jsonLinesConverter } from './lines'
import { TextPieces } from './pieces'

export const name = 'json-lines'

export function seeds(): Uint8Array[] {
  const lines = Array.from({ length: 30 }, (_, i) =>
    JSON.stringify({
      url: `http://pic.test/${i}`,
      caption: `a “cat” ${i}`,
      n: i * 1e15,
      tags: ['a', 'b'],
      deep: { in: [{ x: i }] },
      ok: i % 2 === 0,
    }),
  )
  const text = new TextEncoder().encode(lines.join('\n'))
  return [
    text,
    gzipSync(text),
    Uint8Array.from(new Uint8Array(Uint16Array.from(`\ufeff${lines.join('\r\n')}`, (c) => c.charCodeAt(0)).buffer)),
  ]
}

/** Every line, as columns of a Parquet file. */
export async function read(bytes: Uint8Array): Promise<void> {
  const { signal } = new AbortController()
  const pieces = new TextPieces(fileOf(bytes))
  const converter = jsonLinesConverter()
  for (;;) {
    const { rows, last } = await pieces.next((text) => converter.wholeRows(text), signal)
    await converter.convert(rows, last, signal)
    if (last) return
  }
}

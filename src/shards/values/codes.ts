import { readRows, type FetchedColumn } from './column'
import type { StoredBytes } from './stored'

/** What a text stands for: a whole number from 0 to 65,535. */
export type CodeOf = (text: string) => number

const decoder = new TextDecoder()

/**
 * The column's texts by row as codes, `missing` where there is none. Each text of a dictionary is asked about once, when its first row
 * comes; of others those that come again are mostly known by then. Bytes that are not UTF-8 read as U+FFFD. Throws ProblemError: truncated,
 * unsupported.
 */
export function codesOf(column: FetchedColumn, codeOf: CodeOf, missing: number): Uint16Array<ArrayBuffer> {
  const result = new Uint16Array(column.rows).fill(missing)
  const recent = new RecentCodes(codeOf)
  let known: { readonly stored: StoredBytes; readonly codes: Int32Array } | null = null
  readRows(column, ({ rows, slots, codes, stored }, firstRow) => {
    if (stored.kind !== 'bytes') throw new Error('numbers where texts are due')
    if (codes && known?.stored !== stored) known = { stored, codes: new Int32Array(stored.starts.length).fill(-1) }
    for (let row = 0; row < rows; row++) {
      const slot = slots ? (slots[row] ?? -1) : row
      if (slot < 0) continue
      const entry = codes ? (codes[slot] ?? 0) : slot
      let code = codes && known ? (known.codes[entry] ?? -1) : -1
      if (code < 0) {
        code = recent.of(stored.bytes, stored.starts[entry] ?? 0, stored.ends[entry] ?? 0)
        if (codes && known) known.codes[entry] = code
      }
      result[firstRow + row] = code
    }
  })
  return result
}

/** Longer texts seldom come again. */
const LONGEST = 256
const ROOM = 4096

/** Codes of texts seen lately, found by their bytes: no string is made of a text that is known. */
class RecentCodes {
  private readonly places = new Map<number, { readonly bytes: Uint8Array; readonly code: number }>()

  constructor(private readonly codeOf: CodeOf) {}

  of(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > LONGEST) return this.codeOf(decoder.decode(bytes.subarray(start, end)))
    // FNV-1a: a place for each hash, the latest text in it.
    let hash = 0x811c9dc5
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
    const place = (hash ^ (hash >>> 15)) & (ROOM - 1)
    const there = this.places.get(place)
    if (there && isSame(there.bytes, bytes, start, end)) return there.code
    const code = this.codeOf(decoder.decode(bytes.subarray(start, end)))
    this.places.set(place, { bytes: bytes.slice(start, end), code })
    return code
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false
  for (let at = 0; at < known.length; at++) if (known[at] !== bytes[start + at]) return false
  return true
}

import type { PageHeader } from 'hyparquet'
import { MAX_SHOWN, spread, type DecodedPage, type PageDecoder } from './decode'
import { pageHeaderAt } from './page-header'
import { checkRows } from './values/column'
import { entriesOf, levelsOf, presentOf } from './values/page'
import { richValues } from './values/rich'
import { readStored, widthOf } from './values/stored'

/*
 * DuckDB and Polars write one page a column chunk: 122,880 URLs are 5 MB. Snappy and PLAIN both run from front to
 * back, so the front of such a page gives its first rows.
 */

/** Whether pages of this column may be decodable from the front; their encoding shows only in their header. */
export function mayDecodePrefix({ codec, leaf }: PageDecoder): boolean {
  return (codec === 'SNAPPY' || codec === 'UNCOMPRESSED') && leaf.element.type !== 'BOOLEAN'
}

/**
 * As many of a page's first values as `bytes`, its front, holds whole: none when it is too short for any. Null when
 * the page is not of the kind that can be read from the front. Throws Error on damage.
 */
export function decodePrefix(bytes: Uint8Array, decoder: PageDecoder, most: number): DecodedPage | null {
  checkRows(most, MAX_SHOWN)
  const { leaf } = decoder
  const at = pageHeaderAt(bytes, 0)
  if (!at) return { values: [], cost: 0 }
  const { header, length } = at
  const encoding = (header.data_page_header ?? header.data_page_header_v2)?.encoding
  if (!mayDecodePrefix(decoder) || encoding !== 'PLAIN') return null
  const count = entriesOf(header)
  if (count > most) throw new Error(`${count} values where at most ${most} are due`)

  const front = split(bytes.subarray(length), header, decoder)
  if (!front) return { values: [], cost: 0 }
  const { definitions } = levelsOf({ definitions: front.levels, repetitions: front.levels }, count, leaf)
  const whole = Math.min(presentOf(definitions, count, leaf), wholeValues(front.values, decoder))
  const values = spread(richValues(readStored(front.values, 'PLAIN', whole, leaf.element), leaf.element), definitions, leaf.maxDefinition)
  return { values, cost: front.values.length + values.length * (leaf.element.type === 'BYTE_ARRAY' ? 100 : 8) }
}

/** Definition levels and values of a page's front, decompressed; null when the levels are not all there. */
function split(body: Uint8Array, header: PageHeader, { codec, leaf }: PageDecoder): { levels: Uint8Array; values: Uint8Array } | null {
  const plain = (bytes: Uint8Array) => (codec === 'SNAPPY' ? snappyPrefix(bytes) : bytes)
  const v2 = header.data_page_header_v2
  if (v2) {
    const size = v2.definition_levels_byte_length
    if (body.length < size) return null
    const values = body.subarray(size)
    return { levels: body.subarray(0, size), values: v2.is_compressed === false ? values : plain(values) }
  }
  const page = plain(body)
  if (leaf.maxDefinition === 0) return { levels: page.subarray(0, 0), values: page }
  if (page.length < 4) return null
  const end = 4 + viewOf(page).getUint32(0, true)
  return page.length < end ? null : { levels: page.subarray(4, end), values: page.subarray(end) }
}

function wholeValues(bytes: Uint8Array, { leaf: { element } }: PageDecoder): number {
  if (element.type !== 'BYTE_ARRAY') return Math.floor(bytes.length / Math.max(1, widthOf(element)))
  const view = viewOf(bytes)
  let count = 0
  for (let at = 0; at + 4 <= bytes.length; count++) {
    at += 4 + view.getUint32(at, true)
    if (at > bytes.length) break
  }
  return count
}

/** What the front of a Snappy block decompresses to. Throws RangeError on damage. */
export function snappyPrefix(input: Uint8Array): Uint8Array {
  let at = 0
  let declared = 0
  for (let shift = 0; ; shift += 7) {
    const byte = input[at++]
    if (byte === undefined) return new Uint8Array(0)
    declared += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
  }
  // Three bytes copy at most 64, so a longer claim is false.
  const output = new Uint8Array(Math.min(declared, input.length * 22))
  let filled = 0
  while (at < input.length && filled < output.length) {
    const element = snappyElement(input, at)
    if (!element) break
    const { size, length, offset } = element
    at += size
    if (offset === 0) {
      // A literal: the part of it that is here counts too.
      const literal = input.subarray(at, Math.min(at + length, at + output.length - filled))
      output.set(literal, filled)
      filled += literal.length
      at += length
      continue
    }
    if (offset < 0 || offset > filled) throw new RangeError('a Snappy copy from before the start')
    const end = Math.min(output.length, filled + length)
    // One by one: a copy may overlap what it writes.
    for (; filled < end; filled++) output[filled] = output[filled - offset] ?? 0
  }
  return output.subarray(0, filled)
}

/** One element: `size` bytes of tag, then a literal of `length` (offset 0) or a copy from `offset` back. Null when cut off. */
function snappyElement(input: Uint8Array, at: number): { size: number; length: number; offset: number } | null {
  const tag = input[at] ?? 0
  const kind = tag & 3
  const long = tag >>> 2
  const extra = kind === 0 ? Math.max(0, long - 59) : kind === 3 ? 4 : kind
  if (at + 1 + extra > input.length) return null
  let number = 0
  for (let byte = 0; byte < extra; byte++) number += (input[at + 1 + byte] ?? 0) * 2 ** (8 * byte)
  if (kind === 0) return { size: 1 + extra, length: (extra > 0 ? number : long) + 1, offset: 0 }
  if (kind === 1) return { size: 2, length: (long & 7) + 4, offset: ((tag >>> 5) << 8) + number || -1 }
  return { size: 1 + extra, length: long + 1, offset: number || -1 }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

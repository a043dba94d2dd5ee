import type { ColumnMetaData } from 'hyparquet'
import { pageAt, type PageAt } from '../../shards/values/page'
import { unpack } from '../../shards/values/unpack'
import { floatsToHalves } from './half'
import { startsEvery } from './repetition'

/** How the numbers of a leaf lie. */
export interface Layout {
  readonly number: 'float16' | 'float32' | 'float64'
  /** Numbers in a vector. */
  readonly width: number
  /** Each value is a whole vector in bytes, and not one number of a list. */
  readonly whole: boolean
  /** Definition levels are stored. */
  readonly optional: boolean
}

const SIZES = { float16: 2, float32: 4, float64: 8 } as const

/**
 * Vectors of a column chunk in which every row is whole and stored plainly: their numbers lie one after the other, and
 * none is looked at by itself. Null where that is not so, for a slower reader. Throws Error, or Unsupported, for pages that are damaged.
 */
export function readPlainVectors(
  chunk: Uint8Array,
  codec: ColumnMetaData['codec'],
  rows: number,
  layout: Layout,
): Uint16Array<ArrayBuffer> | null {
  const wanted = rows * layout.width
  const pages: Uint16Array[] = []
  let found = 0
  for (let offset = 0; found < wanted && offset < chunk.length;) {
    const at = pageAt(chunk, offset)
    offset = at.end
    const page = splitPage(at, codec, layout)
    const numbers = page && wholeRows(page, layout) ? inHalves(page.values, layout.number) : null
    if (!numbers || found + numbers.length > wanted) return null
    pages.push(numbers)
    found += numbers.length
  }
  if (found !== wanted) return null
  // Room is made only now: that there are so many rows is no more than a claim until their numbers are there.
  const halves = new Uint16Array(wanted)
  let filled = 0
  for (const page of pages) {
    halves.set(page, filled)
    filled += page.length
  }
  return halves
}

interface PlainPage {
  /** Null when values are not repeated. */
  readonly repetition: Uint8Array | null
  readonly values: Uint8Array
  /** Values and missing ones. */
  readonly count: number
}

/** A plain data page, unpacked; null for any other page. */
function splitPage({ header, body: page }: PageAt, codec: ColumnMetaData['codec'], { whole, optional }: Layout): PlainPage | null {
  const { data_page_header: v1, data_page_header_v2: v2, uncompressed_page_size: size } = header
  if (v1?.encoding === 'PLAIN') {
    const bytes = unpack(page, size, codec)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const repetitionBytes = whole ? 0 : 4 + view.getUint32(0, true)
    const levels = repetitionBytes + (optional ? 4 + view.getUint32(repetitionBytes, true) : 0)
    return { repetition: whole ? null : bytes.subarray(4, repetitionBytes), values: bytes.subarray(levels), count: v1.num_values }
  }
  if (v2?.encoding !== 'PLAIN') return null
  const levels = v2.repetition_levels_byte_length + v2.definition_levels_byte_length
  const values = v2.is_compressed === false ? page.subarray(levels) : unpack(page.subarray(levels), size - levels, codec)
  return { repetition: whole ? null : page.subarray(0, v2.repetition_levels_byte_length), values, count: v2.num_values }
}

/** No value is missing, and each row has all its numbers. */
function wholeRows({ repetition, values, count }: PlainPage, { number, width, whole }: Layout): boolean {
  return values.length === count * SIZES[number] * (whole ? width : 1) && (repetition === null || startsEvery(repetition, count, width))
}

function inHalves(values: Uint8Array, number: Layout['number']): Uint16Array {
  // In a page values need not lie at a multiple of their size.
  const { buffer } = values.slice()
  if (number === 'float16') return new Uint16Array(buffer)
  return floatsToHalves(number === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer))
}

import type { ColumnMetaData } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { parquetHeader } from 'hyparquet/src/column.js'
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
 * none is looked at by itself. Null where that is not so, for a slower reader.
 */
export function readPlainVectors(
  chunk: Uint8Array,
  codec: ColumnMetaData['codec'],
  rows: number,
  layout: Layout,
): Uint16Array<ArrayBuffer> | null {
  const halves = new Uint16Array(rows * layout.width)
  let filled = 0
  const reader = { view: new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength), offset: 0 }
  while (filled < halves.length && reader.offset < chunk.length) {
    const header = parquetHeader(reader)
    const page = splitPage(chunk.subarray(reader.offset, reader.offset + header.compressed_page_size), header, codec, layout)
    reader.offset += header.compressed_page_size
    const numbers = page && wholeRows(page, layout) ? inHalves(page.values, layout.number) : null
    if (!numbers || filled + numbers.length > halves.length) return null
    halves.set(numbers, filled)
    filled += numbers.length
  }
  return filled === halves.length ? halves : null
}

interface PlainPage {
  /** Null when values are not repeated. */
  readonly repetition: Uint8Array | null
  readonly values: Uint8Array
  /** Values and missing ones. */
  readonly count: number
}

/** A plain data page, unpacked; null for any other page. */
function splitPage(
  page: Uint8Array,
  header: ReturnType<typeof parquetHeader>,
  codec: ColumnMetaData['codec'],
  { whole, optional }: Layout,
): PlainPage | null {
  const { data_page_header: v1, data_page_header_v2: v2, uncompressed_page_size: size } = header
  if (v1?.encoding === 'PLAIN') {
    const bytes = unpacked(page, size, codec)
    if (!bytes) return null
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const repetitionBytes = whole ? 0 : 4 + view.getUint32(0, true)
    const levels = repetitionBytes + (optional ? 4 + view.getUint32(repetitionBytes, true) : 0)
    return { repetition: whole ? null : bytes.subarray(4, repetitionBytes), values: bytes.subarray(levels), count: v1.num_values }
  }
  if (v2?.encoding !== 'PLAIN') return null
  const levels = v2.repetition_levels_byte_length + v2.definition_levels_byte_length
  const values = v2.is_compressed === false ? page.subarray(levels) : unpacked(page.subarray(levels), size - levels, codec)
  return values && { repetition: whole ? null : page.subarray(0, v2.repetition_levels_byte_length), values, count: v2.num_values }
}

function unpacked(bytes: Uint8Array, length: number, codec: ColumnMetaData['codec']): Uint8Array | null {
  if (codec === 'UNCOMPRESSED') return bytes
  return compressors[codec]?.(bytes, length) ?? null
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

import type { PageHeader } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { structEnd } from './thrift'

/** A page header whose numbers can be true. */
export interface CheckedHeader {
  readonly header: PageHeader
  readonly kind: 'data' | 'dictionary' | 'other'
  /** Bytes of the header itself, and of what follows it. */
  readonly length: number
  readonly body: number
  /** Values of a data or dictionary page, missing ones included. */
  readonly values: number
  /** Rows as far as a header can tell: of a v1 page as many as values, which is true of flat columns. */
  readonly rows: number
}

/**
 * The page header at `offset`; null where `bytes` end before it does. Throws RangeError for a header that cannot be true.
 */
export function pageHeaderAt(bytes: Uint8Array, offset: number): CheckedHeader | null {
  const end = structEnd(bytes, offset)
  if (end === null) return null
  const header = parquetHeader({ view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset })
  const body = count(header.compressed_page_size, 'stored size')
  const unpacked = count(header.uncompressed_page_size, 'unpacked size')
  return { header, length: end - offset, body, ...contents(header, unpacked) }
}

function contents(header: PageHeader, unpacked: number): Pick<CheckedHeader, 'kind' | 'values' | 'rows'> {
  switch (header.type) {
    case 'DATA_PAGE': {
      const values = valuesOf(header.data_page_header)
      return { kind: 'data', values, rows: values }
    }
    case 'DATA_PAGE_V2': {
      const page = header.data_page_header_v2
      const values = valuesOf(page)
      const rows = count(page?.num_rows, 'number of rows')
      const levels =
        count(page?.definition_levels_byte_length, 'size of levels') + count(page?.repetition_levels_byte_length, 'size of levels')
      if (count(page?.num_nulls, 'number of nulls') > values) throw new RangeError('a page has more nulls than values')
      if (rows > values) throw new RangeError('a page has more rows than values')
      if (levels > unpacked || levels > header.compressed_page_size) throw new RangeError('the levels of a page are longer than the page')
      return { kind: 'data', values, rows }
    }
    case 'DICTIONARY_PAGE': {
      const values = valuesOf(header.dictionary_page_header)
      // Of any type a value takes a byte at least.
      if (values > unpacked) throw new RangeError('a dictionary has more values than bytes')
      return { kind: 'dictionary', values, rows: 0 }
    }
    default:
      return { kind: 'other', values: 0, rows: 0 }
  }
}

function valuesOf(page: { num_values: unknown; encoding: unknown } | undefined): number {
  const values = count(page?.num_values, 'number of values')
  if (typeof page?.encoding !== 'string') throw new RangeError('a page has no known encoding')
  return values
}

/** A number of a header, which Thrift may have left out or made of another type. */
function count(value: unknown, what: string): number {
  if (typeof value !== 'number' || !(value >= 0)) throw new RangeError(`a page has no true ${what}`)
  return value
}

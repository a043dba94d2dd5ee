import { parquetSchema, type ColumnMetaData, type SchemaElement, type SchemaTree } from 'hyparquet'
import { parquetHeader, readPage } from 'hyparquet/src/column.js'
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js'
import type { ColumnDecoder, DecodedArray } from 'hyparquet/src/types.js'
import type { LeafColumn } from '../dataset/roles'
import { leaves } from './columns'
import { compressors } from './codecs'
import type { Footer } from './footer'

/** How the pages of one column chunk are decoded. */
export interface PageDecoder {
  readonly column: ColumnDecoder
  /** Optional structs around the leaf: hyparquet wraps each value in as many arrays. */
  readonly wraps: number
}

/** Values of a page by row; text stays bytes until a row is asked for, since most rows never are. */
export interface DecodedPage {
  readonly values: ArrayLike<unknown>
  /** Approximate bytes held. */
  readonly cost: number
}

const text = new TextDecoder()

export function pageDecoder(footer: Footer, index: number, meta: ColumnMetaData): PageDecoder {
  const root = parquetSchema(footer.metadata)
  const path = leaves(root)[index] ?? []
  const leaf = path.at(-1)
  if (!leaf) throw new RangeError(`no column ${index}`)
  const element = asStored(leaf.element)
  const schemaPath: SchemaTree[] = [root, ...path.slice(0, -1), { ...leaf, element }]
  const wraps = path.slice(0, -1).filter((node) => node.element.repetition_type === 'OPTIONAL').length
  return {
    column: {
      pathInSchema: leaf.path,
      schemaPath,
      element,
      type: meta.type,
      codec: meta.codec,
      compressors,
      parsers: DEFAULT_PARSERS,
      utf8: false,
    },
    wraps,
  }
}

/** Byte arrays without the annotations that would have hyparquet decode every one; only decimals need theirs. */
function asStored(element: SchemaElement): SchemaElement {
  if (element.type !== 'BYTE_ARRAY' || element.converted_type === 'DECIMAL') return element
  const stored = { ...element }
  delete stored.converted_type
  delete stored.logical_type
  return stored
}

/** Decodes a dictionary page (its header included). Throws what hyparquet throws on damage. */
export function decodeDictionary(bytes: Uint8Array, { column }: PageDecoder): DecodedArray {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
  const header = parquetHeader(reader)
  return convert(readPage(reader, header, column, undefined, undefined, 0).data ?? [], column)
}

/** Decodes a data page (its header included). Throws what hyparquet throws on damage. */
export function decodePage(bytes: Uint8Array, dictionary: DecodedArray | undefined, { column, wraps }: PageDecoder): DecodedPage {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
  const header = parquetHeader(reader)
  const data: ArrayLike<unknown> = readPage(reader, header, column, dictionary, undefined, 0).data ?? []
  const values = wraps > 0 ? Array.from(data, (value) => unwrap(value, wraps)) : data
  // An array slot, and for byte arrays the view upon the page.
  const perValue = column.type === 'BYTE_ARRAY' && !dictionary ? 100 : 8
  return { values, cost: header.uncompressed_page_size + values.length * perValue }
}

function unwrap(value: unknown, wraps: number): unknown {
  let inner = value
  for (let depth = 0; depth < wraps; depth++) inner = Array.isArray(inner) ? (inner as unknown[])[0] : null
  return inner
}

/** A decoded value as callers get it: null for missing, text as a string, bytes in a buffer of their own. */
export function present(value: unknown, type: LeafColumn['type']): unknown {
  if (value === undefined || value === null) return null
  if (!(value instanceof Uint8Array)) return value
  return type === 'string' ? text.decode(value) : value.slice()
}

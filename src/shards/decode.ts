import type { ColumnMetaData, CompressionCodec } from 'hyparquet'
import type { LeafColumn } from '../dataset/roles'
import type { Footer } from './footer'
import { checkRows } from './values/column'
import { leafAt, type Leaf } from './values/leaf'
import { pageAt, readDictionary, readPage } from './values/page'
import { richValues } from './values/rich'
import type { Stored } from './values/stored'

/** How the pages of one flat column chunk are decoded. */
export interface PageDecoder {
  readonly leaf: Leaf
  readonly codec: CompressionCodec
}

/** A dictionary as stored, and as rows show it. */
export interface Dictionary {
  readonly stored: Stored
  readonly values: readonly unknown[]
}

/** Values of a page by row; text stays bytes until a row is asked for, since most rows never are. */
export interface DecodedPage {
  readonly values: ArrayLike<unknown>
  /** Approximate bytes held. */
  readonly cost: number
}

/** Rows of a page that are made ready to be shown, each a slot or two: half of what filters may take. */
export const MAX_SHOWN = 2 ** 25

// What a text begins with is a part of it.
const text = new TextDecoder('utf-8', { ignoreBOM: true })

export function pageDecoder(footer: Footer, index: number, meta: ColumnMetaData): PageDecoder {
  return { leaf: leafAt(footer.metadata, index), codec: meta.codec }
}

/** Decodes a dictionary page (its header included). Throws Unsupported, and Error on damage. */
export function decodeDictionary(bytes: Uint8Array, { leaf, codec }: PageDecoder): Dictionary {
  const stored = readDictionary(pageAt(bytes, 0), leaf, codec)
  return { stored, values: richValues(stored, leaf.element) }
}

/** Decodes a data page (its header included) of at most `most` rows. Throws Unsupported, and Error on damage. */
export function decodePage(bytes: Uint8Array, dictionary: Dictionary | undefined, { leaf, codec }: PageDecoder, most: number): DecodedPage {
  checkRows(most, MAX_SHOWN)
  const at = pageAt(bytes, 0)
  const page = readPage(at, dictionary?.stored ?? null, leaf, codec, most)
  const { stored, codes, definitions, count } = page
  const dense = dictionary && codes ? Array.from(codes, (code) => dictionary.values[code]) : richValues(stored, leaf.element)
  // An array slot, and for byte arrays the view upon the page.
  const perValue = stored.kind === 'bytes' && !codes ? 100 : 8
  return { values: spread(dense, definitions, leaf.maxDefinition), cost: at.header.uncompressed_page_size + count * perValue }
}

/** Values back in their rows, null where a level says so, up to the first row whose value is not there. */
export function spread(dense: readonly unknown[], definitions: Uint8Array | null, maxDefinition: number): readonly unknown[] {
  if (!definitions) return dense
  const values: unknown[] = []
  let next = 0
  for (const level of definitions) {
    if (level !== maxDefinition) values.push(null)
    else if (next < dense.length) values.push(dense[next++])
    else break
  }
  return values
}

/** A decoded value as callers get it: null for missing, text as a string, bytes in a buffer of their own. */
export function present(value: unknown, type: LeafColumn['type']): unknown {
  if (value === undefined || value === null) return null
  if (!(value instanceof Uint8Array)) return value
  return type === 'string' ? text.decode(value) : value.slice()
}

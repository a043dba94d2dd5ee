import type { CompressionCodec, Encoding, PageHeader } from 'hyparquet'
import { pageHeaderAt } from '../page-header'
import { ByteReader } from './byte-reader'
import { Unsupported } from './fault'
import { readHybrid } from './hybrid'
import type { Leaf } from './leaf'
import { readStored, storedCount, type Stored } from './stored'
import { unpack } from './unpack'

/** Values of a page, in rows or entries of lists. */
export interface Page {
  /** Entries, nulls and empty lists with them. */
  readonly count: number
  /** By entry; null where every entry is a value. */
  readonly definitions: Uint8Array | null
  /** By entry: 0 where a row begins; null outside lists. */
  readonly repetitions: Uint8Array | null
  /** Values without nulls: those of the page itself, or of the dictionary, where `codes` tell which. */
  readonly stored: Stored
  readonly codes: Uint32Array | null
}

/** Levels are stored in bytes here; no schema is nearly as deep. */
const MAX_LEVEL = 255

export interface PageAt {
  readonly header: PageHeader
  readonly body: Uint8Array
  readonly end: number
}

/** The page whose header is at `offset`. Throws Error where there is none, or where it is not whole. */
export function pageAt(bytes: Uint8Array, offset: number): PageAt {
  const page = pageHeaderAt(bytes, offset)
  const start = offset + (page?.length ?? 0)
  const end = start + (page?.body ?? 0)
  if (!page || end > bytes.length) throw new Error('a page is longer than its column')
  return { header: page.header, body: bytes.subarray(start, end), end }
}

/** Entries that a data page says it has, as far as that is a number; 0 for other pages. */
export function entriesOf(header: PageHeader): number {
  const count = (header.data_page_header_v2 ?? header.data_page_header)?.num_values ?? 0
  if (!(Number.isInteger(count) && count >= 0)) throw new Error('a page says no number of values')
  return count
}

export function readDictionary({ header, body }: PageAt, leaf: Leaf, codec: CompressionCodec): Stored {
  const count = header.dictionary_page_header?.num_values ?? -1
  if (!(Number.isInteger(count) && count >= 0)) throw new Error('a dictionary says no number of values')
  return readStored(unpack(body, header.uncompressed_page_size, codec), 'PLAIN', count, leaf.element)
}

/** Decodes a data page of at most `most` entries. */
export function readPage({ header, body }: PageAt, dictionary: Stored | null, leaf: Leaf, codec: CompressionCodec, most: number): Page {
  const count = entriesOf(header)
  if (count > most) throw new Error(`${count} values where at most ${most} are due`)
  const parts = header.data_page_header_v2 ? partsOfV2(header, body, codec) : partsOfV1(header, body, leaf, codec)
  const levels = levelsOf(parts, count, leaf)
  const present = presentOf(levels.definitions, count, leaf)
  return { count, ...levels, definitions: present === count ? null : levels.definitions, ...valuesOf(parts, present, dictionary, leaf) }
}

interface Parts {
  readonly encoding: Encoding | undefined
  readonly definitions: Uint8Array
  readonly repetitions: Uint8Array
  readonly values: Uint8Array
}

const NOTHING = new Uint8Array(0)

function partsOfV1(header: PageHeader, body: Uint8Array, leaf: Leaf, codec: CompressionCodec): Parts {
  const v1 = header.data_page_header
  if (!v1) throw new Error('a page says nothing of its values')
  const reader = new ByteReader(unpack(body, header.uncompressed_page_size, codec))
  const level = (max: number, encoding: Encoding | undefined) => {
    if (max === 0 || v1.num_values === 0) return NOTHING
    if (encoding !== 'RLE') throw new Unsupported(`Its levels are encoded as ${encoding ?? 'unknown'}.`)
    return reader.take(reader.uint32())
  }
  const repetitions = level(leaf.maxRepetition, v1.repetition_level_encoding)
  const definitions = level(leaf.maxDefinition, v1.definition_level_encoding)
  return { encoding: v1.encoding, repetitions, definitions, values: reader.bytes.subarray(reader.offset) }
}

function partsOfV2(header: PageHeader, body: Uint8Array, codec: CompressionCodec): Parts {
  const v2 = header.data_page_header_v2
  if (!v2) throw new Error('a page says nothing of its values')
  const reader = new ByteReader(body)
  const repetitions = reader.take(v2.repetition_levels_byte_length)
  const definitions = reader.take(v2.definition_levels_byte_length)
  const packed = reader.bytes.subarray(reader.offset)
  const size = header.uncompressed_page_size - reader.offset
  return { encoding: v2.encoding, repetitions, definitions, values: v2.is_compressed === false ? packed : unpack(packed, size, codec) }
}

/** The levels of a page, as far as its leaf has any. Throws Error where they are higher than the schema goes. */
export function levelsOf(
  parts: Pick<Parts, 'definitions' | 'repetitions'>,
  count: number,
  leaf: Leaf,
): Pick<Page, 'definitions' | 'repetitions'> {
  return {
    definitions: readLevels(parts.definitions, leaf.maxDefinition, count),
    repetitions: readLevels(parts.repetitions, leaf.maxRepetition, count),
  }
}

function readLevels(bytes: Uint8Array, max: number, count: number): Uint8Array | null {
  if (max === 0) return null
  if (max > MAX_LEVEL) throw new Unsupported('Its columns are nested too deeply.')
  const levels = new Uint8Array(count)
  readHybrid(new ByteReader(bytes), 32 - Math.clz32(max), levels)
  if ((max & (max + 1)) !== 0 && levels.some((level) => level > max)) throw new Error('a level is higher than the schema')
  return levels
}

/** Entries that are values. */
export function presentOf(definitions: Uint8Array | null, count: number, { maxDefinition }: Leaf): number {
  if (!definitions) return count
  let present = 0
  for (let index = 0; index < count; index++) if (definitions[index] === maxDefinition) present++
  return present
}

function valuesOf({ encoding, values }: Parts, present: number, dictionary: Stored | null, leaf: Leaf): Pick<Page, 'stored' | 'codes'> {
  // A page of nulls may say any encoding, or hold nothing.
  if (present === 0) return { stored: readStored(NOTHING, 'PLAIN', 0, leaf.element), codes: null }
  if (encoding !== 'PLAIN_DICTIONARY' && encoding !== 'RLE_DICTIONARY')
    return { stored: readStored(values, encoding, present, leaf.element), codes: null }
  if (!dictionary) throw new Error('the dictionary is missing')
  const reader = new ByteReader(values)
  const codes = new Uint32Array(present)
  readHybrid(reader, reader.byte(), codes)
  const size = storedCount(dictionary)
  for (let index = 0; index < present; index++) if ((codes[index] ?? 0) >= size) throw new Error('a value is not in the dictionary')
  return { stored: dictionary, codes }
}

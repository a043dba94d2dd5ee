import type { ColumnMetaData, PageHeader } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { serializeTCompactProtocol } from 'hyparquet-writer/src/thrift.js'
import { parquetHeader } from 'hyparquet/src/column.js'
import { Encodings, PageTypes } from 'hyparquet/src/constants.js'
import { decompressPage } from 'hyparquet/src/datapage.js'
import { ProblemError } from '../dataset/problem'
import { compressors } from './codecs'
import type { SliceChunk } from './plan'

/** Measured with @duckdb/duckdb-wasm 1.28.0 (DuckDB 0.9.1): BROTLI and LZ4_RAW are refused, and it has no LZ4 or LZO either. */
const ENGINE_CODECS: ReadonlySet<string> = new Set(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD'])

/** Whether the engine reads a column chunk as it lies in the file. It reads every encoding but integers split by byte. */
export function engineReads(meta: Pick<ColumnMetaData, 'codec' | 'encodings' | 'type'>): boolean {
  const isSplitInteger = meta.encodings.includes('BYTE_STREAM_SPLIT') && meta.type !== 'FLOAT' && meta.type !== 'DOUBLE'
  return ENGINE_CODECS.has(meta.codec) && !isSplitInteger
}

export interface Rewritten {
  readonly bytes: Uint8Array
  readonly codec: ColumnMetaData['codec']
  readonly encodings: ColumnMetaData['encodings']
  /** Length of the dictionary page at the front, 0 without one. */
  readonly dictionaryBytes: number
}

/**
 * Writes a chunk's pages again, decompressed and with split bytes joined. Values are not decoded, so it is exact for
 * every type and nesting. Problems: unsupported (LZO), truncated.
 */
export function rewriteChunk(bytes: Uint8Array, chunk: SliceChunk): Rewritten {
  try {
    return rewritePages(bytes, chunk)
  } catch (error) {
    if (error instanceof ProblemError) throw error
    throw chunkProblem('truncated', chunk.meta, error instanceof Error ? error.message : '')
  }
}

function rewritePages(bytes: Uint8Array, chunk: SliceChunk): Rewritten {
  const { meta } = chunk
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
  const writer = new ByteWriter(bytes.length * 2)
  let dictionaryBytes = 0
  while (reader.offset < bytes.length) {
    const header = parquetHeader(reader)
    const body = bytes.subarray(reader.offset, reader.offset + header.compressed_page_size)
    if (header.compressed_page_size < 0 || body.length < header.compressed_page_size)
      throw chunkProblem('truncated', meta, 'a page is longer than its column')
    reader.offset += header.compressed_page_size
    if (header.type === 'INDEX_PAGE') continue
    const page = joinBytes(decompressed(body, header, meta), header, chunk)
    serializeTCompactProtocol(writer, plainHeader(header, page.length))
    writer.appendBytes(page)
    if (header.type === 'DICTIONARY_PAGE') dictionaryBytes = writer.offset
  }
  const encodings = meta.encodings.map((encoding) => (encoding === 'BYTE_STREAM_SPLIT' ? 'PLAIN' : encoding))
  return { bytes: writer.getBytes(), codec: 'UNCOMPRESSED', encodings, dictionaryBytes }
}

function decompressed(body: Uint8Array, header: PageHeader, meta: ColumnMetaData): Uint8Array {
  const v2 = header.data_page_header_v2
  const levels = v2 ? v2.definition_levels_byte_length + v2.repetition_levels_byte_length : 0
  if (v2?.is_compressed === false || meta.codec === 'UNCOMPRESSED') return body
  if (meta.codec === 'LZO') throw chunkProblem('unsupported', meta, 'It is compressed with LZO.')
  const values = decompressPage(body.subarray(levels), header.uncompressed_page_size - levels, meta.codec, compressors)
  if (levels === 0) return values
  const page = new Uint8Array(levels + values.length)
  page.set(body.subarray(0, levels))
  page.set(values, levels)
  return page
}

/** Undoes BYTE_STREAM_SPLIT, which keeps the k-th bytes of all values together: the result is PLAIN. */
function joinBytes(page: Uint8Array, header: PageHeader, chunk: SliceChunk): Uint8Array {
  const encoding = header.data_page_header?.encoding ?? header.data_page_header_v2?.encoding
  if (encoding !== 'BYTE_STREAM_SPLIT') return page
  const start = levelBytes(page, header, chunk)
  const width = byteWidth(chunk)
  const count = Math.floor((page.length - start) / width)
  const joined = page.slice()
  for (let value = 0; value < count; value++) {
    for (let byte = 0; byte < width; byte++) joined[start + value * width + byte] = page[start + byte * count + value] ?? 0
  }
  return joined
}

function levelBytes(page: Uint8Array, header: PageHeader, chunk: SliceChunk): number {
  const v2 = header.data_page_header_v2
  if (v2) return v2.definition_levels_byte_length + v2.repetition_levels_byte_length
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  let offset = 0
  if (chunk.maxRepetition > 0) offset += 4 + view.getUint32(offset, true)
  if (chunk.maxDefinition > 0) offset += 4 + view.getUint32(offset, true)
  return offset
}

function byteWidth({ meta, typeLength }: SliceChunk): number {
  switch (meta.type) {
    case 'INT32':
    case 'FLOAT':
      return 4
    case 'FIXED_LEN_BYTE_ARRAY':
      return typeLength
    default:
      return 8
  }
}

function plainHeader(header: PageHeader, size: number): Record<`field_${number}`, unknown> {
  const v1 = header.data_page_header
  const dictionary = header.dictionary_page_header
  const v2 = header.data_page_header_v2
  return {
    field_1: PageTypes.indexOf(header.type),
    field_2: size,
    field_3: size,
    field_5: v1 && {
      field_1: v1.num_values,
      field_2: plainEncoding(v1.encoding),
      field_3: Encodings.indexOf(v1.definition_level_encoding),
      field_4: Encodings.indexOf(v1.repetition_level_encoding),
    },
    field_7: dictionary && { field_1: dictionary.num_values, field_2: plainEncoding(dictionary.encoding), field_3: dictionary.is_sorted },
    field_8: v2 && {
      field_1: v2.num_values,
      field_2: v2.num_nulls,
      field_3: v2.num_rows,
      field_4: plainEncoding(v2.encoding),
      field_5: v2.definition_levels_byte_length,
      field_6: v2.repetition_levels_byte_length,
      field_7: false,
    },
  }
}

function plainEncoding(encoding: ColumnMetaData['encodings'][number]): number {
  return Encodings.indexOf(encoding === 'BYTE_STREAM_SPLIT' ? 'PLAIN' : encoding)
}

function chunkProblem(code: 'unsupported' | 'truncated', meta: ColumnMetaData, detail: string): ProblemError {
  return new ProblemError({ code, where: meta.path_in_schema.join('.'), detail })
}

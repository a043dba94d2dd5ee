import type { ColumnChunk, ColumnMetaData, FileMetaData, RowGroup, SchemaElement } from 'hyparquet'
import type { ProblemCode } from '../dataset/problem'
import type { LeafColumn } from '../dataset/roles'
import type { ByteRange } from './ranges'

type Fault = readonly [ProblemCode, string]

/** A row's number is the lower half of a pair's key. */
const MAX_ROWS = 2n ** 32n

/**
 * What is wrong with a footer's claims, or null: then every number of it that readers use is there, of its type, whole
 * and not negative, and every chunk lies in the file. Thrift leaves out what a writer left out and hyparquet keeps a
 * value of the wrong type, so the declared types mean nothing before this. `footerStart` is where the chunks end.
 */
export function faultOf(metadata: FileMetaData, columns: readonly LeafColumn[], footerStart: number): Fault | null {
  if (!metadata.schema.slice(1).every(isElement)) return ['truncated', 'its schema makes no sense']
  let rows = 0n
  for (const [index, group] of metadata.row_groups.entries()) {
    if (!isCount(group.num_rows)) return ['truncated', 'a row count is impossible']
    rows += group.num_rows
    if (rows >= MAX_ROWS) return ['unsupported', `It says it has ${rows} rows. At most 4,294,967,295 can be shown.`]
    const fault = group.num_rows > 0n && groupFault(group, index, columns, footerStart)
    if (fault) return fault
  }
  return null
}

function groupFault(group: RowGroup, index: number, columns: readonly LeafColumn[], footerStart: number): Fault | null {
  if (group.columns.length !== columns.length) return ['truncated', `row group ${index} lacks columns`]
  for (const [column, chunk] of group.columns.entries()) {
    const fault = chunkFault(chunk, group.num_rows, columns[column], footerStart)
    if (fault) return fault
  }
  return null
}

function chunkFault(chunk: ColumnChunk, rows: bigint, leaf: LeafColumn | undefined, footerStart: number): Fault | null {
  if (chunk.file_path) return ['unsupported', 'Its columns lie in other files.']
  const meta = chunk.meta_data
  if (!meta || chunk.encrypted_column_metadata) return ['unsupported', 'It is encrypted.']
  const name = leaf?.path ?? ''
  if (!isWhole(chunk, meta)) return ['truncated', `what the footer says of column ${name} makes no sense`]
  if (meta.num_values < rows || (!leaf?.repeated && meta.num_values > rows))
    return ['truncated', `column ${name} has ${meta.num_values} values in ${rows} rows`]
  const { start, end } = chunkRange(meta, Number(chunk.file_offset))
  return start >= 4 && start <= end && end <= footerStart ? null : ['truncated', `column ${name} lies outside the file`]
}

/**
 * Where a chunk's pages lie. Old parquet-mr leaves `dictionary_page_offset` out and tells the dictionary page only by the chunk's
 * `file_offset`.
 */
export function chunkRange(meta: ColumnMetaData, fileOffset: number): ByteRange {
  const data = Number(meta.data_page_offset)
  const dictionary = Number(meta.dictionary_page_offset ?? 0)
  const size = Number(meta.total_compressed_size)
  let start = data
  if (dictionary > 0 && (dictionary < data || data === 0)) start = dictionary
  else if (
    fileOffset >= 4 &&
    fileOffset < data &&
    data - fileOffset < size &&
    meta.encodings.some((encoding) => encoding.endsWith('_DICTIONARY'))
  )
    start = fileOffset
  return { start, end: start + size }
}

function isElement(element: SchemaElement): boolean {
  return (
    isText(element.name) &&
    [element.type_length, element.num_children, element.scale, element.precision].every((value) => value === undefined || isNumber(value))
  )
}

function isWhole(chunk: ColumnChunk, meta: ColumnMetaData): boolean {
  return (
    isText(meta.type) &&
    isText(meta.codec) &&
    isList(meta.encodings, isText) &&
    isList(meta.path_in_schema, isText) &&
    [meta.num_values, meta.total_compressed_size, meta.total_uncompressed_size, meta.data_page_offset].every(isCount) &&
    [chunk.file_offset, meta.dictionary_page_offset, chunk.offset_index_offset].every((value) => value === undefined || isCount(value)) &&
    (chunk.offset_index_length === undefined || isNumber(chunk.offset_index_length))
  )
}

/** An i64 that counts something in a file. */
function isCount(value: unknown): value is bigint {
  return typeof value === 'bigint' && value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER)
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && value >= 0
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isList(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is)
}

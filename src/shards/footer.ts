import { parquetMetadata, type ColumnMetaData, type FileMetaData } from 'hyparquet'
import { fileTypeOf, TELLING_BYTES } from '../dataset/file-type'
import { ProblemError, type ProblemCode } from '../dataset/problem'
import type { LeafColumn } from '../dataset/roles'
import { leafColumns } from './columns'
import type { ShardFile } from './file'
import { contains, type ByteRange } from './ranges'
import { withDictionaryHeaders } from './dictionary-headers'
import { chunkRange, faultOf } from './footer-check'
import { slimMetadata } from './slim-metadata'
import { structEnd } from './thrift'
import { hashOf } from './version'

/**
 * Bytes of the first read from the end. A round trip of 30 ms at 50 Mbit/s costs as much as 187 KB, so this may not be
 * far above it; 128 KB holds the footer of a 1,000,000-row shard together with its page indexes (about 50 KB), and the
 * whole of the small files of a dataset.
 */
const TAIL = 128 * 1024
/** Far beyond every footer of a thousand columns in thousands of row groups; a false length must not fetch gigabytes. */
const MAX_FOOTER = 256 * 1024 * 1024
const MAGIC = 0x31524150
const ENCRYPTED_MAGIC = 0x45524150

export interface RowGroupInfo {
  readonly index: number
  /** Row of the file at which the group starts. */
  readonly firstRow: number
  readonly rows: number
}

/** What a shard's footer says, checked once: see `footer-check.ts`. Row groups without rows are left out. */
export interface Footer {
  readonly metadata: FileMetaData
  readonly rows: number
  readonly groups: readonly RowGroupInfo[]
  /** `columns[i]` belongs to `metadata.row_groups[*].columns[i]`. */
  readonly columns: readonly LeafColumn[]
  /** Bytes before the footer from byte `start`, kept because page indexes lie there, or the whole of a small file. */
  readonly tail: { readonly start: number; readonly bytes: Uint8Array }
  /** Of the footer's bytes, 32 bits: another content has another footer, which tells where each page lies and mostly what is in it. */
  readonly hash: number
}

/**
 * Reads and checks the footer, `tail` bytes at first. Problems: other-kind, not-parquet, truncated, empty, unsupported, and what reading
 * gives.
 */
export async function readFooter(file: ShardFile, signal?: AbortSignal, tail = TAIL): Promise<Footer> {
  const fail = (code: ProblemCode, detail?: string) => new ProblemError({ code, where: file.where, ...(detail ? { detail } : {}) })
  let start = Math.max(0, file.byteLength - tail)
  let bytes = await file.read({ start, end: file.byteLength }, signal)
  const magic = bytes.length < 4 ? 0 : uint32(bytes, bytes.length - 4)
  if (magic === ENCRYPTED_MAGIC) throw fail('unsupported', 'It is encrypted.')
  if (bytes.length < 12 || magic !== MAGIC) throw fail(...(await nameIntruder(file, start, bytes, signal)))

  const footerStart = file.byteLength - 8 - uint32(bytes, bytes.length - 8)
  if (footerStart < 4) throw fail('truncated', 'the footer is longer than the file')
  if (file.byteLength - footerStart > MAX_FOOTER) throw fail('truncated', 'the footer is longer than any')
  if (footerStart < start) {
    const rest = await file.read({ start: footerStart, end: start }, signal)
    bytes = joined(rest, bytes)
    start = footerStart
  }
  const parsed = parsedFooter(bytes)
  if (!parsed) throw fail('truncated', 'the footer does not parse')
  const { metadata: claimed, columns } = parsed
  const fault = faultOf(claimed, columns, footerStart)
  if (fault) throw fail(...fault)
  const metadata = slimMetadata(withDictionaryHeaders(claimed, footerStart))
  const rows = Number(metadata.num_rows)
  if (rows === 0) throw fail('empty')
  return {
    metadata,
    rows,
    groups: rowGroups(metadata),
    columns,
    tail: keptTail(start, bytes.subarray(0, footerStart - start), metadata),
    hash: hashOf(bytes.subarray(footerStart - start)),
  }
}

/** A footer's claims, which end 8 bytes before the end of `bytes`; null where they are no metadata of Parquet. */
function parsedFooter(bytes: Uint8Array): { metadata: FileMetaData; columns: LeafColumn[] } | null {
  try {
    const thrift = bytes.subarray(0, bytes.length - 8)
    if (structEnd(thrift, thrift.length - uint32(bytes, bytes.length - 8)) === null) return null
    const metadata = parquetMetadata(bytes, { geoparquet: false })
    return { metadata, columns: leafColumns(metadata) }
  } catch {
    return null
  }
}

/** Thousands of shards may be open: keeps no more of the tail than later reads can want. A copy, so that the rest is freed. */
function keptTail(start: number, bytes: Uint8Array, metadata: FileMetaData): Footer['tail'] {
  if (start === 0) return { start, bytes: bytes.slice() }
  const indexes = metadata.row_groups
    .flatMap((group) => group.columns.map((chunk) => Number(chunk.offset_index_offset ?? 0)))
    .filter((at) => at >= start)
  const from = indexes.reduce((least, at) => Math.min(least, at), start + bytes.length)
  return { start: from, bytes: bytes.slice(from - start) }
}

/** Whether a read needs no request, because the footer's tail holds it. */
export function isInTail(range: ByteRange, { tail }: Footer): boolean {
  return contains({ start: tail.start, end: tail.start + tail.bytes.length }, range)
}

/** The same file, with reads inside the footer's tail answered from memory. */
export function withTail(file: ShardFile, footer: Footer): ShardFile {
  const { tail } = footer
  return {
    byteLength: file.byteLength,
    where: file.where,
    contentType: file.contentType,
    read: (range, signal) =>
      isInTail(range, footer)
        ? Promise.resolve(new Uint8Array(tail.bytes.slice(range.start - tail.start, range.end - tail.start)))
        : file.read(range, signal),
  }
}

/** The chunk of a leaf column in a row group; the footer's check has made sure that it is there. */
export function chunkOf(
  footer: Footer,
  group: number,
  column: number,
): { meta: ColumnMetaData; range: ByteRange; offsetIndex: ByteRange | null } {
  const chunk = footer.metadata.row_groups[group]?.columns[column]
  if (!chunk?.meta_data) throw new RangeError(`no column ${column} in row group ${group}`)
  const at = Number(chunk.offset_index_offset ?? 0)
  const size = chunk.offset_index_length ?? 0
  const offsetIndex = at > 0 && size > 0 ? { start: at, end: at + size } : null
  return { meta: chunk.meta_data, range: chunkRange(chunk.meta_data, Number(chunk.file_offset)), offsetIndex }
}

function rowGroups(metadata: FileMetaData): RowGroupInfo[] {
  let firstRow = 0
  return metadata.row_groups.map((group, index) => {
    const rows = Number(group.num_rows)
    const info = { index, firstRow, rows }
    firstRow += rows
    return info
  })
}

/** What the file without the Parquet mark is instead. */
async function nameIntruder(file: ShardFile, start: number, bytes: Uint8Array, signal?: AbortSignal): Promise<[ProblemCode, string?]> {
  if (/html/.test(file.contentType)) return ['other-kind', 'page']
  const first = start === 0 ? bytes : await file.read({ start: 0, end: Math.min(TELLING_BYTES, file.byteLength) }, signal)
  const type = fileTypeOf(first, file.where)
  // Cut off in the middle of a download: the mark is at the start but not at the end.
  if (type === 'parquet') return ['truncated', 'the end is missing']
  return type ? ['other-kind', type] : ['not-parquet']
}

function uint32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true)
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(a.length + b.length)
  bytes.set(a)
  bytes.set(b, a.length)
  return bytes
}

import type { ColumnChunk, ColumnMetaData, FileMetaData } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import type { SliceChunk, SlicePlan } from './plan'
import { rewriteChunk } from './transcode'

const MAGIC = new TextEncoder().encode('PAR1')

interface Placed {
  readonly bytes: Uint8Array
  readonly meta: ColumnMetaData
}

/**
 * Builds a small Parquet file of one row group from the fetched bytes: `fetched[i]` answers `plan.fetches[i]`. It has
 * no statistics, bloom filters or page indexes: their offsets would be wrong, and the engine reads every row anyway.
 * Chunks that the engine cannot read are rewritten. Problems: see {@link rewriteChunk}.
 */
export function buildSlice(plan: SlicePlan, fetched: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let offset = MAGIC.length
  const placed = plan.chunks.map((chunk, index) => {
    const part = place(chunk, chunkBytes(plan, fetched, index), offset)
    offset += part.bytes.length
    return part
  })
  const footer = footerBytes(plan, placed)
  const slice = new Uint8Array(offset + footer.length + MAGIC.length)
  slice.set(MAGIC)
  let at = MAGIC.length
  for (const { bytes } of placed) {
    slice.set(bytes, at)
    at += bytes.length
  }
  slice.set(footer, at)
  slice.set(MAGIC, at + footer.length)
  return slice
}

function chunkBytes(plan: SlicePlan, fetched: readonly Uint8Array[], index: number): Uint8Array {
  const range = plan.chunks[index]?.range
  const at = plan.fetches.findIndex((fetch) => fetch.members.includes(index))
  const fetch = plan.fetches[at]
  // A chunk without bytes is in no request.
  return fetch && range ? (fetched[at]?.subarray(range.start - fetch.start, range.end - fetch.start) ?? new Uint8Array(0)) : new Uint8Array(0)
}

function place(chunk: SliceChunk, original: Uint8Array, offset: number): Placed {
  const { meta, range } = chunk
  const rewritten = chunk.rewrite ? rewriteChunk(original, chunk) : null
  const bytes = rewritten?.bytes ?? original
  // Where the data page offset is the chunk's start, a dictionary page may still come first: readers find it there.
  const dictionaryBytes = rewritten ? rewritten.dictionaryBytes : Number(meta.data_page_offset) - range.start
  const encodings = rewritten?.encodings ?? meta.encodings
  return {
    bytes,
    meta: {
      type: meta.type,
      // Thrift cannot write an empty list that other readers take.
      encodings: encodings.length > 0 ? encodings : ['PLAIN'],
      path_in_schema: meta.path_in_schema,
      codec: rewritten?.codec ?? meta.codec,
      num_values: meta.num_values,
      total_uncompressed_size: rewritten ? BigInt(bytes.length) : meta.total_uncompressed_size,
      total_compressed_size: BigInt(bytes.length),
      data_page_offset: BigInt(offset + dictionaryBytes),
      ...(dictionaryBytes > 0 ? { dictionary_page_offset: BigInt(offset) } : {}),
    },
  }
}

function footerBytes(plan: SlicePlan, placed: readonly Placed[]): Uint8Array {
  const rows = BigInt(plan.rows)
  const columns = placed.map(({ meta }): ColumnChunk => ({ file_offset: meta.dictionary_page_offset ?? meta.data_page_offset, meta_data: meta }))
  const size = placed.reduce((sum, { meta }) => sum + meta.total_uncompressed_size, 0n)
  const metadata: FileMetaData = {
    version: 1,
    created_by: 'pairscope',
    schema: [...plan.schema],
    num_rows: rows,
    row_groups: [{ columns, total_byte_size: size, num_rows: rows }],
    metadata_length: 0,
  }
  const writer = new ByteWriter()
  writeMetadata(writer, metadata)
  return writer.getBytes()
}

import type { ColumnChunk, ColumnMetaData, FileMetaData, RowGroup } from 'hyparquet'
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
 * Builds a small Parquet file of the planned row groups from the fetched bytes: `fetched[i]` answers `plan.fetches[i]`. It has
 * no statistics, bloom filters or page indexes: their offsets would be wrong, and the engine reads every row anyway.
 * Chunks that the engine cannot read are rewritten. Problems: see {@link rewriteChunk}.
 */
export function buildSlice(plan: SlicePlan, fetched: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let offset = MAGIC.length
  const bytesOf = chunkBytes(plan, fetched)
  const placed = plan.chunks.map((chunk, index) => {
    const part = place(chunk, bytesOf(index), offset)
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

/** The bytes of each chunk, by its place in the plan. */
function chunkBytes(plan: SlicePlan, fetched: readonly Uint8Array[]): (index: number) => Uint8Array {
  const chunks = new Map<number, Uint8Array>()
  plan.fetches.forEach((fetch, at) => {
    for (const index of fetch.members) {
      const range = plan.chunks[index]?.range
      if (range) chunks.set(index, fetched[at]?.subarray(range.start - fetch.start, range.end - fetch.start) ?? new Uint8Array(0))
    }
  })
  // A chunk without bytes is in no request.
  return (index) => chunks.get(index) ?? new Uint8Array(0)
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
  const perGroup = placed.length / plan.rows.length
  const metadata: FileMetaData = {
    version: 1,
    created_by: 'pairscope',
    schema: [...plan.schema],
    num_rows: BigInt(plan.rows.reduce((sum, rows) => sum + rows, 0)),
    row_groups: plan.rows.map((rows, group) => rowGroup(rows, placed.slice(group * perGroup, (group + 1) * perGroup))),
    metadata_length: 0,
  }
  const writer = new ByteWriter()
  writeMetadata(writer, metadata)
  return writer.getBytes()
}

function rowGroup(rows: number, placed: readonly Placed[]): RowGroup {
  return {
    columns: placed.map(({ meta }): ColumnChunk => ({
      file_offset: meta.dictionary_page_offset ?? meta.data_page_offset,
      meta_data: meta,
    })),
    total_byte_size: placed.reduce((sum, { meta }) => sum + meta.total_uncompressed_size, 0n),
    num_rows: BigInt(rows),
  }
}

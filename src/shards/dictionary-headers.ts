import type { FileMetaData } from 'hyparquet'
import { chunkRange } from './footer-check'

/** No dictionary page's header is longer. */
const LONGEST_HEADER = 100

/**
 * A checked footer whose chunks end where they do. parquet-mr up to 1.2.8 neither tells where a dictionary page lies nor counts its header
 * among a chunk's bytes (PARQUET-816): there a chunk goes on until the next one, or the footer, begins.
 */
export function withDictionaryHeaders(metadata: FileMetaData, footerStart: number): FileMetaData {
  if (!metadata.created_by?.startsWith('parquet-mr')) return metadata
  const starts = metadata.row_groups
    .flatMap(({ columns }) => columns.map((chunk) => (chunk.meta_data ? chunkRange(chunk.meta_data, Number(chunk.file_offset)).start : 0)))
    .concat(footerStart)
    .sort((a, b) => a - b)
  const row_groups = metadata.row_groups.map((group) => ({
    ...group,
    columns: group.columns.map((chunk) => {
      const { meta_data: meta, offset_index_offset: index } = chunk
      if (!meta || index !== undefined || meta.dictionary_page_offset !== undefined) return chunk
      const { end } = chunkRange(meta, Number(chunk.file_offset))
      const missing = (starts[firstAtLeast(starts, end)] ?? end) - end
      if (missing > LONGEST_HEADER) return chunk
      return { ...chunk, meta_data: { ...meta, total_compressed_size: meta.total_compressed_size + BigInt(missing) } }
    }),
  }))
  return { ...metadata, row_groups }
}

/** Index of the first of ascending numbers that is not below `least`. */
function firstAtLeast(numbers: readonly number[], least: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return low
}

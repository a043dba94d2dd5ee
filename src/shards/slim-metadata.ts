import { parquetSchema, type ColumnChunk, type ColumnMetaData, type Encoding, type FileMetaData } from 'hyparquet'
import { leaves } from './columns'

/**
 * A footer's metadata without its empty row groups, whose offsets mean nothing, and with no more of each chunk than reads and slices want:
 * thousands of shards may be open, and one of img2dataset has a thousand chunks, each with its statistics. What is the same for a column in
 * every group is held once.
 */
export function slimMetadata(metadata: FileMetaData): FileMetaData {
  const groups = metadata.row_groups.filter(({ num_rows }) => num_rows > 0n)
  // A chunk says its path once more, and where the two differ the schema is what names the column.
  const paths = leaves(parquetSchema(metadata)).map((path) => path.at(-1)?.path)
  const known = new Map<string, Encoding[]>()
  const shared = (encodings: Encoding[]): Encoding[] => {
    const name = encodings.join()
    const same = known.get(name) ?? encodings
    known.set(name, same)
    return same
  }
  const slim = (meta: ColumnMetaData, column: number): ColumnMetaData => ({
    type: meta.type,
    encodings: shared(meta.encodings),
    path_in_schema: paths[column] ?? meta.path_in_schema,
    codec: meta.codec,
    num_values: meta.num_values,
    total_uncompressed_size: meta.total_uncompressed_size,
    total_compressed_size: meta.total_compressed_size,
    data_page_offset: meta.data_page_offset,
    ...(meta.dictionary_page_offset !== undefined && { dictionary_page_offset: meta.dictionary_page_offset }),
  })
  return {
    version: metadata.version,
    schema: metadata.schema,
    num_rows: groups.reduce((sum, { num_rows }) => sum + num_rows, 0n),
    metadata_length: metadata.metadata_length,
    row_groups: groups.map(({ num_rows, total_byte_size, columns }) => ({
      num_rows,
      total_byte_size,
      columns: columns.map(
        ({ file_offset, offset_index_offset: at, offset_index_length: length, meta_data: meta }, column): ColumnChunk => ({
          file_offset,
          ...(at !== undefined && length !== undefined && { offset_index_offset: at, offset_index_length: length }),
          ...(meta && { meta_data: slim(meta, column) }),
        }),
      ),
    })),
  }
}

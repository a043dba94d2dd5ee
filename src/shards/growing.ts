import { parquetMetadata, type ColumnChunk } from 'hyparquet'
import type { LeafColumn } from '../dataset/roles'
import { leafColumns } from './columns'
import type { Footer, RowGroupInfo } from './footer'
import { BlobShard, type ByteRange, type ShardFile } from './file'
import { slimMetadata } from './slim-metadata'

/**
 * A Parquet file that we made ourselves and whose row groups are not all known yet: each part is a Parquet file of the same columns, added
 * at the end.
 */
export class GrowingParquet implements ShardFile {
  readonly where: string
  readonly contentType = ''
  /** Grows with the file: its groups and rows are those added so far. */
  readonly footer: Footer
  private readonly groups: RowGroupInfo[] = []
  private readonly parts: { readonly start: number; readonly file: BlobShard }[] = []
  private length = 0
  private rows = 0

  /** `told`: what more is known of a column than its type. */
  constructor(where: string, first: Uint8Array<ArrayBuffer>, told: (column: LeafColumn) => LeafColumn = (column) => column) {
    this.where = where
    const metadata = { ...slimMetadata(parquetMetadata(first.buffer)), row_groups: [] }
    const rowsSoFar = () => this.rows
    this.footer = {
      metadata,
      get rows() {
        return rowsSoFar()
      },
      groups: this.groups,
      columns: leafColumns(metadata).map(told),
      tail: { start: 0, bytes: new Uint8Array(0) },
      hash: 0,
    }
    this.append(first)
  }

  get byteLength(): number {
    return this.length
  }

  append(part: Uint8Array<ArrayBuffer>): void {
    const base = this.length
    // Browsers keep large blobs on disk: a text of gigabytes is not held in memory.
    this.parts.push({ start: base, file: new BlobShard(this.where, new Blob([part])) })
    this.length += part.length
    for (const group of slimMetadata(parquetMetadata(part.buffer)).row_groups) {
      const rows = Number(group.num_rows)
      this.footer.metadata.row_groups.push({ ...group, columns: group.columns.map((chunk) => moved(chunk, BigInt(base))) })
      this.groups.push({ index: this.groups.length, firstRow: this.rows, rows })
      this.rows += rows
    }
    this.footer.metadata.num_rows = BigInt(this.rows)
  }

  /** Reads may reach over several parts, as where the plan joins what lies close together. */
  async read({ start, end }: ByteRange, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(end - start)
    for (const { start: base, file } of this.parts) {
      const range = { start: Math.max(start, base) - base, end: Math.min(end, base + file.byteLength) - base }
      if (range.start < range.end) bytes.set(await file.read(range, signal), base + range.start - start)
    }
    return bytes
  }
}

function moved(chunk: ColumnChunk, base: bigint): ColumnChunk {
  const { meta_data: meta, file_offset: offset, offset_index_offset: index, ...rest } = chunk
  return {
    ...rest,
    file_offset: offset + base,
    ...(index === undefined ? {} : { offset_index_offset: index + base }),
    ...(meta && {
      meta_data: {
        ...meta,
        data_page_offset: meta.data_page_offset + base,
        ...(meta.dictionary_page_offset === undefined ? {} : { dictionary_page_offset: meta.dictionary_page_offset + base }),
      },
    }),
  }
}

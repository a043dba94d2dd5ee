import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { parquetWriteBuffer, type BasicType } from 'hyparquet-writer'

/**
 * Writes a slice of flat columns again with every string valid UTF-8, bad bytes replaced by U+FFFD: DuckDB refuses a whole
 * column for one bad string. Slow, since every value is decoded: only for slices that were refused.
 */
export async function repairText(slice: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = slice.buffer
  const { schema } = parquetMetadata(buffer)
  const rows = await parquetReadObjects({
    file: { byteLength: buffer.byteLength, slice: (start, end) => buffer.slice(start, end) },
    compressors,
  })
  const columns = schema.slice(1).map(({ name, type, converted_type: converted }) => ({
    name,
    type: (converted === 'UTF8' ? 'STRING' : (type ?? 'BYTE_ARRAY')) as BasicType,
    nullable: true,
    data: rows.map((row) => (row[name] ?? null) as unknown),
  }))
  return new Uint8Array(parquetWriteBuffer({ columnData: columns, statistics: false }))
}

import type { FileMetaData, SchemaElement } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import { serializeTCompactProtocol } from 'hyparquet-writer/src/thrift.js'

/** Truths, packed: number i is bit `i % 8` of byte `i >> 3`. */
export interface Bits {
  readonly bits: Uint8Array<ArrayBuffer>
  readonly length: number
}

/** Columns of numbers by name, all of one length. */
export type NumberColumns = Readonly<Record<string, Float64Array | Int32Array | Uint32Array | Bits>>

/**
 * Numbers as a Parquet file that costs nothing to read: no nulls, plain, uncompressed, one page a column. DuckDB takes a file of a few
 * megabytes faster than anything else it is given, and needs to decode nothing of a stranger's.
 */
export function numbersFile(columns: NumberColumns): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(columns)
  const rows = entries[0]?.[1].length ?? 0
  const writer = new ByteWriter(entries.reduce((bytes, [, values]) => bytes + bytesOf(values).length + 128, 1024))
  const magic = () => writer.appendBytes(MAGIC)
  magic()
  const chunks = entries.map(([name, values]) => {
    const start = BigInt(writer.offset)
    serializeTCompactProtocol(writer, pageHeader(values))
    writer.appendBytes(bytesOf(values))
    const size = BigInt(writer.offset) - start
    return { name, values, start, size }
  })
  const metadata: FileMetaData = {
    version: 1,
    created_by: 'pairscope',
    metadata_length: 0,
    num_rows: BigInt(rows),
    schema: [{ name: 'root', num_children: chunks.length }, ...chunks.map(({ name, values }) => elementOf(name, values))],
    row_groups: [
      {
        num_rows: BigInt(rows),
        total_byte_size: chunks.reduce((sum, { size }) => sum + size, 0n),
        columns: chunks.map(({ name, values, start, size }) => ({
          file_offset: start,
          meta_data: {
            type: typeOf(values),
            encodings: ['PLAIN', 'RLE'],
            path_in_schema: [name],
            codec: 'UNCOMPRESSED',
            num_values: BigInt(rows),
            total_uncompressed_size: size,
            total_compressed_size: size,
            data_page_offset: start,
          },
        })),
      },
    ],
  }
  writeMetadata(writer, metadata)
  magic()
  return writer.getBytes()
}

const MAGIC = new TextEncoder().encode('PAR1')
/** Of Parquet's Thrift definitions. */
const DATA_PAGE = 0
const PLAIN = 0
const RLE = 3

type Numbers = NumberColumns[string]

function bytesOf(values: Numbers): Uint8Array {
  return 'bits' in values ? values.bits : new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

function pageHeader(values: Numbers): Record<`field_${number}`, unknown> {
  const size = bytesOf(values).length
  return {
    field_1: DATA_PAGE,
    field_2: size,
    field_3: size,
    field_5: { field_1: values.length, field_2: PLAIN, field_3: RLE, field_4: RLE },
  }
}

function typeOf(values: Numbers): 'DOUBLE' | 'INT32' | 'BOOLEAN' {
  if ('bits' in values) return 'BOOLEAN'
  return values instanceof Float64Array ? 'DOUBLE' : 'INT32'
}

function elementOf(name: string, values: Numbers): SchemaElement {
  const unsigned = values instanceof Uint32Array ? ({ converted_type: 'UINT_32' } as const) : {}
  return { name, type: typeOf(values), repetition_type: 'REQUIRED', ...unsigned }
}

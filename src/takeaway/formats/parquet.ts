import type { FileMetaData, SchemaElement } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'
import { serializeTCompactProtocol } from 'hyparquet-writer/src/thrift.js'
import type { ColumnValues, RowBatch, StoredType } from '../../engine/rows'
import { Bytes } from './bytes'
import { writePage } from './parquet-page'
import type { Chunks, OutColumn, TableWriter } from './writer'

interface ParquetOptions {
  readonly codec: 'snappy' | 'none'
  readonly rowsPerGroup: number
  /** Kept in the file beside its schema. */
  readonly metadata: Readonly<Record<string, string>>
}

/** Of a page before it is packed, about. */
const PAGE_BYTES = 2 ** 20
const PAGE_ROWS = 20_000
/** Of Parquet's Thrift definitions. */
const DATA_PAGE = 0
const PLAIN = 0
const RLE = 3
const MAGIC = new TextEncoder().encode('PAR1')

type RowGroup = FileMetaData['row_groups'][number]

/** A column of the row group that is being filled: its pages, packed already. */
interface Filling {
  readonly pages: Uint8Array<ArrayBuffer>[]
  values: number
  packed: number
  unpacked: number
}

/** A Parquet file with the names and types of the source, row group by row group: no more than a packed one is kept. */
export function parquetWriter(columns: readonly OutColumn[], { codec, rowsPerGroup, metadata }: ParquetOptions): TableWriter {
  const groups: RowGroup[] = []
  const page = new Bytes()
  let written = 0
  let rows = 0
  let filling = columns.map(emptyColumn)

  const append = (chunks: Uint8Array<ArrayBuffer>[], bytes: Uint8Array<ArrayBuffer>): void => {
    chunks.push(bytes)
    written += bytes.length
  }

  const fill = (batch: RowBatch, from: number, to: number): void => {
    columns.forEach(({ column }, i) => {
      const values = batch.columns[i]
      const into = filling[i]
      if (!values || !into) throw new RangeError('A batch lacks a column.')
      const step = rowsInPage(values, from, to)
      for (let at = from; at < to; at += step) {
        page.clear()
        const count = writePage(page, column, values, at, Math.min(to, at + step))
        const content = page.view()
        const packed = codec === 'snappy' ? snappyCompress(content) : content
        const header = pageHeader(content.length, packed.length, count)
        into.pages.push(header, packed.slice())
        into.values += count
        into.packed += header.length + packed.length
        into.unpacked += header.length + content.length
      }
    })
    rows += to - from
  }

  const flush = (): Chunks => {
    const chunks: Uint8Array<ArrayBuffer>[] = []
    if (written === 0) append(chunks, MAGIC.slice())
    if (rows === 0) return chunks
    const chunksOfColumns = filling.map(({ pages, values, packed, unpacked }, i) => {
      const start = written
      for (const bytes of pages) append(chunks, bytes)
      const { column } = columns[i] as OutColumn
      return {
        file_offset: BigInt(start),
        meta_data: {
          type: column.type.physical,
          encodings: ['PLAIN' as const, 'RLE' as const],
          path_in_schema: pathOf(columns[i] as OutColumn),
          codec: codec === 'snappy' ? ('SNAPPY' as const) : ('UNCOMPRESSED' as const),
          num_values: BigInt(values),
          total_uncompressed_size: BigInt(unpacked),
          total_compressed_size: BigInt(packed),
          data_page_offset: BigInt(start),
        },
      }
    })
    const bytes = filling.reduce((sum, { unpacked }) => sum + unpacked, 0)
    groups.push({ columns: chunksOfColumns, total_byte_size: BigInt(bytes), num_rows: BigInt(rows) })
    filling = columns.map(emptyColumn)
    rows = 0
    return chunks
  }

  return {
    write(batch) {
      const chunks: Uint8Array<ArrayBuffer>[] = []
      for (let from = 0; from < batch.keys.length;) {
        const to = Math.min(batch.keys.length, from + rowsPerGroup - rows)
        fill(batch, from, to)
        if (rows === rowsPerGroup) chunks.push(...flush())
        from = to
      }
      return chunks
    },
    end() {
      const chunks = [...flush()]
      const footer = new ByteWriter()
      writeMetadata(footer, {
        version: 1,
        created_by: 'pairscope',
        metadata_length: 0,
        num_rows: groups.reduce((sum, { num_rows }) => sum + num_rows, 0n),
        schema: schemaOf(columns),
        row_groups: groups,
        key_value_metadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      })
      footer.appendBytes(MAGIC)
      chunks.push(footer.getBytes().slice())
      return chunks
    },
  }
}

function emptyColumn(): Filling {
  return { pages: [], values: 0, packed: 0, unpacked: 0 }
}

function rowsInPage({ values, starts }: ColumnValues, from: number, to: number): number {
  const [first, last] = starts ? [starts[from] ?? 0, starts[to] ?? 0] : [from, to]
  const bytes =
    values.kind === 'bytes' ? (values.offsets[last] ?? 0) - (values.offsets[first] ?? 0) : (last - first) * values.numbers.BYTES_PER_ELEMENT
  return Math.max(1, Math.min(PAGE_ROWS, Math.floor((PAGE_BYTES * (to - from)) / Math.max(1, bytes))))
}

function pageHeader(unpacked: number, packed: number, values: number): Uint8Array<ArrayBuffer> {
  const header = new ByteWriter(64)
  serializeTCompactProtocol(header, {
    field_1: DATA_PAGE,
    field_2: unpacked,
    field_3: packed,
    field_5: { field_1: values, field_2: PLAIN, field_3: RLE, field_4: RLE },
  })
  return header.getBytes().slice()
}

function pathOf({ name, column }: OutColumn): string[] {
  return column.shape === 'list' ? [name, 'list', 'element'] : [name]
}

function schemaOf(columns: readonly OutColumn[]): SchemaElement[] {
  return [{ name: 'schema', num_children: columns.length }, ...columns.flatMap(elementsOf)]
}

/**
 * What the values stand for, twice where there are two ways to say it. Of whole numbers by the older way alone: hyparquet-writer 0.17.0
 * gives the width in the newer one as an int32, where the format has a byte, and DuckDB and others refuse such a file.
 */
function meaningOf({ converted, logical }: StoredType): Pick<SchemaElement, 'converted_type' | 'logical_type'> {
  const isInteger = logical?.type === 'INTEGER'
  const older = converted ?? (isInteger ? `${logical.isSigned === false ? 'U' : ''}INT_${Number(logical.bitWidth)}` : undefined)
  return {
    ...(older !== undefined && { converted_type: older as SchemaElement['converted_type'] }),
    ...(logical !== undefined && !isInteger && { logical_type: logical as unknown as SchemaElement['logical_type'] }),
  }
}

function elementsOf({ name, column: { shape, type } }: OutColumn): SchemaElement[] {
  const value = (called: string): SchemaElement => ({
    name: called,
    type: type.physical,
    repetition_type: 'OPTIONAL',
    ...(type.length !== undefined && { type_length: type.length }),
    ...meaningOf(type),
    ...(type.precision !== undefined && { precision: type.precision }),
    ...(type.scale !== undefined && { scale: type.scale }),
  })
  if (shape !== 'list') return [value(name)]
  return [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    value('element'),
  ]
}

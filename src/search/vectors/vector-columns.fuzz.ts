import type { SchemaElement } from 'hyparquet'
import { gzipSync } from 'node:zlib'
import { openShard } from '../../shards/file'
import { readFooter } from '../../shards/footer'
import { ioOf, parquet } from '../../shards/testing'
import { floatToHalf } from './half'
import { openVectorFile } from './open'
import { vectorColumns } from './recognise'
import type { VectorRef } from './vector-set'
import { findWidth } from './width'

export const name = 'vector-columns'

const WIDTH = 12
const COLUMN = 'image_embedding'
const VECTORS = Array.from({ length: 40 }, (_, row) => Array.from({ length: WIDTH }, (_, i) => Math.fround(Math.sin(row * WIDTH + i + 1))))

const LIST = (leaf: Partial<SchemaElement>): SchemaElement[] => [
  { name: 'root', num_children: 1 },
  { name: COLUMN, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', repetition_type: 'OPTIONAL', type: 'FLOAT', ...leaf },
]
const FLAT = (leaf: Partial<SchemaElement>): SchemaElement[] => [
  { name: 'root', num_children: 1 },
  { name: COLUMN, repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY', ...leaf },
]
const asBytes = (numbers: readonly number[]) => new Uint8Array(Float32Array.from(numbers).buffer)
const asHalves = (numbers: readonly number[]) => new Uint8Array(Uint16Array.from(numbers, floatToHalf).buffer)

export function seeds(): Uint8Array[] {
  const written = (schema: SchemaElement[], cells: readonly unknown[], change: Partial<Parameters<typeof parquet>[0]> = {}) =>
    parquet({
      schema,
      columnData: [{ name: COLUMN, data: [...cells] }],
      compressors: { GZIP: (bytes: Uint8Array) => gzipSync(bytes) },
      rowGroupSize: 15,
      pageSize: 200,
      ...change,
    })
  return [
    written(LIST({}), VECTORS, { codec: 'UNCOMPRESSED' }),
    written(LIST({}), [null, ...VECTORS, []], { codec: 'SNAPPY' }),
    written(LIST({ type: 'DOUBLE' }), VECTORS, { codec: 'GZIP' }),
    written(LIST({ type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2, logical_type: { type: 'FLOAT16' } }), VECTORS, { codec: 'SNAPPY' }),
    written(FLAT({}), VECTORS.map(asBytes), { codec: 'SNAPPY' }),
    written(FLAT({}), VECTORS.map(asHalves), { codec: 'UNCOMPRESSED' }),
    written(FLAT({ type: 'FIXED_LEN_BYTE_ARRAY', type_length: WIDTH * 2 }), VECTORS.map(asHalves), { codec: 'UNCOMPRESSED' }),
  ]
}

/** The footer, then every block of the vectors, once by the width that the file tells and once by its right one. */
export async function read(bytes: Uint8Array): Promise<void> {
  const ref = { kind: 'local', name: 'a.parquet', file: new File([Uint8Array.from(bytes)], 'a.parquet') } as const
  const io = ioOf()
  const footer = await readFooter(await openShard(ref, io))
  const { image: column } = vectorColumns(footer.columns)
  if (column === null) return
  const vectors: VectorRef = { kind: 'parquet', ref, footer, column }
  const right = await openVectorFile(vectors, { width: WIDTH, rows: null }, io)
  for (const { index } of right.blocks) await right.read(index)
  const shard = { name: ref.name, image: vectors, text: null, rows: null, pairs: { kind: 'position', firstKey: 0 } } as const
  const told = await openVectorFile(vectors, { width: await findWidth([shard], io), rows: null }, io)
  for (const { index } of told.blocks) await told.read(index)
}

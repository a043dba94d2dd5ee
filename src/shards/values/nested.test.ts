import type { FileMetaData, SchemaElement } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { serializeTCompactProtocol } from 'hyparquet-writer/src/thrift.js'
import { describe, expect, it } from 'vitest'
import { nestedRows } from './nested'

/** A page of INT32 in Parquet's second version, each level in a run of its own. */
function page(repetitions: readonly number[], definitions: readonly number[], values: readonly number[], rows: number): Uint8Array {
  const levels = (of: readonly number[]) => of.flatMap((level) => [2, level])
  const body = new Uint8Array([...levels(repetitions), ...levels(definitions), ...new Uint8Array(Int32Array.from(values).buffer)])
  const writer = new ByteWriter()
  serializeTCompactProtocol(writer, {
    field_1: 3,
    field_2: body.length,
    field_3: body.length,
    field_8: {
      field_1: definitions.length,
      field_2: definitions.length - values.length,
      field_3: rows,
      field_4: 0,
      field_5: definitions.length * 2,
      field_6: repetitions.length * 2,
      field_7: false,
    },
  })
  writer.appendBytes(body)
  return writer.getBytes()
}

function rowsOf(schema: readonly SchemaElement[], rows: number, bytes: Uint8Array): unknown[] {
  const metadata: FileMetaData = {
    version: 2,
    num_rows: BigInt(rows),
    metadata_length: 0,
    row_groups: [],
    schema: [{ name: 'root', num_children: 1 }, ...schema],
  }
  return nestedRows(metadata, { chunks: [{ column: 0, rows, meta: { codec: 'UNCOMPRESSED' } }] }, [bytes], 'old.parquet')
}

const INT32 = { name: 'array', type: 'INT32', repetition_type: 'REPEATED' } as const
const OLD: SchemaElement = { name: 'old', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' }

describe('lists of old writers', () => {
  it('without an annotation are empty where nothing is in them', () => {
    expect(rowsOf([INT32], 3, page([0, 1, 0, 0], [1, 1, 0, 1], [1, 2, 3], 3))).toEqual([[1, 2], [], [3]])
  })

  it('whose entries have no name of their own are empty or missing', () => {
    const rows = rowsOf([OLD, INT32], 3, page([0, 0, 0], [2, 1, 0], [7], 3))
    expect(rows.map((row) => row ?? null)).toEqual([[7], [], null])
  })

  it('that cannot be missing are empty', () => {
    expect(rowsOf([{ ...OLD, repetition_type: 'REQUIRED' }, INT32], 2, page([0, 0], [0, 1], [7], 2))).toEqual([[], [7]])
  })

  it('that begin in their middle, or have other rows than the file says, are damaged', () => {
    expect(() => rowsOf([INT32], 1, page([1], [1], [1], 1))).toThrow('a list begins in its middle')
    expect(() => rowsOf([INT32], 2, page([0], [1], [1], 1))).toThrow('has 1 rows where 2 are due')
  })
})

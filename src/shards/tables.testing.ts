import fc from 'fast-check'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { parquetWriteBuffer } from 'hyparquet-writer'
import { parquet, type Table } from './testing'

/** Arbitrary tables and the Parquet files of them, for property tests. */

type WriteOptions = Parameters<typeof parquetWriteBuffer>[0]
type Source = WriteOptions['columnData'][number]

export interface Written {
  readonly table: Table
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly rows: number
  readonly groupRows: number
  /** The same rows of some columns, written plainly. */
  readonly plain: (names: readonly string[], start: number, end: number) => Uint8Array<ArrayBuffer>
}

interface Kind {
  readonly type: NonNullable<Source['type']>
  readonly value: fc.Arbitrary<unknown>
  readonly encodings: readonly NonNullable<Source['encoding']>[]
}

const text = fc.oneof(fc.constantFrom('UNLIKELY', 'UNSURE', 'NSFW', '', '?'), fc.string({ unit: 'binary', maxLength: 12 }))
const KINDS: readonly Kind[] = [
  { type: 'INT32', value: fc.integer(), encodings: ['PLAIN', 'DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT'] },
  {
    type: 'INT64',
    value: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
    encodings: ['PLAIN', 'DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT'],
  },
  { type: 'FLOAT', value: fc.float({ noNaN: true }), encodings: ['PLAIN', 'BYTE_STREAM_SPLIT'] },
  { type: 'DOUBLE', value: fc.double({ noNaN: true }), encodings: ['PLAIN', 'BYTE_STREAM_SPLIT'] },
  { type: 'STRING', value: text, encodings: ['PLAIN', 'DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY'] },
  { type: 'BYTE_ARRAY', value: fc.uint8Array({ maxLength: 20 }), encodings: ['PLAIN', 'DELTA_LENGTH_BYTE_ARRAY'] },
  { type: 'BOOLEAN', value: fc.boolean(), encodings: ['PLAIN', 'RLE'] },
]

const compressors = { GZIP: (bytes: Uint8Array) => gzipSync(bytes), BROTLI: (bytes: Uint8Array) => brotliCompressSync(bytes) }

const source = (rows: number, index: number): fc.Arbitrary<Source> =>
  fc.constantFrom(...KINDS).chain((kind) =>
    fc.boolean().chain((nullable) =>
      fc.record({
        name: fc.constant(`c${index}`),
        type: fc.constant(kind.type),
        nullable: fc.constant(nullable),
        // Few distinct values make a dictionary.
        data: fc.boolean().chain((few) => {
          const value = nullable ? fc.option(kind.value, { freq: 4 }) : kind.value
          const cells = (of: fc.Arbitrary<unknown>) => fc.array(of, { minLength: rows, maxLength: rows })
          return few ? fc.array(value, { minLength: 1, maxLength: 3 }).chain((values) => cells(fc.constantFrom(...values))) : cells(value)
        }),
        encoding: fc.option(fc.constantFrom(...kind.encodings), { nil: undefined }),
        codec: fc.constantFrom('UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI'),
        offsetIndex: fc.boolean(),
      }),
    ),
  )

/** Files of up to 120 rows and 4 columns, their row groups and pages small, each column with its own codec and encoding. */
export const written: fc.Arbitrary<Written> = fc
  .record({
    rows: fc.integer({ min: 1, max: 120 }),
    groupRows: fc.constantFrom(7, 40, 100, 1000),
    pageSize: fc.constantFrom(16, 100, 10_000),
    columns: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ rows, groupRows, pageSize, columns }) =>
    fc.tuple(...Array.from({ length: columns }, (_, index) => source(rows, index))).map((columnData) => ({
      table: new Map(
        columnData.map((column): [string, readonly unknown[]] => [column.name, Array.from(column.data as ArrayLike<unknown>)]),
      ),
      bytes: parquet({ columnData, rowGroupSize: groupRows, pageSize, compressors }),
      rows,
      groupRows,
      plain: (names, start, end) =>
        parquet({
          codec: 'UNCOMPRESSED',
          columnData: columnData
            .filter(({ name }) => names.includes(name))
            .map(({ name, type, nullable, data }) => ({ name, type, nullable, data: data.slice(start, end), encoding: 'PLAIN' })),
        }),
    })),
  )

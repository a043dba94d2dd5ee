import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { literal, native } from '../../../e2e/native'
import type { ColumnValues, RowBatch, StoredColumn, StoredType } from '../../engine/rows'
import { parquetWriter } from './parquet'
import type { TableWriter } from './writer'

const folder = mkdtempSync(join(tmpdir(), 'pairscope-parquet-'))
afterAll(() => rmSync(folder, { recursive: true }))

const UTF8: StoredType = { physical: 'BYTE_ARRAY', converted: 'UTF8' }
const column = (name: string, type: StoredType, shape: StoredColumn['shape'] = 'value'): StoredColumn => ({ name, type, shape, bytes: 1 })

function bytesOf(texts: readonly string[]): ColumnValues['values'] {
  const encoded = texts.map((text) => new TextEncoder().encode(text))
  const offsets = new Uint32Array(texts.length + 1)
  encoded.forEach(({ length }, i) => (offsets[i + 1] = (offsets[i] ?? 0) + length))
  return { kind: 'bytes', bytes: new Uint8Array(encoded.flatMap((bytes) => [...bytes])), offsets }
}

const value = (values: ColumnValues['values'], present: Uint8Array | null = null): ColumnValues => ({ values, present })
const numbers = (of: Extract<ColumnValues['values'], { kind: 'numbers' }>['numbers'], present: Uint8Array | null = null) =>
  value({ kind: 'numbers', numbers: of }, present)

let files = 0
/** The file in native DuckDB. */
function table(writer: TableWriter, batches: readonly RowBatch[]): string {
  const path = join(folder, `${files++}.parquet`)
  writeFileSync(path, Buffer.concat([...batches.flatMap((batch) => writer.write(batch)), ...writer.end()]))
  return `read_parquet(${literal(path)})`
}

const keysOf = (rows: number) => Float64Array.from({ length: rows }, (_, i) => i)
const OPTIONS = { codec: 'snappy', rowsPerGroup: 100_000, metadata: {} } as const

describe('a Parquet file of ours, read by native DuckDB', () => {
  it('has the names, types and values of the source, the missing ones too', async () => {
    const day = 86_400
    const columns: readonly (readonly [StoredColumn, ColumnValues])[] = [
      [column('a "name"', UTF8), value(bytesOf(['café', '', '한국']), Uint8Array.of(1, 0, 1))],
      [column('raw', { physical: 'BYTE_ARRAY' }), value(bytesOf(['a', 'b', '']))],
      [column('i32', { physical: 'INT32' }), numbers(Int32Array.of(-1, 2, 2 ** 31 - 1), Uint8Array.of(1, 1, 0))],
      [column('i64', { physical: 'INT64' }), numbers(BigInt64Array.of(-(2n ** 63n), 0n, 5n), Uint8Array.of(1, 0, 1))],
      [column('f32', { physical: 'FLOAT' }), numbers(Float32Array.of(0.5, NaN, -1))],
      [column('f64', { physical: 'DOUBLE' }), numbers(Float64Array.of(0.1, 2, 3), Uint8Array.of(0, 0, 1))],
      [column('yes', { physical: 'BOOLEAN' }), numbers(Uint8Array.of(1, 0, 1), Uint8Array.of(1, 1, 0))],
      [column('u16', { physical: 'INT32', converted: 'UINT_16' }), numbers(Int32Array.of(1, 2, 65_535))],
      [column('day', { physical: 'INT32', converted: 'DATE' }), numbers(Int32Array.of(0, 1, 365))],
      [column('since', { physical: 'INT64', converted: 'TIMESTAMP_MICROS' }), numbers(BigInt64Array.of(0n, BigInt(day) * 1_000_000n, 1n))],
      [column('money', { physical: 'INT32', converted: 'DECIMAL', precision: 5, scale: 2 }), numbers(Int32Array.of(1, 12_345, -5))],
    ]
    const writer = parquetWriter(
      columns.map(([of]) => ({ name: of.name, column: of })),
      OPTIONS,
    )
    const from = table(writer, [{ keys: keysOf(3), columns: columns.map(([, values]) => values) }])
    expect((await native(`DESCRIBE SELECT * FROM ${from}`)).map((described) => described.slice(0, 2))).toEqual([
      ['a "name"', 'VARCHAR'],
      ['raw', 'BLOB'],
      ['i32', 'INTEGER'],
      ['i64', 'BIGINT'],
      ['f32', 'FLOAT'],
      ['f64', 'DOUBLE'],
      ['yes', 'BOOLEAN'],
      ['u16', 'USMALLINT'],
      ['day', 'DATE'],
      ['since', 'TIMESTAMP'],
      ['money', 'DECIMAL(5,2)'],
    ])
    const rows = await native(
      `SELECT * REPLACE (raw::VARCHAR AS raw, day::VARCHAR AS day, since::VARCHAR AS since, money::VARCHAR AS money) FROM ${from}`,
    )
    expect(rows).toEqual([
      ['café', 'a', -1, -(2n ** 63n), 0.5, null, true, 1, '1970-01-01', '1970-01-01 00:00:00', '0.01'],
      [null, 'b', 2, null, NaN, null, false, 2, '1970-01-02', '1970-01-02 00:00:00', '123.45'],
      ['한국', '', null, 5n, -1, 3, null, 65_535, '1971-01-01', '1970-01-01 00:00:00.000001', '-0.05'],
    ])
  })

  it('has whole numbers of any width, as pyarrow and others mark them', async () => {
    const width = (bitWidth: number, isSigned: boolean) => ({ type: 'INTEGER', bitWidth, isSigned })
    const columns: readonly (readonly [StoredColumn, ColumnValues])[] = [
      [column('i8', { physical: 'INT32', converted: 'INT_8', logical: width(8, true) }), numbers(Int32Array.of(-128))],
      [column('u8', { physical: 'INT32', logical: width(8, false) }), numbers(Int32Array.of(255))],
      [column('u32', { physical: 'INT32', converted: 'UINT_32', logical: width(32, false) }), numbers(Int32Array.of(-1))],
      [column('u64', { physical: 'INT64', logical: width(64, false) }), numbers(BigInt64Array.of(-1n))],
    ]
    const out = columns.map(([of]) => ({ name: of.name, column: of }))
    const from = table(parquetWriter(out, OPTIONS), [{ keys: keysOf(1), columns: columns.map(([, values]) => values) }])
    expect((await native(`DESCRIBE SELECT * FROM ${from}`)).map(([, type]) => type)).toEqual(['TINYINT', 'UTINYINT', 'UINTEGER', 'UBIGINT'])
    expect(await native(`SELECT * FROM ${from}`)).toEqual([[-128, 255, 2 ** 32 - 1, 2n ** 64n - 1n]])
  })

  it('has lists, empty ones, missing ones and ones with missing elements', async () => {
    const list: ColumnValues = {
      values: { kind: 'numbers', numbers: Float32Array.of(1, 2, 3, 4) },
      present: Uint8Array.of(1, 0, 1, 1),
      starts: Uint32Array.of(0, 2, 2, 2, 4),
      elements: Uint8Array.of(1, 1, 0, 1),
    }
    const texts: ColumnValues = { values: bytesOf(['x', 'y', 'z', 'w']), present: null, starts: Uint32Array.of(0, 1, 4, 4, 4) }
    const columns = [column('v', { physical: 'FLOAT' }, 'list'), column('t', UTF8, 'list')].map((of) => ({ name: of.name, column: of }))
    const from = table(parquetWriter(columns, OPTIONS), [{ keys: keysOf(4), columns: [list, texts] }])
    expect(await native(`SELECT v::VARCHAR, t::VARCHAR FROM ${from}`)).toEqual([
      ['[1.0, 2.0]', '[x]'],
      [null, '[y, z, w]'],
      ['[]', '[]'],
      ['[NULL, 4.0]', '[]'],
    ])
  })

  it('is cut into row groups of the rows asked for, whatever the batches are; many pages follow each other', async () => {
    const columns = [column('n', { physical: 'INT32' }), column('t', UTF8)].map((of) => ({ name: of.name, column: of }))
    const batch = (first: number, rows: number): RowBatch => {
      const of = Array.from({ length: rows }, (_, i) => first + i)
      return {
        keys: Float64Array.from(of),
        columns: [
          numbers(
            Int32Array.from(of),
            Uint8Array.from(of, (n) => (n % 7 === 0 ? 0 : 1)),
          ),
          value(bytesOf(of.map((n) => `text ${n} `.repeat(20)))),
        ],
      }
    }
    const writer = parquetWriter(columns, { ...OPTIONS, rowsPerGroup: 25_000, metadata: { pairscope: 'a link' } })
    const from = table(writer, [batch(0, 9000), batch(9000, 40_000), batch(49_000, 11_000)])
    const [summary] = await native(`
      SELECT count(*), count(n), sum(n), bool_and(t = repeat('text ' || i || ' ', 20)), bool_and(n IS NULL OR n = i)
      FROM (SELECT *, file_row_number AS i FROM ${from.replace(/\)$/, ', file_row_number = true)')})`)
    const kept = Array.from({ length: 60_000 }, (_, i) => i).filter((i) => i % 7 > 0)
    expect(summary).toEqual([60_000n, BigInt(kept.length), BigInt(kept.reduce((sum, i) => sum + i, 0)), true, true])
    const about = from.replace('read_parquet', 'parquet_metadata')
    expect(await native(`SELECT DISTINCT row_group_id, row_group_num_rows, compression FROM ${about} ORDER BY 1`)).toEqual([
      [0n, 25_000n, 'SNAPPY'],
      [1n, 25_000n, 'SNAPPY'],
      [2n, 10_000n, 'SNAPPY'],
    ])
    const kept2 = await native(`SELECT key::VARCHAR, value::VARCHAR FROM ${from.replace('read_parquet', 'parquet_kv_metadata')}`)
    expect(kept2).toContainEqual(['pairscope', 'a link'])
  })

  it('of no rows opens too', async () => {
    const columns = [{ name: 't', column: column('t', UTF8) }]
    const from = table(parquetWriter(columns, OPTIONS), [])
    expect(await native(`SELECT count(*) FROM ${from}`)).toEqual([[0n]])
  })
})

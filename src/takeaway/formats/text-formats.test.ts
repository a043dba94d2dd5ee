import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { literal, native } from '../../../e2e/native'
import type { ColumnValues, RowBatch, StoredColumn, StoredType } from '../../engine/rows'
import { pairKey } from '../../engine/scanning/key'
import { csvWriter } from './csv'
import { idsWriter } from './ids'
import { jsonLinesWriter } from './json-lines'
import type { TableWriter } from './writer'

const folder = mkdtempSync(join(tmpdir(), 'pairscope-texts-'))
afterAll(() => rmSync(folder, { recursive: true }))

const TEXTS = ['plain', '', 'a "quote", and\na line', ' spaces ', 'café 한국 🦊', '=1+1', '\r']
const UTF8: StoredType = { physical: 'BYTE_ARRAY', converted: 'UTF8' }

function texts(of: readonly string[], present: Uint8Array | null = null): ColumnValues {
  const encoded = of.map((text) => new TextEncoder().encode(text))
  const offsets = new Uint32Array(of.length + 1)
  encoded.forEach(({ length }, i) => (offsets[i + 1] = (offsets[i] ?? 0) + length))
  return { values: { kind: 'bytes', bytes: new Uint8Array(encoded.flatMap((bytes) => [...bytes])), offsets }, present }
}

type Numbers = Extract<ColumnValues['values'], { kind: 'numbers' }>['numbers']
const numbers = (of: Numbers, present: Uint8Array | null = null): ColumnValues => ({ values: { kind: 'numbers', numbers: of }, present })

const COLUMNS: readonly (readonly [string, StoredType, StoredColumn['shape'], ColumnValues])[] = [
  ['a "name", odd', UTF8, 'value', texts(TEXTS)],
  ['maybe', UTF8, 'value', texts(TEXTS, Uint8Array.of(1, 1, 0, 0, 1, 1, 0))],
  ['big', { physical: 'INT64' }, 'value', numbers(BigInt64Array.from(TEXTS, (_, i) => 2n ** 62n + BigInt(i)))],
  ['u64', { physical: 'INT64', converted: 'UINT_64' }, 'value', numbers(BigInt64Array.from(TEXTS, (_, i) => BigInt(-1 - i)))],
  ['f32', { physical: 'FLOAT' }, 'value', numbers(Float32Array.of(0.1, 1e-7, 3.4e38, -0.30000001, 16_777_216, 2, 5))],
  ['f64', { physical: 'DOUBLE' }, 'value', numbers(Float64Array.of(0.1, NaN, Infinity, -1.5, 1e300, 5e-324, 0))],
  ['yes', { physical: 'BOOLEAN' }, 'value', numbers(Uint8Array.of(1, 0, 1, 0, 1, 0, 1))],
  ['day', { physical: 'INT32', converted: 'DATE' }, 'value', numbers(Int32Array.of(0, 1, -1, 365, 20_000, 5, 6))],
  [
    'since',
    { physical: 'INT64', converted: 'TIMESTAMP_MICROS' },
    'value',
    numbers(BigInt64Array.of(0n, 1n, -1n, 1_700_000_000_123_456n, 0n, 0n, 0n)),
  ],
  [
    'v',
    { physical: 'FLOAT' },
    'list',
    { ...numbers(Float32Array.of(1, 2.5)), present: Uint8Array.of(1, 0, 1, 1, 1, 1, 1), starts: Uint32Array.of(0, 2, 2, 2, 2, 2, 2, 2) },
  ],
  ['deep', UTF8, 'json', texts(TEXTS.map((_, i) => `{"a":[${i},"x"]}`))],
]
const OUT = COLUMNS.map(([name, type, shape]) => ({ name, column: { name, type, shape, bytes: 1 } }))
const BATCH: RowBatch = { keys: Float64Array.from(TEXTS.keys()), columns: COLUMNS.map(([, , , values]) => values) }

function written(writer: TableWriter, batches: readonly RowBatch[] = [BATCH]): string {
  return Buffer.concat([...batches.flatMap((batch) => writer.write(batch)), ...writer.end()]).toString('utf8')
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return literal(join(folder, name))
}

describe('JSON Lines', () => {
  const lines = written(jsonLinesWriter(OUT)).split('\n')

  it('has every value as JSON.parse and native DuckDB read it', async () => {
    expect(lines.pop()).toBe('')
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(rows.map((row) => row['a "name", odd'])).toEqual(TEXTS)
    expect(rows.map((row) => row.maybe)).toEqual(['plain', '', null, null, TEXTS[4], '=1+1', null])
    expect(rows.map((row) => row.f64)).toEqual([0.1, null, null, -1.5, 1e300, 5e-324, 0])
    expect(rows.map((row) => Math.fround(row.f32 as number))).toEqual([...(BATCH.columns[4]?.values as { numbers: Float32Array }).numbers])
    expect(rows.map((row) => row.v)).toEqual([[1, 2.5], null, [], [], [], [], []])
    expect(rows[2]?.deep).toEqual({ a: [2, 'x'] })
    const read = await native(
      `SELECT big, u64::VARCHAR, yes, day::VARCHAR, since::VARCHAR FROM read_json(${file('a.jsonl', `${lines.join('\n')}\n`)},
       columns = {big: 'BIGINT', u64: 'UBIGINT', yes: 'BOOLEAN', day: 'DATE', since: 'TIMESTAMP'}, format = 'newline_delimited')`,
    )
    expect(read.slice(0, 4)).toEqual([
      [2n ** 62n, '18446744073709551615', true, '1970-01-01', '1970-01-01 00:00:00'],
      [2n ** 62n + 1n, '18446744073709551614', false, '1970-01-02', '1970-01-01 00:00:00.000001'],
      [2n ** 62n + 2n, '18446744073709551613', true, '1969-12-31', '1969-12-31 23:59:59.999999'],
      [2n ** 62n + 3n, '18446744073709551612', false, '1971-01-01', '2023-11-14 22:13:20.123456'],
    ])
  })
})

describe('CSV', () => {
  it('is read by native DuckDB with the same texts, numbers and days', async () => {
    const options = `header = true, all_varchar = true, allow_quoted_nulls = false, quote = '"', escape = '"', delim = ','`
    const from = `read_csv(${file('a.csv', written(csvWriter(OUT)))}, ${options})`
    const rows = await native(`SELECT * FROM ${from}`)
    expect(rows.map(([text]) => text)).toEqual(TEXTS)
    expect(rows.map(([, maybe]) => maybe)).toEqual(['plain', '', null, null, TEXTS[4], '=1+1', null])
    expect(rows[3]?.slice(2)).toEqual([
      String(2n ** 62n + 3n),
      '18446744073709551612',
      '-0.3',
      '-1.5',
      'false',
      '1971-01-01',
      '2023-11-14 22:13:20.123456',
      '[]',
      '{"a":[3,"x"]}',
    ])
    expect(await native(`SELECT f64::DOUBLE FROM ${from}`)).toEqual([[0.1], [NaN], [Infinity], [-1.5], [1e300], [5e-324], [0]])
  })

  it('has its names in the first line alone, of no rows too', () => {
    expect(written(csvWriter(OUT.slice(2, 4)), [])).toBe('big,u64\n')
    expect(written(csvWriter(OUT.slice(2, 3)), [BATCH, BATCH]).match(/big/g)).toHaveLength(1)
  })
})

it('ids are shard and row', () => {
  expect(written(idsWriter(), [{ keys: Float64Array.of(pairKey(0, 5), pairKey(12, 0, 1)), columns: [] }])).toBe('0_5\n12_0\n')
})

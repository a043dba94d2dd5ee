import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import { beforeAll, describe, expect, it } from 'vitest'
import { LICENCE_FAMILIES } from '../../../pair/licence'
import type { CopiedColumn, CopyPart } from '../../copies'
import { PLACE_SQL, pairKey } from '../../scanning/key'
import { cellOf } from '../cells'
import { openForTest } from '../testing'
import { ConsoleDatabase, KEPT_ROWS } from './database'
import type { SqlRows } from './protocol'

const COLUMNS: readonly CopiedColumn[] = [
  { path: 'pwatermark', kind: 'range', integer: false, texts: [] },
  { path: 'language', kind: 'values', integer: false, texts: ['de', `o'; DROP VIEW pairs; --`] },
  { path: 'KEY', kind: 'range', integer: true, texts: [] },
]
const BY_SA = LICENCE_FAMILIES.indexOf('by-sa')

const PART: CopyPart = {
  keys: Float64Array.of(pairKey(0, 0), pairKey(0, 1), pairKey(3, 7, 1)),
  similarity: Float64Array.of(0.5, NaN, 0.25),
  cells: Uint32Array.of(cellOf(0, 0, 3, false), cellOf(2, BY_SA, 50, true), cellOf(3, 11, 3, true)),
  sizes: Uint32Array.of(60_000 * 65_536 + 50_000, 0, 300),
  values: [Float64Array.of(0.1, -Infinity, 3), Float64Array.of(2, 3, 0), Float64Array.of(7, -Infinity, 9)],
}

let engine: AsyncDuckDB
let database: ConsoleDatabase

beforeAll(async () => {
  engine = await openForTest()
  database = await ConsoleDatabase.create(engine, COLUMNS, PLACE_SQL)
  await database.add(PART)
  await database.lock(1e9)
})

async function rowsOf(sql: string): Promise<SqlRows> {
  const answer = await database.run(sql)
  if (answer.kind === 'error') throw new Error(answer.error.message)
  return answer
}
const table = async (sql: string) => {
  const { values, rows } = await rowsOf(sql)
  return Array.from({ length: rows }, (_, row) => values.map((column) => column[row]))
}
const refusal = async (sql: string) => {
  const answer = await database.run(sql)
  return answer.kind === 'error' ? answer.error : null
}

describe('the table pairs', () => {
  it('has words for codes, and NULL for what is unknown', async () => {
    expect(await table('SELECT * FROM pairs ORDER BY key')).toEqual([
      ['0', '0', '0', '0.5', 'UNLIKELY', 'cc0', '60000', '50000', '0.1', 'de', '7'],
      ['1', '0', '1', null, 'NSFW', 'by-sa', null, null, null, `o'; DROP VIEW pairs; --`, null],
      [String(pairKey(3, 7, 1)), '3', '7', '0.25', 'UNTAGGED', 'unknown', null, '300', '3.0', null, '9'],
    ])
    expect((await rowsOf('FROM pairs')).columns.map(({ name }) => name).slice(8)).toEqual(['pwatermark', 'language', 'KEY_2'])
  })

  it('multiplies sizes without an overflow', async () => {
    expect(await table('SELECT max(width * height) FROM pairs')).toEqual([['3000000000']])
  })
})

describe('results', () => {
  it('have DuckDB’s names, types and texts, in the order asked for', async () => {
    const { columns, values } = await rowsOf(
      `SELECT row AS a, [1, 2] AS a, {'x': DATE '2020-02-03'} AS s, 170141183460469231731687303715884105727::HUGEINT ` +
        'FROM pairs ORDER BY key DESC',
    )
    expect(columns.map(({ name, type }) => `${name} ${type}`).slice(0, 3)).toEqual(['a BIGINT', 'a INTEGER[]', 's STRUCT(x DATE)'])
    expect(values.map((column) => column[0])).toEqual(['7', '[1, 2]', "{'x': 2020-02-03}", '170141183460469231731687303715884105727'])
  })

  it('keep the first rows of many, and say so', async () => {
    const { rows, complete, values } = await rowsOf('SELECT range FROM range(5000000)')
    expect([rows, complete, values[0]?.at(-1)]).toEqual([KEPT_ROWS, false, String(KEPT_ROWS - 1)])
  })

  it.each([
    'WITH a AS (FROM range(300000)) SELECT range AS n, range % 7 AS n FROM a ORDER BY range DESC',
    'SELECT range FROM range(300000) ORDER BY range DESC LIMIT 200000',
    '(SELECT range FROM range(200000)) UNION ALL (SELECT range FROM range(200000, 300000)) ORDER BY 1 DESC',
    'SELECT range FROM range(300000) ORDER BY range DESC -- the last',
  ])('are sorted as asked before they are cut: %s', async (sql) => {
    const { rows, complete, values } = await rowsOf(sql)
    expect([rows, complete, values[0]?.[0], values[0]?.at(-1)]).toEqual([KEPT_ROWS, false, '299999', '200000'])
  })

  it('keep the beginning of a long text', async () => {
    const { cut, values } = await rowsOf(`SELECT repeat('x', 20000), 'y'`)
    expect([cut, values[0]?.[0]?.length]).toEqual([1, 10_000])
  })

  it('of statements that tell', async () => {
    expect((await table('DESCRIBE pairs')).map(([name]) => name)).toContain('licence')
    expect((await table('SUMMARIZE SELECT width FROM pairs'))[0]?.slice(0, 4)).toEqual(['width', 'BIGINT', '60000', '60000'])
    expect((await table('EXPLAIN SELECT 1'))[0]?.[1]).toContain('DUMMY_SCAN')
  })

  it('give known keys alone', async () => {
    const keys = await database.keysOf('SELECT key + 1 AS key FROM pairs')
    expect([...keys]).toEqual([1])
    expect([...(await database.keysOf(`SELECT 'no number' AS key`))]).toEqual([])
  })
})

describe('what goes wrong', () => {
  it('is told where it stands', async () => {
    expect(await refusal('SELECT key\nFROM pairs\nWHERE nofw = 1')).toEqual({
      message: expect.stringContaining('nofw') as string,
      place: { from: 28, to: 32 },
    })
  })

  it('half way through a result is no empty result', async () => {
    expect((await refusal(`SELECT CAST(nsfw AS INTEGER) FROM pairs`))?.message).toContain('Could not convert')
    expect((await refusal(`SUMMARIZE SELECT CAST(nsfw AS INTEGER) AS a FROM pairs`))?.message).toContain('Could not convert')
  })

  it('for lack of memory is said plainly, and the next question is answered', async () => {
    expect((await refusal('SELECT list(range) FROM range(400000000)'))?.message).toMatch(/^This query needs more memory/)
    expect(await table('SELECT count(*) FROM pairs')).toEqual([['3']])
  })

  it.each([
    `SELECT * FROM read_csv_auto('http://127.0.0.1:1/x.csv')`,
    `SELECT * FROM 'https://example.org/x.parquet'`,
    `SELECT * FROM read_parquet('copy-1.parquet')`,
    `SELECT * FROM parquet_metadata('copy-1.parquet')`,
    `SELECT * FROM glob('*')`,
    `FROM (COPY pairs TO 'x.csv')`,
    `SELECT 1) AS t; DROP VIEW pairs; SELECT * FROM (SELECT 1`,
    `SELECT 1) AS t(c0) UNION SELECT * FROM (SELECT 2`,
    `WITH a AS (SELECT 1) INSERT INTO held.rows SELECT 1, 1, 1, 1, 1, 1, 1`,
    `EXPLAIN ANALYZE WITH a AS (SELECT 1) DELETE FROM held.rows`,
    `DESCRIBE DROP VIEW pairs`,
    `SUMMARIZE (DROP VIEW pairs)`,
    `SHOW (COPY pairs TO 'x')`,
    `COPY pairs TO 'x'`,
    `ATTACH 'x.db'`,
    `SET enable_external_access = true`,
    `CREATE TABLE mine (a INTEGER)`,
    `DELETE FROM held.rows`,
  ])('refuses %s, and nothing changes', async (sql) => {
    expect(await refusal(sql)).not.toBeNull()
    expect(await table('SELECT count(*), (SELECT count(*) FROM held.rows) FROM pairs')).toEqual([['3', '3']])
    expect(await table(`SELECT table_name FROM information_schema.tables ORDER BY 1`)).toEqual([['pairs'], ['rows']])
  })

  it('would be refused by DuckDB, whatever came through', async () => {
    const connection = await engine.connect()
    for (const sql of [
      `SET enable_external_access = true`,
      `RESET lock_configuration`,
      `ATTACH 'x.db'`,
      `COPY pairs TO 'x.csv'`,
      `LOAD httpfs`,
      `SELECT * FROM read_csv_auto('http://127.0.0.1:1/x')`,
    ])
      await expect(
        (async () => {
          await connection.query(sql)
        })(),
        sql,
      ).rejects.toThrow(/disabled|locked/)
  })
})

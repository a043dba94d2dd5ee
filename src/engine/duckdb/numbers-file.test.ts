import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import { beforeAll, describe, expect, it } from 'vitest'
import { Statements } from './statements'
import { openForTest } from './testing'

let db: AsyncDuckDB
beforeAll(async () => {
  db = await openForTest()
})

describe('a file of numbers', () => {
  const d = Float64Array.of(0.1, NaN, -Infinity)
  const i = Int32Array.of(-1, 0, 2 ** 31 - 1)
  const u = Uint32Array.of(0, 1, 2 ** 32 - 1)

  it.each([3, 0])('of %d rows is read by DuckDB as it was given', async (rows) => {
    const statements = new Statements(db, await db.connect())
    const columns = { d: d.subarray(0, rows), i: i.subarray(0, rows), u: u.subarray(0, rows) }
    await statements.withNumbers(columns, async (fileName) => {
      const batch = await statements.run(`SELECT * FROM read_parquet('${fileName}')`)
      const column = (name: string) => Array.from((batch.getChild(name)?.toArray() ?? []) as ArrayLike<number>)
      expect([column('d'), column('i'), column('u')]).toEqual([[...columns.d], [...columns.i], [...columns.u]])
    })
  })

  it('holds truths, eight a byte', async () => {
    const statements = new Statements(db, await db.connect())
    const value = { bits: Uint8Array.of(0b10000001, 0b110), length: 11 }
    await statements.withNumbers({ value }, async (fileName) => {
      const batch = await statements.run(`SELECT value FROM read_parquet('${fileName}')`)
      const truths = Array.from({ length: batch.numRows }, (_, row) => batch.getChild('value')?.get(row))
      expect(truths.map(Number)).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1])
    })
  })
})

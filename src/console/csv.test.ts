import { describe, expect, it } from 'vitest'
import type { SqlRows } from '../engine/duckdb/console/protocol'
import { resultCsv, resultTsv } from './csv'

const result: SqlRows = {
  columns: [
    { name: 'a,b', type: 'VARCHAR' },
    { name: 'n', type: 'BIGINT' },
  ],
  values: [
    ['x\ty', 'say "no"', null, ''],
    ['1', null, '-3', ' 4'],
  ],
  rows: 4,
  complete: true,
  cut: 0,
  milliseconds: 1,
}

describe('a result as a text', () => {
  it('is CSV that tells NULL from an empty text', () => {
    expect(resultCsv(result)).toBe('"a,b",n\r\nx\ty,1\r\n"say ""no""",\r\n,-3\r\n""," 4"\r\n')
  })

  it('is a table for the clipboard, a line for each row', () => {
    expect(resultTsv(result)).toBe('a,b\tn\nx y\t1\nsay "no"\t\n\t-3\n\t 4')
  })
})

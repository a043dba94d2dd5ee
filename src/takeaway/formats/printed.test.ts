import { describe, expect, it } from 'vitest'
import type { StoredColumn, StoredType } from '../../engine/rows'
import { printerOf } from './printed'

const column = (type: StoredType): StoredColumn => ({ name: 'at', type, shape: 'value', bytes: 0 })
const day = (days: number) =>
  printerOf(column({ physical: 'INT32', converted: 'DATE' }))({ kind: 'numbers', numbers: Int32Array.of(days) }, 0).text
const moment = (ms: bigint) =>
  printerOf(column({ physical: 'INT64', converted: 'TIMESTAMP_MILLIS' }))({ kind: 'numbers', numbers: BigInt64Array.of(ms) }, 0).text

describe('days and times', () => {
  it('are written as DuckDB reads them', () => {
    expect([day(0), day(-1), day(20_000)]).toEqual(['1970-01-01', '1969-12-31', '2024-10-04'])
    expect([moment(0n), moment(-1n), moment(1_700_000_000_123n)]).toEqual([
      '1970-01-01 00:00:00',
      '1969-12-31 23:59:59.999',
      '2023-11-14 22:13:20.123',
    ])
  })

  it('of years past 9999 are whole, and what no calendar here has is its number', () => {
    expect([day(2_932_896), day(2_932_897)]).toEqual(['9999-12-31', '10000-01-01'])
    expect(moment(253_402_300_800_000n)).toBe('10000-01-01 00:00:00')
    expect([day(2 ** 31 - 1), moment(2n ** 62n)]).toEqual(['2147483647', String(2n ** 62n)])
  })
})

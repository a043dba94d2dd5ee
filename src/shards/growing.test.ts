import { describe, expect, it } from 'vitest'
import { GrowingParquet } from './growing'
import { Lru } from '../flow/lru'
import { planSlice } from './plan'
import { RowReader } from './rows'
import { fetchSlice } from './slice-io'
import { parquet } from './testing'
import { parquetReadObjects } from 'hyparquet'

function part(first: number): Uint8Array<ArrayBuffer> {
  const rows = Array.from({ length: 50 }, (_, i) => first + i)
  return parquet({
    columnData: [
      { name: 'caption', type: 'STRING', data: rows.map((row) => `row ${row % 60}`) },
      { name: 'similarity', type: 'DOUBLE', data: rows },
    ],
    rowGroupSize: 20,
  })
}

describe('a Parquet file that grows', () => {
  it('is read as one file by rows and by slices, also by readers that opened it before', async () => {
    const file = new GrowingParquet('memory', part(0))
    const reader = new RowReader(file, file.footer, new Lru(1e6))
    expect((await reader.read(2, ['caption'], 0, 10)).get('caption')?.[9]).toBe('row 49')
    file.append(part(50))
    file.append(part(100))
    expect(file.footer.rows).toBe(150)
    expect(file.footer.groups.at(-1)).toEqual({ index: 8, firstRow: 140, rows: 10 })
    expect((await reader.read(5, ['similarity', 'caption'], 9, 10)).get('similarity')).toEqual([99])
    const slice = await fetchSlice(file, planSlice(file.footer, [0, 1, 2, 3, 4, 5, 6, 7, 8], ['caption', 'similarity']))
    const rows = await parquetReadObjects({ file: slice.buffer })
    expect(rows.map(({ similarity }) => Number(similarity))).toEqual(Array.from({ length: 150 }, (_, row) => row))
    expect(rows[75]?.caption).toBe('row 15')
  })
})

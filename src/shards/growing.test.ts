import { describe, expect, it } from 'vitest'
import { GrowingParquet } from './growing'
import { Lru } from '../flow/lru'
import { RowReader } from './rows'
import { fetchColumns } from './column-io'
import { parquet } from './testing'
import { containing } from './values/needle'
import { numbersOf } from './values/numbers'
import { matchingRows } from './values/texts'

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
  it('is read as one file by rows and by columns, also by readers that opened it before', async () => {
    const file = new GrowingParquet('memory', part(0))
    const reader = new RowReader(file, file.footer, new Lru(1e6))
    expect((await reader.read(2, ['caption'], 0, 10)).get('caption')?.[9]).toBe('row 49')
    file.append(part(50))
    file.append(part(100))
    expect(file.footer.rows).toBe(150)
    expect(file.footer.groups.at(-1)).toEqual({ index: 8, firstRow: 140, rows: 10 })
    expect((await reader.read(5, ['similarity', 'caption'], 9, 10)).get('similarity')).toEqual([99])
    const [caption, similarity] = await fetchColumns(file, file.footer, [0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 1])
    expect(similarity && [...numbersOf(similarity)]).toEqual(Array.from({ length: 150 }, (_, row) => row))
    expect(caption && matchingRows(caption, containing('row 15'))).toEqual([15, 75, 135])
  })
})

import { parquetMetadata } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { slimMetadata } from './slim-metadata'
import { parquet } from './testing'

const bytes = parquet({
  columnData: [
    { name: 'id', type: 'INT32', data: [1, 2, 3, 4] },
    { name: 'TEXT', type: 'STRING', data: ['a', 'b', 'a', 'b'] },
  ],
  rowGroupSize: 2,
  kvMetadata: [{ key: 'pandas', value: '{"index_columns": []}' }],
})
const full = parquetMetadata(bytes.slice().buffer)
const slim = slimMetadata(full)

describe('slim metadata', () => {
  it('says of rows, groups and chunks what the full one says', () => {
    expect(full).toMatchObject(slim)
    expect(slim.row_groups.map(({ columns }) => columns.length)).toEqual([2, 2])
  })

  it('holds no statistics and no notes of whoever wrote the file', () => {
    expect(full.key_value_metadata).toHaveLength(1)
    expect(full.row_groups[0]?.columns[0]?.meta_data?.statistics).toBeDefined()
    expect(slim.key_value_metadata).toBeUndefined()
    expect(slim.row_groups.flatMap(({ columns }) => columns.map(({ meta_data: meta }) => meta?.statistics))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('holds a column’s path and encodings once, not in every group', () => {
    const [first, second] = slim.row_groups.map(({ columns }) => columns[1]?.meta_data)
    expect(second?.path_in_schema).toBe(first?.path_in_schema)
    expect(second?.encodings).toBe(first?.encodings)
  })
})

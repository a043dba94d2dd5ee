import { describe, expect, it } from 'vitest'
import { readFooter, type Footer } from './footer'
import { onlyColumns } from './only-columns'
import { Lru } from '../flow/lru'
import { RowReader } from './rows'
import { parquet, SpyFile } from './testing'

const ROWS = 3000
const vector = (row: number) => [row, row / 2, row / 4]

function shard(): SpyFile {
  const rows = Array.from({ length: ROWS }, (_, row) => row)
  return new SpyFile(
    parquet({
      codec: 'UNCOMPRESSED',
      rowGroupSize: 1000,
      schema: [
        { name: 'root', num_children: 3 },
        { name: 'url', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
        { name: 'embedding', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', repetition_type: 'OPTIONAL', type: 'FLOAT' },
        { name: 'similarity', type: 'DOUBLE', repetition_type: 'REQUIRED' },
      ],
      columnData: [
        { name: 'url', data: rows.map((row) => `https://pictures.example/${row}/${row * 7919}.jpg`.padEnd(60, '-')) },
        { name: 'embedding', data: rows.map(vector) },
        { name: 'similarity', data: rows.map((row) => row / ROWS) },
      ],
    }),
  )
}

async function read(file: SpyFile, footer: Footer, path: string) {
  file.reads.length = 0
  const rows = await new RowReader(file, footer, new Lru(2 ** 20)).read(1, [path], 0, 3)
  return { values: rows.get(path), reads: [...file.reads] }
}

describe('a footer of some columns', () => {
  it('knows of these alone and reads them as the whole one does', async () => {
    const file = shard()
    // Once with nothing kept of the file, once with all of it.
    for (const tail of [2048, 2 ** 20]) {
      const whole = await readFooter(file, undefined, tail)
      for (const [name, path, values] of [
        ['embedding', 'embedding.list.element', [1000, 1001, 1002].map(vector)],
        ['similarity', 'similarity', [1000, 1001, 1002].map((row) => row / ROWS)],
      ] as const) {
        const part = onlyColumns(whole, [name, 'nothing'])
        expect(part.columns.map((column) => column.path)).toEqual([path])
        expect(part.rows).toBe(ROWS)
        const found = await read(file, part, path)
        expect(found.values).toEqual(values)
        expect(found.reads).toEqual((await read(file, whole, path)).reads)
      }
    }
  })

  it('is small to hand on', async () => {
    const whole = await readFooter(shard(), undefined, 2 ** 20)
    const part = onlyColumns(whole, ['embedding'])
    expect(part.tail.bytes.buffer.byteLength).toBeLessThan(whole.tail.bytes.length)
    expect(part.metadata.row_groups.map(({ columns }) => columns.length)).toEqual([1, 1, 1])
    expect(onlyColumns(whole, []).tail.bytes.length).toBe(0)
  })
})

import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, describe, expect, it } from 'vitest'
import { recogniseRoles, type LeafColumn } from '../../dataset/roles'
import { nsfwClass, nsfwCoding } from '../../pair/nsfw'
import { PairTable } from './table'
import { columnsOf, openForTest } from './testing'

let db: AsyncDuckDB
beforeAll(async () => {
  db = await openForTest()
})

const score = fc.option(
  fc.oneof(fc.double(), fc.double({ min: 0, max: 1 }), fc.constantFrom(0.1, 0.45, 0.1 + 2 ** -56, 0.45 + 2 ** -54, 1, 0, -0)),
)
const COLUMNS = [
  { name: 'punsafe', written: 'DOUBLE', type: 'float', value: score },
  { name: 'nsfw', written: 'DOUBLE', type: 'float', value: fc.option(fc.oneof(fc.integer({ min: -1, max: 4 }), fc.double())) },
  {
    name: 'nsfw',
    written: 'INT64',
    type: 'integer',
    value: fc.option(fc.oneof(fc.bigInt({ min: -2n, max: 5n }), fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }))),
  },
  { name: 'nsfw', written: 'BOOLEAN', type: 'boolean', value: fc.option(fc.boolean()) },
  {
    name: 'NSFW',
    written: 'STRING',
    type: 'string',
    value: fc.option(
      fc.oneof(fc.constantFrom('UNLIKELY', ' unsure', 'nsfw\n', '\tNSFW\r\n', 'UNTAGGED', '', '?', '0'), fc.string({ unit: 'grapheme' })),
    ),
  },
] as const satisfies readonly { name: string; written: string; type: LeafColumn['type']; value: fc.Arbitrary<unknown> }[]

describe('NaN', () => {
  it('is no class, no similarity and no size, though the statistics of its row group leave it out', async () => {
    const table = await PairTable.create(db)
    const columns = { punsafe: 0.1, similarity: 0.3, width: 640, height: 480 }
    const columnData = Object.entries(columns).map(([name, value]) => ({
      name,
      data: [NaN, value],
      type: 'DOUBLE' as const,
      nullable: true,
    }))
    const roles = recogniseRoles(Object.keys(columns).map((path) => ({ path, type: 'float' as const, repeated: false })))
    await table.insert(roles, await columnsOf(new Uint8Array(parquetWriteBuffer({ columnData }))), 0, 2)
    const values = await table.values([0, 1])
    expect(values.get(0)).toMatchObject({ nsfw: 3, similarity: null, width: 0, height: 0 })
    expect(values.get(1)).toMatchObject({ nsfw: 0, similarity: 0.3, width: 640, height: 480 })
  })
})

describe.each(COLUMNS)('the classes of a column $name of $written', ({ name, written, type, value }) => {
  it('are the same in the table as those of a row read on its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array<unknown>(value, { minLength: 1, maxLength: 40 }), async (data) => {
        const table = await PairTable.create(db)
        const slice = new Uint8Array(parquetWriteBuffer({ columnData: [{ name, data, type: written, nullable: true }] }))
        await table.insert(recogniseRoles([{ path: name, type, repeated: false }]), await columnsOf(slice), 0, data.length)
        const values = await table.values([...data.keys()])
        const coding = nsfwCoding(name, type)
        expect(data.map((_, row) => values.get(row)?.nsfw)).toEqual(data.map((stored) => nsfwClass(stored, coding)))
      }),
      { numRuns: 25 },
    )
  })
})

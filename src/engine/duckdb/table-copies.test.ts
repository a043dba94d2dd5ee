import { expect, it } from 'vitest'
import { recogniseRoles } from '../../dataset/roles'
import { pairKey } from '../scanning/key'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { PairTable } from './table'
import { columnsOf, openForTest } from './testing'

const ROLES = recogniseRoles([{ path: 'similarity', type: 'float', repeated: false }])
const shard = (similarity: readonly (number | null)[]) =>
  columnsOf(
    new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'similarity', data: [...similarity], type: 'DOUBLE', nullable: true }] })),
  )

it('copies every row that is in answers, span by span, and the columns read beside them', async () => {
  const table = await PairTable.create(await openForTest())
  const first = await shard([0.1, null, 0.3])
  await table.insert(ROLES, first, pairKey(0, 0), 3)
  await table.insert(ROLES, await shard([0.5, 0.6]), pairKey(2, 0), 2)
  await table.columns.create('similarity', 'range', false)
  const column = first.get('similarity') ?? null
  await table.columns.write('similarity', { at: 0, rows: 3, firstKey: pairKey(0, 0) }, column, new AbortController().signal)
  await table.forget(pairKey(2, 0), pairKey(2, 0))

  const plan = table.copies.plan(table, 3)
  expect(plan).toMatchObject({ rows: 4, revision: table.revision, columns: [{ path: 'similarity', kind: 'range', texts: [] }] })
  const parts = await Promise.all(plan.spans.map(([from, to]) => table.copies.part(from, to, ['similarity', 'gone'])))
  expect(parts.map(({ keys }) => [...keys])).toEqual([[0, 1, 2], [pairKey(2, 1)]])
  expect(parts.map(({ similarity }) => [...similarity])).toEqual([[0.1, NaN, 0.3], [0.6]])
  expect(parts.map(({ values }) => values.map((numbers) => [...numbers]))).toEqual([
    [
      [0.1, -Infinity, 0.3],
      [-Infinity, -Infinity, -Infinity],
    ],
    [[-Infinity], [-Infinity]],
  ])
})

import { expect, it } from 'vitest'
import { inOrder } from './reorder'

it('puts the rows of a batch into another order, lists and missing values included', () => {
  const text = new TextEncoder().encode('aabccc')
  const batch = {
    keys: Float64Array.of(1, 2, 3),
    columns: [
      { values: { kind: 'numbers', numbers: Int32Array.of(10, 20, 30) }, present: Uint8Array.of(1, 0, 1) },
      { values: { kind: 'bytes', bytes: text, offsets: Uint32Array.of(0, 2, 3, 6) }, present: null },
      {
        values: { kind: 'numbers', numbers: BigInt64Array.of(1n, 2n, 3n) },
        present: null,
        starts: Uint32Array.of(0, 2, 2, 3),
        elements: Uint8Array.of(1, 0, 1),
      },
    ],
  } as const
  const { keys, columns } = inOrder(batch, Float64Array.of(3, 1, 2))
  expect([...keys]).toEqual([3, 1, 2])
  expect(columns).toEqual([
    { values: { kind: 'numbers', numbers: Int32Array.of(30, 10, 20) }, present: Uint8Array.of(1, 1, 0) },
    { values: { kind: 'bytes', bytes: new TextEncoder().encode('cccaab'), offsets: Uint32Array.of(0, 3, 5, 6) }, present: null },
    {
      values: { kind: 'numbers', numbers: BigInt64Array.of(3n, 1n, 2n) },
      present: null,
      starts: Uint32Array.of(0, 1, 3, 3),
      elements: Uint8Array.of(1, 1, 0),
    },
  ])
})

import type { ColumnValues, RowBatch } from '../../engine/rows'
import type { PairKey } from '../../pair/pair'

type Numbers = Extract<ColumnValues['values'], { kind: 'numbers' }>['numbers']

/** Rows of a batch, which has ascending keys, in the order of these keys, which are the same ones. */
export function inOrder(batch: RowBatch, keys: Float64Array<ArrayBuffer>): RowBatch {
  const rowOf = new Map<PairKey, number>()
  batch.keys.forEach((key, row) => rowOf.set(key, row))
  const rows = Uint32Array.from(keys, (key) => rowOf.get(key) ?? 0)
  return { keys, columns: batch.columns.map((column) => pick(column, rows)) }
}

function pick(column: ColumnValues, rows: Uint32Array): ColumnValues {
  const present = column.present && Uint8Array.from(rows, (row) => column.present?.[row] ?? 0)
  const { starts } = column
  if (!starts) return { ...column, present, values: pickValues(column.values, rows) }
  const lengths = Array.from(rows, (row) => (starts[row + 1] ?? 0) - (starts[row] ?? 0))
  const taken = new Uint32Array(rows.length + 1)
  lengths.forEach((length, i) => (taken[i + 1] = (taken[i] ?? 0) + length))
  const elements = new Uint32Array(taken.at(-1) ?? 0)
  rows.forEach((row, i) => {
    for (let j = 0; j < (lengths[i] ?? 0); j++) elements[(taken[i] ?? 0) + j] = (starts[row] ?? 0) + j
  })
  const there = column.elements
  return {
    present,
    starts: taken,
    values: pickValues(column.values, elements),
    ...(there && { elements: Uint8Array.from(elements, (at) => there[at] ?? 0) }),
  }
}

function pickValues(values: ColumnValues['values'], at: Uint32Array): ColumnValues['values'] {
  if (values.kind === 'numbers') return { kind: 'numbers', numbers: pickNumbers(values.numbers, at) }
  const offsets = new Uint32Array(at.length + 1)
  at.forEach((from, i) => (offsets[i + 1] = (offsets[i] ?? 0) + (values.offsets[from + 1] ?? 0) - (values.offsets[from] ?? 0)))
  const bytes = new Uint8Array(offsets.at(-1) ?? 0)
  at.forEach((from, i) => bytes.set(values.bytes.subarray(values.offsets[from], values.offsets[from + 1]), offsets[i]))
  return { kind: 'bytes', bytes, offsets }
}

function pickNumbers(numbers: Numbers, at: Uint32Array): Numbers {
  if (numbers instanceof BigInt64Array) return BigInt64Array.from(at, (from) => numbers[from] ?? 0n)
  const picked = new (numbers.constructor as new (length: number) => Exclude<Numbers, BigInt64Array>)(at.length)
  at.forEach((from, i) => (picked[i] = numbers[from] ?? 0))
  return picked
}

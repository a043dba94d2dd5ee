import type { SchemaElement } from 'hyparquet'
import { readRows, type FetchedColumn } from './column'
import { Unsupported } from './fault'
import type { Stored } from './stored'

/** The column's numbers by row, NaN where there is none; booleans as 0 and 1. Throws ProblemError: truncated, unsupported. */
export function numbersOf(column: FetchedColumn): Float64Array<ArrayBuffer> {
  const numbers = new Float64Array(column.rows).fill(NaN)
  let last: { readonly stored: Stored; readonly doubles: Float64Array } | null = null
  readRows(column, ({ rows, slots, codes, stored }, firstRow) => {
    // Pages of one dictionary share it.
    if (last?.stored !== stored) last = { stored, doubles: doublesOf(stored, column.leaf.element) }
    const { doubles } = last
    if (!slots && !codes) {
      numbers.set(doubles, firstRow)
      return
    }
    for (let row = 0; row < rows; row++) {
      const slot = slots ? (slots[row] ?? -1) : row
      if (slot >= 0) numbers[firstRow + row] = doubles[codes ? (codes[slot] ?? -1) : slot] ?? NaN
    }
  })
  return numbers
}

/** Whether a type's numbers are unsigned. */
export function isUnsigned({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted?.startsWith('UINT_') === true || (logical?.type === 'INTEGER' && !logical.isSigned)
}

function doublesOf(stored: Stored, element: SchemaElement): Float64Array {
  switch (stored.kind) {
    case 'float':
      return stored.values instanceof Float64Array ? stored.values : Float64Array.from(stored.values)
    case 'int':
      return Float64Array.from(
        isUnsigned(element) ? new Uint32Array(stored.values.buffer, stored.values.byteOffset, stored.values.length) : stored.values,
      )
    case 'long':
      return longDoubles(stored.values, isUnsigned(element))
    case 'flag':
      return Float64Array.from(stored.values)
    case 'bytes':
      throw new Unsupported('It holds bytes where numbers are due.')
  }
}

/** By words: a bigint for each number would take ten times as long. Rounds once, as a conversion does. */
function longDoubles(values: BigInt64Array, unsigned: boolean): Float64Array {
  const { buffer, byteOffset, length } = values
  const low = new Uint32Array(buffer, byteOffset, length * 2)
  const high = unsigned ? low : new Int32Array(buffer, byteOffset, length * 2)
  const doubles = new Float64Array(length)
  for (let index = 0; index < length; index++) doubles[index] = (high[2 * index + 1] ?? 0) * 2 ** 32 + (low[2 * index] ?? 0)
  return doubles
}

import type { SchemaElement } from 'hyparquet'
import { readRows, type FetchedColumn } from './column'
import { Unsupported } from './fault'
import type { Stored } from './stored'

/** The column's numbers by row, NaN where there is none; booleans as 0 and 1. Throws ProblemError: truncated, unsupported. */
export function numbersOf(column: FetchedColumn): Float64Array<ArrayBuffer> {
  const numbers = new Float64Array(column.rows)
  let last: { readonly stored: Stored; readonly found: Numbers } | null = null
  readRows(column, ({ rows, slots, codes, stored }, firstRow) => {
    // Pages of one dictionary share it.
    if (last?.stored !== stored) last = { stored, found: numericView(stored, column.leaf.element) }
    const { found } = last
    if (!slots && !codes) {
      numbers.set(found, firstRow)
      return
    }
    for (let row = 0; row < rows; row++) {
      const slot = slots ? (slots[row] ?? -1) : row
      numbers[firstRow + row] = slot < 0 ? NaN : (found[codes ? (codes[slot] ?? -1) : slot] ?? NaN)
    }
  })
  return numbers
}

type Numbers = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array

/** Whether a type's numbers are unsigned. */
export function isUnsigned({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted?.startsWith('UINT_') === true || (logical?.type === 'INTEGER' && !logical.isSigned)
}

/** Stored values as numbers, without a copy where that can be. */
function numericView(stored: Stored, element: SchemaElement): Numbers {
  switch (stored.kind) {
    case 'float':
    case 'flag':
      return stored.values
    case 'int': {
      const { buffer, byteOffset, length } = stored.values
      return isUnsigned(element) ? new Uint32Array(buffer, byteOffset, length) : stored.values
    }
    case 'long':
      return longDoubles(stored.values, isUnsigned(element))
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

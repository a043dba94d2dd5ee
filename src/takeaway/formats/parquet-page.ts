import type { ColumnValues, StoredColumn, StoredType, Values } from '../../engine/rows'
import type { Bytes } from './bytes'
import { writeLevels } from './levels'

/** Levels and values of rows `[from, to)`: the content of a data page (version 1, PLAIN). Returns how many values its header counts. */
export function writePage(out: Bytes, column: StoredColumn, values: ColumnValues, from: number, to: number): number {
  const { present, starts, elements } = values
  if (!starts) {
    writeLevels(out, to - from, 1, (i) => (present ? (present[from + i] as number) : 1))
    writeValues(out, column.type, values.values, from, to, present)
    return to - from
  }
  return writeLists(out, column.type, values, starts, elements ?? null, from, to)
}

/** Of lists: 0 no list, 1 an empty one, 2 a missing element, 3 an element. */
function writeLists(
  out: Bytes,
  type: StoredType,
  { values, present }: ColumnValues,
  starts: Uint32Array,
  elements: Uint8Array | null,
  from: number,
  to: number,
): number {
  const start = starts[from] ?? 0
  const end = starts[to] ?? start
  const repetition = new Uint8Array(end - start + to - from)
  const definition = new Uint8Array(repetition.length)
  let count = 0
  for (let row = from; row < to; row++) {
    const first = starts[row] ?? 0
    const last = starts[row + 1] ?? first
    if (first === last) definition[count++] = present?.[row] === 0 ? 0 : 1
    for (let at = first; at < last; at++) {
      repetition[count] = at === first ? 0 : 1
      definition[count++] = elements?.[at] === 0 ? 2 : 3
    }
  }
  writeLevels(out, count, 1, (i) => repetition[i] as number)
  writeLevels(out, count, 2, (i) => definition[i] as number)
  writeValues(out, type, values, start, end, elements)
  return count
}

function writeValues(out: Bytes, type: StoredType, values: Values, from: number, to: number, present: Uint8Array | null): void {
  if (values.kind === 'bytes') writeBytes(out, type, values, from, to, present)
  else if (type.physical === 'BOOLEAN') writeBooleans(out, values.numbers as Uint8Array, from, to, present)
  else writeNumbers(out, values.numbers, from, to, present)
}

function writeBytes(
  out: Bytes,
  { physical }: StoredType,
  { bytes, offsets }: Extract<Values, { kind: 'bytes' }>,
  from: number,
  to: number,
  present: Uint8Array | null,
): void {
  const hasLength = physical === 'BYTE_ARRAY'
  for (let i = from; i < to; i++) {
    if (present?.[i] === 0) continue
    const start = offsets[i] as number
    const end = offsets[i + 1] as number
    if (hasLength) out.uint32(end - start)
    out.part(bytes, start, end)
  }
}

type Numbers = Extract<Values, { kind: 'numbers' }>['numbers']

/** Every device that runs browsers stores numbers as Parquet does: the lowest byte first. */
function writeNumbers(out: Bytes, numbers: Numbers, from: number, to: number, present: Uint8Array | null): void {
  const there = present ? numbersThere(numbers, from, to, present) : numbers.subarray(from, to)
  out.part(new Uint8Array(there.buffer, there.byteOffset, there.byteLength), 0, there.byteLength)
}

function numbersThere(numbers: Numbers, from: number, to: number, present: Uint8Array): Numbers {
  const there = numbers.slice(from, to)
  let count = 0
  for (let i = from; i < to; i++) if (present[i] === 1) there[count++] = numbers[i] as never
  return there.subarray(0, count)
}

function writeBooleans(out: Bytes, truths: Uint8Array, from: number, to: number, present: Uint8Array | null): void {
  let byte = 0
  let bit = 0
  for (let i = from; i < to; i++) {
    if (present?.[i] === 0) continue
    if (truths[i] !== 0) byte |= 1 << bit
    if (++bit < 8) continue
    out.byte(byte)
    byte = bit = 0
  }
  if (bit > 0) out.byte(byte)
}

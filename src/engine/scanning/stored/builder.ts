import { Unsupported } from '../../../shards/values/fault'
import type { Stored } from '../../../shards/values/stored'
import type { ColumnValues, StoredColumn, Values } from '../../rows'

/** Puts the values of one column together, row by row. */
export class ColumnBuilder {
  private readonly values: NumberValues | ByteValues
  private readonly isList: boolean
  private present: Uint8Array<ArrayBuffer> | null = null
  private readonly starts: Uint32Array | null
  private elements: Uint8Array<ArrayBuffer> | null = null
  private row = -1

  constructor(
    column: StoredColumn,
    private readonly rows: number,
  ) {
    this.isList = column.shape === 'list'
    this.values = isNumber(column.type.physical) ? new NumberValues(column.type.physical, rows) : new ByteValues(rows, column.type.length)
    this.starts = this.isList ? new Uint32Array(rows + 1) : null
  }

  /** The next row has no value, or no list. */
  missing(): void {
    this.row += 1
    this.present ??= new Uint8Array(this.rows).fill(1)
    this.present[this.row] = 0
    if (this.starts) this.starts[this.row + 1] = this.values.length
    else this.values.none()
  }

  /** The next row has this value. Throws Unsupported for one of another type. */
  value(stored: Stored, at: number): void {
    this.row += 1
    this.values.add(stored, at)
  }

  /** The next row has a list, empty as yet. */
  list(): void {
    this.row += 1
    if (this.starts) this.starts[this.row + 1] = this.values.length
  }

  /** One more in the list of the present row; `at` null where the element is missing. */
  element(stored: Stored, at: number | null): void {
    if (at === null) {
      this.elements = grown(this.elements ?? new Uint8Array(Math.max(16, this.values.length + 1)).fill(1), this.values.length + 1, 1)
      this.elements[this.values.length] = 0
      this.values.none()
    } else {
      this.values.add(stored, at)
      if (this.elements) this.elements = grown(this.elements, this.values.length, 1)
    }
    if (this.starts) this.starts[this.row + 1] = this.values.length
  }

  /** Bytes of a text of our own making. */
  text(bytes: Uint8Array): void {
    this.value({ kind: 'bytes', bytes, starts: Uint32Array.of(0), ends: Uint32Array.of(bytes.length) }, 0)
  }

  done(): ColumnValues {
    while (this.row + 1 < this.rows) this.missing()
    return {
      values: this.values.done(),
      present: this.present,
      ...(this.starts && { starts: this.starts }),
      ...(this.elements && { elements: this.elements.subarray(0, this.values.length) }),
    }
  }
}

type NumberType = 'BOOLEAN' | 'INT32' | 'INT64' | 'FLOAT' | 'DOUBLE'

function isNumber(physical: StoredColumn['type']['physical']): physical is NumberType {
  return physical !== 'BYTE_ARRAY' && physical !== 'FIXED_LEN_BYTE_ARRAY' && physical !== 'INT96'
}

const ARRAYS = { BOOLEAN: Uint8Array, INT32: Int32Array, INT64: BigInt64Array, FLOAT: Float32Array, DOUBLE: Float64Array } as const

const otherType = () => new Unsupported('A column holds values of another type than in the shards before.')

class NumberValues {
  length = 0
  private numbers: Uint8Array | Int32Array | BigInt64Array | Float32Array | Float64Array

  constructor(
    private readonly physical: NumberType,
    rows: number,
  ) {
    this.numbers = new ARRAYS[physical](Math.max(1, rows))
  }

  none(): void {
    this.room()
    this.length += 1
  }

  add(stored: Stored, at: number): void {
    this.room()
    const { numbers, length } = this
    if (stored.kind === 'bytes' || !takes(this.physical, stored)) throw otherType()
    const value = stored.values[at] ?? 0
    if (numbers instanceof BigInt64Array) numbers[length] = BigInt(value)
    else numbers[length] = Number(value)
    this.length += 1
  }

  done(): Values {
    return { kind: 'numbers', numbers: this.numbers.slice(0, this.length) as Extract<Values, { kind: 'numbers' }>['numbers'] }
  }

  private room(): void {
    if (this.length < this.numbers.length) return
    const larger = new ARRAYS[this.physical](2 * this.numbers.length)
    larger.set(this.numbers as never)
    this.numbers = larger
  }
}

function takes(physical: NumberType, stored: Exclude<Stored, { kind: 'bytes' }>): boolean {
  switch (physical) {
    case 'BOOLEAN':
      return stored.kind === 'flag'
    case 'INT32':
      return stored.kind === 'int'
    case 'INT64':
      return stored.kind === 'long' || stored.kind === 'int'
    case 'FLOAT':
      return stored.kind === 'float' && stored.values instanceof Float32Array
    case 'DOUBLE':
      return stored.kind === 'float'
  }
}

class ByteValues {
  length = 0
  private bytes: Uint8Array<ArrayBuffer>
  private offsets: Uint32Array
  private filled = 0

  constructor(
    rows: number,
    /** Bytes of each; undefined where they differ. */
    private readonly width: number | undefined,
  ) {
    this.bytes = new Uint8Array(Math.max(64, rows * (width ?? 16)))
    this.offsets = new Uint32Array(Math.max(2, rows + 1))
  }

  none(): void {
    this.end()
  }

  add(stored: Stored, at: number): void {
    if (stored.kind !== 'bytes') throw otherType()
    const [start, end] = [stored.starts[at] ?? 0, stored.ends[at] ?? 0]
    if (this.width !== undefined && end - start !== this.width) throw otherType()
    this.bytes = grown(this.bytes, this.filled + end - start)
    // Short texts are the rule: a loop costs less than a view of each.
    if (end - start < 32) for (let i = start; i < end; i++) this.bytes[this.filled + i - start] = stored.bytes[i] ?? 0
    else this.bytes.set(stored.bytes.subarray(start, end), this.filled)
    this.filled += end - start
    this.end()
  }

  done(): Values {
    return { kind: 'bytes', bytes: this.bytes.slice(0, this.filled), offsets: this.offsets.slice(0, this.length + 1) }
  }

  private end(): void {
    this.length += 1
    if (this.length >= this.offsets.length) {
      const larger = new Uint32Array(2 * this.offsets.length)
      larger.set(this.offsets)
      this.offsets = larger
    }
    this.offsets[this.length] = this.filled
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>, length: number, fill = 0): Uint8Array<ArrayBuffer> {
  if (length <= bytes.length) return bytes
  const larger = new Uint8Array(Math.max(length, 2 * bytes.length)).fill(fill)
  larger.set(bytes)
  return larger
}

import type { SchemaElement } from 'hyparquet'
import type { Encoding } from 'hyparquet'
import { ByteReader } from './byte-reader'
import { readDeltas } from './delta'
import { Unsupported } from './fault'
import { readHybrid } from './hybrid'

/**
 * Values as Parquet stores them, without nulls. `int` INT32, `long` INT64, `float` FLOAT or DOUBLE, `flag` BOOLEAN as 0 and 1; `bytes`
 * BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY and INT96, value i at [starts[i], ends[i]) of `bytes`, in ascending order.
 */
export type Stored =
  | { readonly kind: 'int'; readonly values: Int32Array }
  | { readonly kind: 'long'; readonly values: BigInt64Array }
  | { readonly kind: 'float'; readonly values: Float32Array | Float64Array }
  | { readonly kind: 'flag'; readonly values: Uint8Array }
  | StoredBytes

export interface StoredBytes {
  readonly kind: 'bytes'
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

export function storedCount(stored: Stored): number {
  return stored.kind === 'bytes' ? stored.starts.length : stored.values.length
}

/** `count` values of an encoding that needs no dictionary. Throws Error where the bytes do not hold them. */
export function readStored(bytes: Uint8Array, encoding: Encoding | undefined, count: number, element: SchemaElement): Stored {
  switch (encoding) {
    case 'PLAIN':
      return element.type === 'BYTE_ARRAY'
        ? plainBytes(bytes, count)
        : element.type === 'BOOLEAN'
          ? plainFlags(bytes, count)
          : ofFixed(bytes, count, element)
    case 'RLE':
      if (element.type === 'BOOLEAN') return runFlags(bytes, count)
      break
    case 'BYTE_STREAM_SPLIT':
      if (element.type !== 'BYTE_ARRAY' && element.type !== 'BOOLEAN')
        return ofFixed(joinStreams(bytes, count, widthOf(element)), count, element)
      break
    case 'DELTA_BINARY_PACKED': {
      const reader = new ByteReader(bytes)
      if (element.type === 'INT32') return { kind: 'int', values: readDeltas(reader, count, false) }
      if (element.type === 'INT64') return { kind: 'long', values: new BigInt64Array(readDeltas(reader, count, true).buffer) }
      break
    }
    case 'DELTA_LENGTH_BYTE_ARRAY':
      if (element.type === 'BYTE_ARRAY') return deltaLengthBytes(new ByteReader(bytes), count)
      break
    case 'DELTA_BYTE_ARRAY':
      if (element.type === 'BYTE_ARRAY' || element.type === 'FIXED_LEN_BYTE_ARRAY') return deltaBytes(new ByteReader(bytes), count)
      break
    default:
      break
  }
  throw new Unsupported(`Values of type ${element.type ?? 'unknown'} are encoded as ${encoding ?? 'unknown'}.`)
}

/** Bytes of a value of a fixed width. */
export function widthOf({ type, type_length: length = 0 }: SchemaElement): number {
  switch (type) {
    case 'INT32':
    case 'FLOAT':
      return 4
    case 'INT64':
    case 'DOUBLE':
      return 8
    case 'INT96':
      return 12
    case 'FIXED_LEN_BYTE_ARRAY':
      if (Number.isInteger(length) && length >= 0) return length
      break
    default:
      break
  }
  throw new Error(`values of type ${type ?? 'unknown'} have no width`)
}

function ofFixed(bytes: Uint8Array, count: number, element: SchemaElement): Stored {
  const width = widthOf(element)
  if (count * width > bytes.length) throw new Error('values end too early')
  // A copy: typed arrays of numbers start at a multiple of their width.
  const copy = () => bytes.slice(0, count * width).buffer
  switch (element.type) {
    case 'INT32':
      return { kind: 'int', values: new Int32Array(copy()) }
    case 'INT64':
      return { kind: 'long', values: new BigInt64Array(copy()) }
    case 'FLOAT':
      return { kind: 'float', values: new Float32Array(copy()) }
    case 'DOUBLE':
      return { kind: 'float', values: new Float64Array(copy()) }
    default:
      return {
        kind: 'bytes',
        bytes,
        starts: Uint32Array.from({ length: count }, (_, index) => index * width),
        ends: Uint32Array.from({ length: count }, (_, index) => (index + 1) * width),
      }
  }
}

function plainFlags(bytes: Uint8Array, count: number): Stored {
  if (count > bytes.length * 8) throw new Error('values end too early')
  const values = new Uint8Array(count)
  for (let index = 0; index < count; index++) values[index] = ((bytes[index >>> 3] ?? 0) >>> (index & 7)) & 1
  return { kind: 'flag', values }
}

function runFlags(bytes: Uint8Array, count: number): Stored {
  const reader = new ByteReader(bytes)
  const values = new Uint8Array(count)
  if (count > 0) readHybrid(new ByteReader(reader.take(reader.uint32())), 1, values)
  return { kind: 'flag', values }
}

function plainBytes(bytes: Uint8Array, count: number): StoredBytes {
  // Each value has its length in four bytes before it.
  if (count * 4 > bytes.length) throw new Error('values end too early')
  const starts = new Uint32Array(count)
  const ends = new Uint32Array(count)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  for (let index = 0; index < count; index++) {
    if (at + 4 > bytes.length) throw new Error('values end too early')
    const start = at + 4
    at = start + view.getUint32(at, true)
    if (at > bytes.length) throw new Error('values end too early')
    starts[index] = start
    ends[index] = at
  }
  return { kind: 'bytes', bytes, starts, ends }
}

/** Undoes BYTE_STREAM_SPLIT, which keeps the k-th bytes of all values together. */
function joinStreams(bytes: Uint8Array, count: number, width: number): Uint8Array {
  if (count * width > bytes.length) throw new Error('values end too early')
  const joined = new Uint8Array(count * width)
  for (let byte = 0; byte < width; byte++) {
    const stream = byte * count
    for (let index = 0; index < count; index++) joined[index * width + byte] = bytes[stream + index] ?? 0
  }
  return joined
}

function readLengths(reader: ByteReader, count: number): Int32Array {
  const lengths = readDeltas(reader, count, false)
  if (lengths.some((length) => length < 0)) throw new Error('a value has a negative length')
  return lengths
}

function deltaLengthBytes(reader: ByteReader, count: number): StoredBytes {
  const starts = new Uint32Array(count)
  const ends = new Uint32Array(count)
  if (count === 0) return { kind: 'bytes', bytes: reader.bytes, starts, ends }
  const lengths = readLengths(reader, count)
  let at = reader.offset
  for (let index = 0; index < count; index++) {
    starts[index] = at
    at += lengths[index] ?? 0
    if (at > reader.bytes.length) throw new Error('values end too early')
    ends[index] = at
  }
  return { kind: 'bytes', bytes: reader.bytes, starts, ends }
}

/** Together, values that each begin like the one before: repeated beginnings could make far more of a page than it holds. */
const MAX_DELTA_BYTES = 512 * 2 ** 20

/** Each value begins with so many bytes of the one before. */
function deltaBytes(reader: ByteReader, count: number): StoredBytes {
  const starts = new Uint32Array(count)
  const ends = new Uint32Array(count)
  if (count === 0) return { kind: 'bytes', bytes: reader.bytes, starts, ends }
  const prefixes = readLengths(reader, count)
  const suffixes = readLengths(reader, count)
  let total = 0
  let before = 0
  let left = reader.bytes.length - reader.offset
  for (let index = 0; index < count; index++) {
    const prefix = prefixes[index] ?? 0
    const suffix = suffixes[index] ?? 0
    left -= suffix
    if (prefix > before || left < 0) throw new Error('a value begins with more than the one before it has')
    before = prefix + suffix
    total += before
    if (total > MAX_DELTA_BYTES) throw new Unsupported('Its texts are more than can be read at once.')
  }
  const bytes = new Uint8Array(total)
  for (let index = 0, at = 0; index < count; index++) {
    const prefix = prefixes[index] ?? 0
    const last = index > 0 ? (starts[index - 1] ?? 0) : 0
    starts[index] = at
    bytes.copyWithin(at, last, last + prefix)
    const suffix = reader.take(suffixes[index] ?? 0)
    bytes.set(suffix, at + prefix)
    at += prefix + suffix.length
    ends[index] = at
  }
  return { kind: 'bytes', bytes, starts, ends }
}

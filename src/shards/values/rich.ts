import type { SchemaElement } from 'hyparquet'
import { parseDecimal, parseFloat16 } from 'hyparquet/src/convert.js'
import { isUnsigned } from './numbers'
import type { Stored, StoredBytes } from './stored'

/**
 * Stored values as a person is shown them: times as Date (as far as a Date reaches), decimals and half floats as numbers, UUIDs and
 * intervals as text, 64-bit integers as bigint, booleans; texts stay bytes, as views.
 */
export function richValues(stored: Stored, element: SchemaElement): unknown[] {
  switch (stored.kind) {
    case 'flag':
      return Array.from(stored.values, (flag) => flag === 1)
    case 'float':
      return Array.from(stored.values)
    case 'int':
      return Array.from(stored.values, ofInt(element))
    case 'long':
      return Array.from(stored.values, ofLong(element))
    case 'bytes':
      return bytesOf(stored, ofBytes(element))
  }
}

function bytesOf({ bytes, starts, ends }: StoredBytes, convert: (bytes: Uint8Array) => unknown): unknown[] {
  return Array.from(starts, (start, index) => convert(bytes.subarray(start, ends[index])))
}

/** The nearest number to a decimal. */
function decimalOf({ scale = 0 }: SchemaElement): (unscaled: bigint | number) => number {
  return (unscaled) => (scale === 0 ? Number(unscaled) : Number(`${unscaled}e${-scale}`))
}

function isDecimal({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted === 'DECIMAL' || logical?.type === 'DECIMAL'
}

/** Times that no Date reaches stay numbers. */
function dateOr<T>(milliseconds: number, stored: T): Date | T {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? stored : date
}

function ofInt(element: SchemaElement): (value: number) => unknown {
  if (isDecimal(element)) return decimalOf(element)
  if (element.converted_type === 'DATE' || element.logical_type?.type === 'DATE') return (days) => dateOr(days * 86_400_000, days)
  return isUnsigned(element) ? (value) => value >>> 0 : (value) => value
}

function ofLong(element: SchemaElement): (value: bigint) => unknown {
  if (isDecimal(element)) return decimalOf(element)
  const perMillisecond = unitOf(element)
  if (perMillisecond) return (time) => dateOr(Number(floorDivide(time, perMillisecond)), time)
  return isUnsigned(element) ? (value) => BigInt.asUintN(64, value) : (value) => value
}

/** Parts of a millisecond that a timestamp counts; null for other numbers. */
function unitOf({ converted_type: converted, logical_type: logical }: SchemaElement): bigint | null {
  if (converted === 'TIMESTAMP_MILLIS') return 1n
  if (converted === 'TIMESTAMP_MICROS') return 1000n
  if (logical?.type !== 'TIMESTAMP') return null
  return { MILLIS: 1n, MICROS: 1000n, NANOS: 1_000_000n }[logical.unit]
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by
  return value % by < 0n ? quotient - 1n : quotient
}

const JULIAN_EPOCH = 2_440_588

function ofBytes(element: SchemaElement): (bytes: Uint8Array) => unknown {
  const { type, converted_type: converted, logical_type: logical } = element
  if (isDecimal(element)) {
    const convert = decimalOf(element)
    return (bytes) => (element.scale ? convert(integerOf(bytes)) : parseDecimal(bytes))
  }
  if (type === 'INT96') return timeOfDays
  if (type !== 'FIXED_LEN_BYTE_ARRAY') return (bytes) => bytes
  if (logical?.type === 'FLOAT16') return parseFloat16
  if (logical?.type === 'UUID') return uuidOf
  return converted === 'INTERVAL' ? intervalOf : (bytes) => bytes
}

/** Big-endian, two's complement. */
function integerOf(bytes: Uint8Array): bigint {
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  return BigInt.asIntN(bytes.length * 8, value)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Nanoseconds of a day, then the Julian day. */
function timeOfDays(bytes: Uint8Array): unknown {
  const view = viewOf(bytes)
  const milliseconds = Number(floorDivide(view.getBigInt64(0, true), 1_000_000n))
  return dateOr((view.getInt32(8, true) - JULIAN_EPOCH) * 86_400_000 + milliseconds, bytes)
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [0, 8, 12, 16, 20].map((start, index, all) => hex.slice(start, all[index + 1])).join('-')
}

/** Months, days and milliseconds, as ISO 8601 writes a duration. */
function intervalOf(bytes: Uint8Array): unknown {
  if (bytes.length !== 12) return bytes
  const view = viewOf(bytes)
  return `P${view.getUint32(0, true)}M${view.getUint32(4, true)}DT${view.getUint32(8, true) / 1000}S`
}

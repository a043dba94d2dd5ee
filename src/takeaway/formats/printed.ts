import type { StoredColumn, StoredType, Values } from '../../engine/rows'
import { isText } from './writer'

/** A value as people write it. `number` and `truth` need no quotes in JSON. */
export interface Printed {
  readonly kind: 'text' | 'number' | 'truth'
  /** Null: it has none that can be written, as NaN in JSON. */
  readonly text: string | null
}

type Print = (values: Values, at: number) => Printed

const decoder = new TextDecoder()
const text = (of: string): Printed => ({ kind: 'text', text: of })
const number = (of: string): Printed => ({ kind: 'number', text: of })

/** How the values of a column, or of its lists, are written as text: as DuckDB writes them, so that it reads them again. */
export function printerOf(column: StoredColumn): Print {
  const { type } = column
  if (isText(column)) return (values, at) => text(decoder.decode(sliceOf(values, at)))
  if (type.physical === 'BOOLEAN') return (values, at) => ({ kind: 'truth', text: numberAt(values, at) === 0 ? 'false' : 'true' })
  if (type.physical === 'FLOAT' || type.physical === 'DOUBLE') return (values, at) => number(decimalOf(Number(numberAt(values, at)), type))
  if (type.physical === 'INT32' || type.physical === 'INT64') return integerPrinter(type)
  if (isFloat16(type)) return (values, at) => number(decimalOf(halfOf(sliceOf(values, at)), type))
  if (isDecimal(type)) return (values, at) => number(scaled(bigEndian(sliceOf(values, at)), type.scale ?? 0))
  if (type.logical?.type === 'UUID') return (values, at) => text(uuidOf(hexOf(sliceOf(values, at))))
  // Bytes that are no text have none of their own.
  return (values, at) => text(base64(sliceOf(values, at)))
}

function integerPrinter(type: StoredType): Print {
  const { converted, logical } = type
  if (converted === 'DATE' || logical?.type === 'DATE')
    return (values, at) => text(dayOf(Number(numberAt(values, at)) * 86_400_000) ?? String(numberAt(values, at)))
  const perSecond = perSecondOf(type)
  if (perSecond !== null) return (values, at) => text(instant(BigInt(numberAt(values, at)), perSecond))
  if (isDecimal(type)) return (values, at) => number(scaled(BigInt(numberAt(values, at)), type.scale ?? 0))
  const unsigned = converted?.startsWith('UINT') === true || (logical?.type === 'INTEGER' && logical.isSigned === false)
  if (!unsigned) return (values, at) => number(String(numberAt(values, at)))
  const width = type.physical === 'INT32' ? 32 : 64
  return (values, at) => number(String(BigInt.asUintN(width, BigInt(numberAt(values, at)))))
}

function perSecondOf({ converted, logical }: StoredType): bigint | null {
  if (converted === 'TIMESTAMP_MILLIS') return 1000n
  if (converted === 'TIMESTAMP_MICROS') return 1_000_000n
  if (logical?.type !== 'TIMESTAMP') return null
  return logical.unit === 'NANOS' ? 1_000_000_000n : logical.unit === 'MICROS' ? 1_000_000n : 1000n
}

/** `2024-01-31 12:00:00.000001`, in UTC. */
function instant(since: bigint, perSecond: bigint): string {
  const part = ((since % perSecond) + perSecond) % perSecond
  const seconds = Number((since - part) / perSecond)
  const day = dayOf(seconds * 1000)
  if (day === null) return String(since)
  const fraction = part === 0n ? '' : `.${String(part).padStart(String(perSecond).length - 1, '0')}`
  return `${day} ${new Date(seconds * 1000).toISOString().slice(-13, -5)}${fraction}`
}

/** `2024-01-31`, of milliseconds since 1970; null for a time that no calendar here has. Years past 9999 have more digits. */
function dayOf(ms: number): string | null {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return null
  const [day = ''] = date.toISOString().split('T')
  // As DuckDB reads it: no plus sign, and years before the first as numbers.
  return day.replace(/^\+0*/, '').replace(/^-0*(\d{4,})/, '-$1')
}

function isDecimal({ converted, logical }: StoredType): boolean {
  return converted === 'DECIMAL' || logical?.type === 'DECIMAL'
}

function scaled(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled)
  const sign = unscaled < 0n ? '-' : ''
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

function bigEndian(bytes: Uint8Array): bigint {
  const unsigned = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  return BigInt.asIntN(bytes.length * 8, unsigned)
}

function isFloat16({ physical, logical }: StoredType): boolean {
  return physical === 'FIXED_LEN_BYTE_ARRAY' && logical?.type === 'FLOAT16'
}

function halfOf(bytes: Uint8Array): number {
  const bits = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8)
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023]
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** The fewest digits that a float of that width is told by. */
function decimalOf(value: number, { physical }: StoredType): string {
  if (physical !== 'FLOAT' || !Number.isFinite(value)) return Number.isFinite(value) ? String(value) : special(value)
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(Number(value.toPrecision(9)))
}

function special(value: number): string {
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
}

function numberAt(values: Values, at: number): number | bigint {
  return values.kind === 'numbers' ? (values.numbers[at] ?? 0) : 0
}

function sliceOf(values: Values, at: number): Uint8Array {
  return values.kind === 'bytes' ? values.bytes.subarray(values.offsets[at], values.offsets[at + 1]) : new Uint8Array()
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

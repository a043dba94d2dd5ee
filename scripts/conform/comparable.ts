import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBGeometryValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimeNSValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeTZValue,
  DuckDBTimeValue,
} from '@duckdb/node-api'

/** A value of either reader as text that is the same where the values are; null for missing. */
export type Comparable = string | null

/** A value as our row reader gives it. */
export function ofOurs(value: unknown): Comparable {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return `time ${value.getTime()}`
  if (value instanceof Uint8Array) return ofBytes(value)
  if (Array.isArray(value)) return `[${value.map((item) => ofOurs(item) ?? 'null').join(', ')}]`
  if (ArrayBuffer.isView(value)) return ofOurs(Array.from(value as unknown as ArrayLike<unknown>))
  if (typeof value === 'object') return ofFields(Object.entries(value).map(([name, field]) => [name, ofOurs(field)]))
  return toText(value)
}

/** A value as native DuckDB gives it. */
export function ofNative(value: unknown): Comparable {
  if (value === null || value === undefined) return null
  if (value instanceof DuckDBBlobValue || value instanceof DuckDBGeometryValue) return ofBytes(value.bytes)
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue)
    return `[${value.items.map((item) => ofNative(item) ?? 'null').join(', ')}]`
  if (value instanceof DuckDBStructValue) return ofFields(Object.entries(value.entries).map(([name, field]) => [name, ofNative(field)]))
  if (value instanceof DuckDBMapValue)
    // Ours is an object, which keeps the last of two entries with one key.
    return ofFields([...new Map(value.entries.map(({ key, value: item }) => [ofNative(key) ?? 'null', ofNative(item)]))])
  if (value instanceof DuckDBDecimalValue) return String(Number(`${value.value}e-${value.scale}`))
  if (value instanceof DuckDBIntervalValue) return `P${value.months}M${value.days}DT${Number(value.micros) / 1e6}S`
  return ofTime(value) ?? toText(value)
}

/** Ours end at milliseconds, and a time that no Date reaches is its number. */
function ofTime(value: unknown): Comparable {
  if (value instanceof DuckDBDateValue) return timeOr(BigInt(value.days) * 86_400_000n, value.days)
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
    return timeOr(floorDivide(value.micros, 1000n), value.micros)
  if (value instanceof DuckDBTimestampMillisecondsValue) return timeOr(value.millis, value.millis)
  if (value instanceof DuckDBTimestampNanosecondsValue) return timeOr(floorDivide(value.nanos, 1_000_000n), value.nanos)
  if (value instanceof DuckDBTimestampSecondsValue) return timeOr(value.seconds * 1000n, value.seconds)
  if (value instanceof DuckDBTimeNSValue) return String(value.nanos)
  if (value instanceof DuckDBTimeValue || value instanceof DuckDBTimeTZValue) return String(value.micros)
  return null
}

function timeOr(milliseconds: bigint, stored: bigint | number): string {
  return Number.isNaN(new Date(Number(milliseconds)).getTime()) ? String(stored) : `time ${milliseconds}`
}

function floorDivide(value: bigint, by: bigint): bigint {
  return value / by - (value % by < 0n ? 1n : 0n)
}

function ofFields(fields: readonly (readonly [string, Comparable])[]): string {
  return `{${fields.map(([name, field]) => `${name}: ${field ?? 'null'}`).join(', ')}}`
}

const strict = new TextDecoder('utf-8', { fatal: true })

/** Bytes that are text read as text: whether they are is not told by every file. */
function ofBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return `0x${Buffer.from(bytes).toString('hex')}`
  }
}

/** Numbers, booleans and texts as they are; what else native DuckDB has knows its own text. */
function toText(value: unknown): string {
  return typeof value === 'object' ? (value as { toString(): string }).toString() : `${value as string | number | bigint | boolean}`
}

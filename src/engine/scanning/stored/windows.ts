import type { OpenedShard } from '../../../shards/kinds/open'
import type { Stored } from '../../../shards/values/stored'
import type { StoredType } from '../../rows'
import { windowsOf } from '../pairs'
import type { ColumnBuilder } from './builder'
import type { TopColumn } from './schema'

/** Of chunks smaller than this all is read: a request more would take as long. */
const SMALL = 2 ** 20
/** Rows of a group of which one in so many is wanted are read by the pages that hold them. */
const ONE_IN = 40

/** Whether so few rows of a column are wanted that its pages are looked up one by one. */
export function isFew(wanted: number, rows: number, bytes: number, { shape, type }: TopColumn): boolean {
  return shape === 'value' && isVerbatim(type) && bytes > SMALL && wanted * ONE_IN < rows
}

/** Whether rows for a person to look at have these values as they are stored. */
function isVerbatim({ physical, converted, logical }: StoredType): boolean {
  if (physical === 'BYTE_ARRAY')
    return (converted === 'UTF8' || converted === undefined) && (logical === undefined || logical.type === 'STRING')
  return physical !== 'INT96' && physical !== 'FIXED_LEN_BYTE_ARRAY' && converted === undefined && logical === undefined
}

/** Some rows of a column by the pages that hold them. False, with nothing given, where these do not tell what is stored. */
export async function readFew(
  opened: OpenedShard,
  group: number,
  rows: Uint32Array,
  { leaf, leaves, type }: TopColumn,
  builder: ColumnBuilder,
  signal: AbortSignal,
): Promise<boolean> {
  const path = ownPath(opened, leaves)
  if (!leaf || path === null) return false
  const values = await valuesOf(opened, group, rows, path, signal)
  // Stands for bytes that are no UTF-8: what they were is not known any more.
  if (values.some((value) => typeof value === 'string' && value.includes('\uFFFD'))) return false
  for (const value of values)
    if (value === null || value === undefined) builder.missing()
    else if (typeof value === 'string') builder.text(encoder.encode(value))
    else if (value instanceof Uint8Array) builder.text(value)
    else builder.value(storedAs(type, value), 0)
  return true
}

/** What rows are asked for by; null where another column before has the same. */
function ownPath({ footer: { columns } }: OpenedShard, [leaf = -1]: readonly number[]): string | null {
  const path = columns[leaf]?.path
  return path !== undefined && columns.findIndex((column) => column.path === path) === leaf ? path : null
}

const encoder = new TextEncoder()

function storedAs({ physical }: StoredType, value: unknown): Stored {
  switch (physical) {
    case 'INT32':
      return { kind: 'int', values: Int32Array.of(Number(value)) }
    case 'INT64':
      return { kind: 'long', values: BigInt64Array.of(value as bigint) }
    case 'FLOAT':
      return { kind: 'float', values: Float32Array.of(Number(value)) }
    case 'DOUBLE':
      return { kind: 'float', values: Float64Array.of(Number(value)) }
    default:
      return { kind: 'flag', values: Uint8Array.of(value === true ? 1 : 0) }
  }
}

async function valuesOf(opened: OpenedShard, group: number, rows: Uint32Array, path: string, signal: AbortSignal): Promise<unknown[]> {
  const first = opened.footer.groups[group]?.firstRow ?? 0
  const values: unknown[] = []
  for (const window of windowsOf(
    Array.from(rows, (row) => first + row),
    opened.footer.groups,
  )) {
    const from = window.rows[0] ?? 0
    const to = (window.rows.at(-1) ?? -1) + 1
    const read = (await opened.reader.read(group, [path], from, to, signal)).get(path) ?? []
    for (const row of window.rows) values.push(read[row - from] ?? null)
  }
  return values
}

import { fetchChunks } from '../../../shards/column-io'
import { withTail } from '../../../shards/footer'
import type { OpenedShard } from '../../../shards/kinds/open'
import { planColumns } from '../../../shards/plan'
import { Unsupported } from '../../../shards/values/fault'
import { nestedRows } from '../../../shards/values/nested'
import type { ColumnBuilder } from './builder'
import type { TopColumn } from './schema'

/** Nested columns are put together a row group at a time; more would end the worker. */
const MOST_BYTES = 256 * 2 ** 20

/** The rows of a nested column of a row group, as plain values. */
export async function nestedGroup(
  opened: OpenedShard,
  group: number,
  { leaves, name }: TopColumn,
  signal: AbortSignal,
): Promise<unknown[]> {
  const { file, footer } = opened
  const plan = planColumns(footer, [group], leaves)
  if (plan.bytes > MOST_BYTES)
    throw new Unsupported(`Its column “${name}” has ${Math.round(plan.bytes / 1e6)} MB in one row group, more than is read at once.`)
  return nestedRows(footer.metadata, plan, await fetchChunks(withTail(file, footer), plan, signal), file.where)
}

/** Gives some rows of them as JSON texts. */
export function giveJson(values: readonly unknown[], rows: Uint32Array, builder: ColumnBuilder): void {
  for (const row of rows) {
    const value = values[row]
    if (value === null || value === undefined) builder.missing()
    else builder.text(encoder.encode(jsonOf(value)))
  }
}

const encoder = new TextEncoder()

/** JSON has neither long numbers nor bytes: the former are written in full, as numbers, the latter in base64. */
export function jsonOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (value instanceof Uint8Array) return JSON.stringify(base64(value))
  if (value instanceof Date) return JSON.stringify(Number.isNaN(value.getTime()) ? null : value.toISOString())
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(',')}]`
  if (ArrayBuffer.isView(value)) return `[${Array.from(value as unknown as ArrayLike<number | bigint>, jsonOf).join(',')}]`
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, inner]) => `${JSON.stringify(name)}:${jsonOf(inner)}`)
      .join(',')}}`
  return JSON.stringify(value)
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

import { formatBytes } from '../../pair/format'

const MAX_TEXT = 20_000
const MAX_ITEMS = 16

/** A stored value as text for the inspector; null for null. Long texts and lists are abridged, binaries are named by size. */
export function formatValue(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}… (${value.length} characters)` : value
  if (value instanceof Uint8Array) return `${formatBytes(value.byteLength)} of bytes`
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const items = Array.from(value as ArrayLike<unknown>)
    const shown = items.slice(0, MAX_ITEMS).map((item) => formatValue(item) ?? 'null')
    return `[${shown.join(', ')}${items.length > MAX_ITEMS ? `, … ${items.length} in all` : ''}]`
  }
  if (typeof value === 'object') {
    const skipped = (value as { skipped?: unknown }).skipped
    if (typeof skipped === 'number') return `not read: it would take ${formatBytes(skipped)}`
    const fields = Object.entries(value).slice(0, MAX_ITEMS)
    return `{${fields.map(([name, field]) => `${name}: ${formatValue(field) ?? 'null'}`).join(', ')}}`
  }
  return typeof value
}

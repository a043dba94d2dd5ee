import { formatBytes } from '../../pair/format'

const MAX_TEXT = 20_000
const MAX_ITEMS = 16
const MAX_DEPTH = 32

/** A stored value as text for the inspector; null for null. Long texts and lists are abridged, binaries are named by size. */
export function formatValue(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return formatted(value, { left: MAX_TEXT }, 0)
}

/** Lists in lists multiply: what is left of the room for text ends them all. */
function formatted(value: unknown, room: { left: number }, depth: number): string {
  if (room.left <= 0 || depth > MAX_DEPTH) return '…'
  const text = typeof value === 'object' && value !== null ? object(value, room, depth) : plain(value)
  room.left -= text.length
  return text
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}… (${value.length} characters)` : value
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : typeof value
}

function object(value: object, room: { left: number }, depth: number): string {
  if (value instanceof Uint8Array) return `${formatBytes(value.byteLength)} of bytes`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'a date out of range' : value.toISOString()
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const { length } = value as ArrayLike<unknown>
    const items = Array.from({ length: Math.min(length, MAX_ITEMS) }, (_, i) => (value as ArrayLike<unknown>)[i])
    const shown = items.map((item) => formatted(item, room, depth + 1))
    return `[${shown.join(', ')}${length > MAX_ITEMS ? `, … ${length} in all` : ''}]`
  }
  const fields = Object.entries(value).slice(0, MAX_ITEMS)
  return `{${fields.map(([name, field]) => `${name}: ${formatted(field, room, depth + 1)}`).join(', ')}}`
}

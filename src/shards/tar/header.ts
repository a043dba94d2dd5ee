/** Headers and data of a tar lie in blocks of this many bytes. */
export const BLOCK = 512

/** One entry of a tar, as its header says it. */
export interface TarHeader {
  readonly name: string
  /** Bytes of data after the header, before padding. */
  readonly size: number
  /** `pax` and `long-name` speak of the entry that follows. */
  readonly kind: 'file' | 'pax' | 'long-name' | 'other'
}

const KINDS: Readonly<Record<string, TarHeader['kind']>> = { '0': 'file', '\0': 'file', '7': 'file', x: 'pax', L: 'long-name' }

/** Reads a header block (POSIX ustar, GNU, old V7); `end` for the zero block that ends a tar, null for anything else. */
export function parseHeader(block: Uint8Array): TarHeader | 'end' | null {
  if (block.length < BLOCK) return null
  if (block.subarray(0, BLOCK).every((byte) => byte === 0)) return 'end'
  if (octal(block, 148, 8) !== checksum(block)) return null
  const size = sizeOf(block)
  if (size === null) return null
  const ustar = latin1(block, 257, 6) === 'ustar\0'
  const prefix = ustar ? text(block, 345, 155) : ''
  const name = text(block, 0, 100)
  return { name: prefix === '' ? name : `${prefix}/${name}`, size, kind: KINDS[latin1(block, 156, 1)] ?? 'other' }
}

/** Where the entry after one at `start` begins. */
export function afterEntry(start: number, size: number): number {
  return start + BLOCK + Math.ceil(size / BLOCK) * BLOCK
}

/** What a pax header changes of the entry that follows: records of `length key=value\n`. Records that are none end it. */
export function parsePax(data: Uint8Array): { readonly name?: string; readonly size?: number } {
  const found: { name?: string; size?: number } = {}
  const decoder = new TextDecoder()
  for (let at = 0; at < data.length;) {
    const space = data.indexOf(0x20, at)
    const length = space < 0 ? NaN : Number(decoder.decode(data.subarray(at, space)))
    if (!(Number.isInteger(length) && length > space - at + 1 && at + length <= data.length)) break
    const record = decoder.decode(data.subarray(space + 1, at + length - 1))
    const equals = record.indexOf('=')
    const value = record.slice(equals + 1)
    if (record.startsWith('path=')) found.name = value
    if (record.startsWith('size=') && /^\d{1,15}$/.test(value)) found.size = Number(value)
    at += length
  }
  return found
}

/** GNU's long name: text that ends at the first zero. */
export function parseLongName(data: Uint8Array): string {
  return text(data, 0, data.length)
}

function checksum(block: Uint8Array): number {
  let sum = 0
  // The checksum's own bytes count as spaces.
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : (block[i] ?? 0)
  return sum
}

/** Octal, or base-256 where the first bit is set (GNU, for sizes of 8 GiB and more); null when negative, unsafe or none. */
function sizeOf(block: Uint8Array): number | null {
  if (((block[124] ?? 0) & 0x80) === 0) return octal(block, 124, 12)
  let size = (block[124] ?? 0) & 0x7f
  for (let i = 125; i < 136; i++) {
    size = size * 256 + (block[i] ?? 0)
    if (size > Number.MAX_SAFE_INTEGER) return null
  }
  return size
}

function octal(block: Uint8Array, at: number, length: number): number | null {
  const digits = /^[\0 ]*([0-7]*)[\0 ]*$/.exec(latin1(block, at, length))?.[1]
  return digits === undefined ? null : parseInt(digits || '0', 8)
}

function latin1(block: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...block.subarray(at, at + length))
}

function text(block: Uint8Array, at: number, length: number): string {
  const bytes = block.subarray(at, at + length)
  const zero = bytes.indexOf(0)
  return new TextDecoder().decode(zero < 0 ? bytes : bytes.subarray(0, zero))
}

import { BLOCK } from './header'

/** Test helper: writes a ustar archive of files in order; names over 100 bytes get the long-name entry asked for. */
export function tarOf(
  files: readonly (readonly [name: string, data: Uint8Array | string])[],
  longNames: 'pax' | 'gnu' = 'pax',
): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  for (const [name, content] of files) {
    const data = typeof content === 'string' ? encoder.encode(content) : content
    const bytes = encoder.encode(name)
    if (bytes.length > 100)
      parts.push(
        ...(longNames === 'gnu'
          ? entry('././@LongLink', encoder.encode(`${name}\0`), 'L')
          : entry('PaxHeaders/x', paxRecord('path', name), 'x')),
      )
    parts.push(...entry(bytes.length > 100 ? name.slice(0, 40) : name, data, '0'))
  }
  parts.push(new Uint8Array(BLOCK * 2))
  return joined(parts)
}

export function paxRecord(key: string, value: string): Uint8Array {
  const rest = new TextEncoder().encode(` ${key}=${value}\n`).length
  let length = rest + 1
  while (String(length).length + rest !== length) length++
  return new TextEncoder().encode(`${length} ${key}=${value}\n`)
}

/** A header, valid down to its checksum. */
export function headerBlock(name: string, size: string | Uint8Array, kind: string): Uint8Array {
  const block = new Uint8Array(BLOCK)
  const put = (text: string, at: number) => block.set(new TextEncoder().encode(text), at)
  put(name, 0)
  put('0000644\0', 100)
  if (typeof size === 'string') put(size, 124)
  else block.set(size, 124)
  put('00000000000\0', 136)
  put(kind, 156)
  put('ustar\x0000', 257)
  put('        ', 148)
  const sum = block.reduce((total, byte) => total + byte, 0)
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function entry(name: string, data: Uint8Array, kind: string): Uint8Array[] {
  return [
    headerBlock(name, `${data.length.toString(8).padStart(11, '0')}\0`, kind),
    data,
    new Uint8Array((BLOCK - (data.length % BLOCK)) % BLOCK),
  ]
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

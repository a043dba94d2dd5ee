import type { ByteReader } from './byte-reader'

/** Larger blocks are not written by anyone. */
const MAX_BLOCK = 65_536

/**
 * DELTA_BINARY_PACKED: a first number, then differences in blocks. `output` takes `count` numbers as 32-bit words, the low one first: one
 * word a number, or two with `long`. Sums wrap as two's complement does. Throws Error for a header that does not fit, and where bytes end
 * early.
 */
export function readDeltas(reader: ByteReader, count: number, long: boolean): Int32Array<ArrayBuffer> {
  const output = new Int32Array(count * (long ? 2 : 1))
  const blockSize = reader.varint()
  const miniBlocks = reader.varint()
  const total = reader.varint()
  const first = reader.zigzag()
  if (total !== count) throw new Error(`${total} differences where ${count} are due`)
  if (count === 0) return output
  const perMini = blockSize / miniBlocks
  if (!(blockSize > 0 && blockSize <= MAX_BLOCK && perMini > 0 && perMini % 8 === 0))
    throw new Error('a block of differences is impossible')

  let { low, high } = first
  const put = (index: number) => {
    if (!long) output[index] = low
    else {
      output[2 * index] = low
      output[2 * index + 1] = high
    }
  }
  put(0)
  for (let index = 1; index < count;) {
    const least = reader.zigzag()
    const widths = reader.take(miniBlocks)
    for (const width of widths) {
      if (index >= count) break
      if (width > 64) throw new Error(`differences of ${width} bits`)
      const packed = reader.take((perMini * width) / 8)
      const end = Math.min(count, index + perMini)
      for (let bit = 0; index < end; index++, bit += width) {
        const sum = (low >>> 0) + (least.low >>> 0) + bitsAt(packed, bit, Math.min(width, 32))
        low = sum | 0
        if (long) high = (high + least.high + (width > 32 ? bitsAt(packed, bit + 32, width - 32) : 0) + Math.floor(sum / 2 ** 32)) | 0
        put(index)
      }
    }
  }
  return output
}

/** The unsigned number of `width` bits (0 to 32) from bit `bit` on. */
function bitsAt(bytes: Uint8Array, bit: number, width: number): number {
  if (width === 0) return 0
  let at = bit >>> 3
  const skip = bit & 7
  let value = (bytes[at++] ?? 0) >>> skip
  for (let have = 8 - skip; have < width; have += 8) value += (bytes[at++] ?? 0) * 2 ** have
  return value % 2 ** width
}

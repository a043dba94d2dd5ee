import type { ByteReader } from './byte-reader'

/**
 * Decodes `output.length` numbers of `width` bits (0 to 32) from Parquet's hybrid of runs and bit-packed groups. No run is trusted for more
 * than is wanted. Throws Error where the bytes end before that.
 */
export function readHybrid(reader: ByteReader, width: number, output: Uint8Array | Uint32Array): void {
  if (width > 32) throw new Error(`numbers of ${width} bits`)
  // Without bits every number is 0, and some writers leave the runs out.
  if (width === 0) return
  let filled = 0
  while (filled < output.length) {
    const header = reader.varint()
    const wanted = output.length - filled
    if (header & 1) {
      const count = Math.min((header >>> 1) * 8, wanted)
      // The last group may be cut off behind the last number that counts.
      unpackBits(reader.take(Math.ceil((count * width) / 8)), width, output, filled, count)
      // What the group holds beyond that is passed over as far as it is there.
      const rest = (header >>> 1) * width - Math.ceil((count * width) / 8)
      reader.offset = Math.min(reader.bytes.length, reader.offset + rest)
      filled += count
    } else {
      const count = Math.min(header >>> 1, wanted)
      let value = 0
      for (let shift = 0; shift < width; shift += 8) value += reader.byte() * 2 ** shift
      output.fill(value, filled, filled + count)
      filled += count
    }
  }
}

/** Numbers of `width` bits (1 to 32), the lowest bit first, from `bytes` that hold them all. */
export function unpackBits(bytes: Uint8Array, width: number, output: Uint8Array | Uint32Array, from: number, count: number): void {
  const end = from + count
  if (width === 8) {
    output.set(bytes.subarray(0, count), from)
    return
  }
  if (width > 24) {
    unpackWide(bytes, width, output, from, end)
    return
  }
  const mask = 2 ** width - 1
  let bits = 0
  let held = 0
  let at = 0
  for (let index = from; index < end; index++) {
    while (held < width) {
      bits |= (bytes[at++] ?? 0) << held
      held += 8
    }
    output[index] = bits & mask
    bits >>>= width
    held -= width
  }
}

/** More bits than fit a 32-bit number together with what is left over from the last byte. */
function unpackWide(bytes: Uint8Array, width: number, output: Uint8Array | Uint32Array, from: number, end: number): void {
  let bit = 0
  for (let index = from; index < end; index++) {
    let value = 0
    for (let have = 0; have < width;) {
      const room = 8 - (bit & 7)
      const taken = Math.min(room, width - have)
      value += (((bytes[bit >>> 3] ?? 0) >>> (bit & 7)) & (2 ** taken - 1)) * 2 ** have
      have += taken
      bit += taken
    }
    output[index] = value
  }
}

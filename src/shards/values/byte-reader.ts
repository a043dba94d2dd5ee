/** Reads bytes one after the other and throws where they end. */
export class ByteReader {
  offset = 0

  constructor(readonly bytes: Uint8Array) {}

  byte(): number {
    const byte = this.bytes[this.offset++]
    if (byte === undefined) throw new Error('values end too early')
    return byte
  }

  /** The next `count` bytes, as a view. */
  take(count: number): Uint8Array {
    const end = this.offset + count
    if (!(count >= 0 && end <= this.bytes.length)) throw new Error('values end too early')
    const part = this.bytes.subarray(this.offset, end)
    this.offset = end
    return part
  }

  uint32(): number {
    return this.byte() + this.byte() * 2 ** 8 + this.byte() * 2 ** 16 + this.byte() * 2 ** 24
  }

  /** An unsigned number of at most 32 bits in groups of 7. */
  varint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) {
        if (value > 0xffffffff) break
        return value
      }
    }
    throw new Error('a number is too long')
  }

  /**
   * A signed number of at most 64 bits, zigzag in groups of 7, as two words of 32 bits. Without bigint: Node 20 ends itself when it
   * compiles a loop over such.
   */
  zigzag(): Words {
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte()
      const group = byte & 0x7f
      if (shift < 32) low |= group << shift
      if (shift === 28) high |= group >>> 4
      else if (shift > 28) high |= group << (shift - 32)
      if (byte >= 0x80) continue
      const sign = -(low & 1)
      return { low: ((low >>> 1) | (high << 31)) ^ sign, high: (high >>> 1) ^ sign }
    }
    throw new Error('a number is too long')
  }
}

export interface Words {
  readonly low: number
  readonly high: number
}

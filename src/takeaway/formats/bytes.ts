/** Bytes that are appended to. */
export class Bytes {
  length = 0
  private array: Uint8Array<ArrayBuffer>

  constructor(room = 1 << 16) {
    this.array = new Uint8Array(room)
  }

  byte(value: number): void {
    this.reserve(1)
    this.array[this.length++] = value
  }

  /** A part of other bytes. */
  part(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from
    this.reserve(length)
    const { array } = this
    // A view for each short text would take longer than copying it.
    if (length > 64) array.set(bytes.subarray(from, to), this.length)
    else for (let i = 0; i < length; i++) array[this.length + i] = bytes[from + i] as number
    this.length += length
  }

  /** Characters of ASCII alone. */
  ascii(text: string): void {
    this.reserve(text.length)
    for (let i = 0; i < text.length; i++) this.array[this.length++] = text.charCodeAt(i)
  }

  uint32(value: number): void {
    this.reserve(4)
    const { array } = this
    array[this.length++] = value & 255
    array[this.length++] = (value >>> 8) & 255
    array[this.length++] = (value >>> 16) & 255
    array[this.length++] = value >>> 24
  }

  varint(value: number): void {
    let left = value
    while (left >= 128) {
      this.byte((left & 127) | 128)
      left = Math.floor(left / 128)
    }
    this.byte(left)
  }

  /** What was appended since the last time, as bytes of its own. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.array.slice(0, this.length)
    this.length = 0
    return taken
  }

  /** What was appended, until more is. */
  view(): Uint8Array<ArrayBuffer> {
    return this.array.subarray(0, this.length)
  }

  clear(): void {
    this.length = 0
  }

  private reserve(more: number): void {
    if (this.length + more <= this.array.length) return
    const larger = new Uint8Array(Math.max(this.array.length * 2, this.length + more))
    larger.set(this.array.subarray(0, this.length))
    this.array = larger
  }
}

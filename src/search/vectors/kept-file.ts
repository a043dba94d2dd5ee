import type { PrivateFile } from './private-files'
import type { Block } from './vector-file'

/** When it was last used, as float64 milliseconds; then a bit for each whole block; then the blocks, float16, in their places. */
const BITS = 8

/** Blocks of one file of vectors, kept. A block counts once its bit is set, which comes after its bytes. */
export class KeptFile {
  /** It was let go of: nothing can be read or written any more. */
  closed = false
  private readonly bits: Uint8Array
  private readonly dataStart: number

  constructor(
    private readonly file: PrivateFile,
    private readonly blocks: readonly Block[],
    private readonly width: number,
    now: number,
  ) {
    this.bits = new Uint8Array(Math.ceil(blocks.length / 8))
    // Numbers begin at a multiple of 8, so that a whole block can be read as it is.
    this.dataStart = Math.ceil((BITS + this.bits.length) / 8) * 8
    file.read(this.bits, BITS)
    file.write(new Uint8Array(Float64Array.of(now).buffer), 0)
  }

  static lastUsed(file: PrivateFile): number {
    const bytes = new Uint8Array(8)
    return file.read(bytes, 0) === 8 ? KeptFile.timeIn(bytes.buffer) : 0
  }

  /** The time in a file's first 8 bytes; 0 for fewer, or for none that can be. */
  static timeIn(bytes: ArrayBuffer): number {
    const time = bytes.byteLength === 8 ? (new Float64Array(bytes)[0] ?? 0) : 0
    return time > 0 && Number.isFinite(time) ? time : 0
  }

  has(block: number): boolean {
    return !this.closed && (((this.bits[block >>> 3] ?? 0) >> (block & 7)) & 1) === 1
  }

  /** Null when it is not kept. */
  read(index: number): Uint16Array<ArrayBuffer> | null {
    const block = this.blocks[index]
    if (!block || !this.has(index)) return null
    return this.rows(block.firstRow, block.rows)
  }

  /** Single rows, ascending, of the file; null when one of them is not kept. */
  readRows(rows: Uint32Array): Uint16Array<ArrayBuffer> | null {
    const halves = new Uint16Array(rows.length * this.width)
    let index = 0
    for (const [i, row] of rows.entries()) {
      while (index < this.blocks.length && row >= this.endOf(index)) index += 1
      const vector = this.has(index) ? this.rows(row, 1) : null
      if (!vector) return null
      halves.set(vector, i * this.width)
    }
    return halves
  }

  /** Throws when there is no room. */
  write(index: number, halves: Uint16Array): void {
    const block = this.blocks[index]
    if (!block) return
    this.file.write(new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength), this.placeOf(block.firstRow))
    this.file.flush()
    this.bits[index >>> 3] = (this.bits[index >>> 3] ?? 0) | (1 << (index & 7))
    this.file.write(this.bits, BITS)
    this.file.flush()
  }

  close(): void {
    this.closed = true
    this.file.close()
  }

  private rows(firstRow: number, count: number): Uint16Array<ArrayBuffer> | null {
    const halves = new Uint16Array(count * this.width)
    const bytes = new Uint8Array(halves.buffer)
    return this.file.read(bytes, this.placeOf(firstRow)) === bytes.length ? halves : null
  }

  private placeOf(row: number): number {
    return this.dataStart + row * this.width * 2
  }

  private endOf(index: number): number {
    const block = this.blocks[index]
    return block ? block.firstRow + block.rows : Infinity
  }
}

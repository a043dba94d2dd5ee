import type { ByteRange } from './ranges'

export interface Piece {
  readonly start: number
  readonly bytes: Uint8Array
}

/** Bytes of a file, known here and there. Pieces are sorted and do not overlap. */
export class Sparse {
  private pieces: Piece[] = []

  get bytes(): number {
    return this.pieces.reduce((sum, piece) => sum + piece.bytes.length, 0)
  }

  add(start: number, bytes: Uint8Array): void {
    const fresh = this.missing({ start, end: start + bytes.length }).map((gap) => ({
      start: gap.start,
      bytes: bytes.subarray(gap.start - start, gap.end - start),
    }))
    this.pieces = [...this.pieces, ...fresh].sort((a, b) => a.start - b.start)
  }

  /** The parts of `range` that are not here. */
  missing(range: ByteRange): ByteRange[] {
    const gaps: ByteRange[] = []
    let at = range.start
    for (const piece of this.within(range)) {
      if (piece.start > at) gaps.push({ start: at, end: piece.start })
      at = piece.start + piece.bytes.length
    }
    if (at < range.end) gaps.push({ start: at, end: range.end })
    return gaps
  }

  /** The parts of `range` that are here. */
  within(range: ByteRange): Piece[] {
    return this.pieces.flatMap((piece) => {
      const start = Math.max(piece.start, range.start)
      const end = Math.min(piece.start + piece.bytes.length, range.end)
      return start < end ? [{ start, bytes: piece.bytes.subarray(start - piece.start, end - piece.start) }] : []
    })
  }

  /** The bytes from `start` on, as far as they are here in one go. */
  from(start: number): Uint8Array {
    const run: Piece[] = []
    let end = start
    for (const piece of this.within({ start, end: Infinity })) {
      if (piece.start !== end) break
      run.push(piece)
      end += piece.bytes.length
    }
    return joinPieces({ start, end }, run)
  }

  clear(): void {
    this.pieces = []
  }
}

/** One array of `range` out of pieces that cover it. */
export function joinPieces(range: ByteRange, pieces: readonly Piece[]): Uint8Array {
  const only = pieces.length === 1 ? pieces[0] : undefined
  if (only?.start === range.start && only.bytes.length === range.end - range.start) return only.bytes
  const bytes = new Uint8Array(range.end - range.start)
  for (const piece of pieces) bytes.set(piece.bytes, piece.start - range.start)
  return bytes
}

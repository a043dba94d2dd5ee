import type { GridMeasures } from './density'

/** Shapes beyond these are letterboxed: a banner must not shrink its row to a line. */
const MIN_ASPECT = 0.6
const MAX_ASPECT = 3

/** The shape a tile gets for a stored width / height; a square where it is unknown (0). */
export function tileAspect(aspect: number): number {
  return aspect > 0 ? Math.min(Math.max(aspect, MIN_ASPECT), MAX_ASPECT) : 1
}

/** A row of tiles [first, last) in pixels from the top of the grid. `height` is that of its pictures. */
export interface Row {
  readonly first: number
  readonly last: number
  readonly top: number
  readonly height: number
}

/** Where a tile lies, in pixels; `height` is that of its picture. */
export interface TileBox {
  readonly index: number
  readonly left: number
  readonly width: number
}

/**
 * Justified rows over tiles that keep arriving: every full row fills the width exactly, at a height near the measures'.
 * Rows once closed never move, so what a person looks at stays put while rows arrive below. Tiles are taken in steps,
 * so that millions need not be laid out in one go. Memory: 16 bytes a row.
 */
export class JustifiedLayout {
  /** Tiles taken so far. */
  tiles = 0
  private closed = 0
  private firsts = new Uint32Array(1024)
  private tops = new Float64Array(1024)
  private heights = new Float32Array(1024)
  private openFirst = 0
  private openTop = 0
  private openAspects = 0

  constructor(
    /** Pixels to fill. */
    readonly width: number,
    readonly measures: GridMeasures,
  ) {}

  /** Takes tiles up to `count`, at most `maxTiles` of them; `aspectAt` gives width / height, 0 when unknown. */
  take(aspectAt: (index: number) => number, count: number, maxTiles: number): void {
    const { rowHeight } = this.measures
    const end = Math.min(count, this.tiles + maxTiles)
    while (this.tiles < end) {
      const aspect = tileAspect(aspectAt(this.tiles))
      const many = this.tiles - this.openFirst
      const withIt = this.heightFor(this.openAspects + aspect, many + 1)
      if (withIt > rowHeight) {
        this.openAspects += aspect
        this.tiles += 1
        continue
      }
      // The row is full with this tile: close it before or after, whichever comes nearer to the wanted height.
      const without = many > 0 ? this.heightFor(this.openAspects, many) : Infinity
      if (without / rowHeight < rowHeight / withIt) this.close(this.tiles, without)
      else {
        this.tiles += 1
        this.close(this.tiles, withIt)
        continue
      }
      this.openAspects = aspect
      this.tiles += 1
      if (this.heightFor(aspect, 1) <= rowHeight) this.close(this.tiles, this.heightFor(aspect, 1))
    }
  }

  get rows(): number {
    return this.closed + (this.tiles > this.openFirst ? 1 : 0)
  }

  /** Pixels of all rows, with the gap below each. */
  get height(): number {
    return this.openTop + (this.tiles > this.openFirst ? this.pitch(this.openHeight()) : 0)
  }

  /** Row by its number; the last may still be open, and is not stretched. Throws RangeError. */
  row(index: number): Row {
    if (index === this.closed && this.tiles > this.openFirst)
      return { first: this.openFirst, last: this.tiles, top: this.openTop, height: this.openHeight() }
    if (index < 0 || index >= this.closed) throw new RangeError(`no row ${index} of ${this.rows}`)
    const last = index + 1 < this.closed ? (this.firsts[index + 1] ?? 0) : this.openFirst
    return { first: this.firsts[index] ?? 0, last, top: this.tops[index] ?? 0, height: this.heights[index] ?? 0 }
  }

  /** The row at an offset in pixels; the nearest when there is none, -1 in an empty layout. */
  rowAt(offset: number): number {
    return this.tiles > this.openFirst && offset >= this.openTop
      ? this.closed
      : Math.max(lastAtMost(this.tops, this.closed, offset), this.rows > 0 ? 0 : -1)
  }

  /** The row of a tile; -1 before the tile is laid out. */
  rowOfTile(tile: number): number {
    if (tile < 0 || tile >= this.tiles) return -1
    return tile >= this.openFirst ? this.closed : lastAtMost(this.firsts, this.closed, tile)
  }

  /** The tiles of a row from left to right. */
  boxes(row: Row, aspectAt: (index: number) => number): TileBox[] {
    const boxes: TileBox[] = []
    let left = 0
    for (let index = row.first; index < row.last; index++) {
      const width = tileAspect(aspectAt(index)) * row.height
      boxes.push({ index, left, width })
      left += width + this.measures.gap
    }
    return boxes
  }

  private heightFor(aspects: number, tiles: number): number {
    return Math.max(1, (this.width - this.measures.gap * (tiles - 1)) / aspects)
  }

  private openHeight(): number {
    return Math.min(this.measures.rowHeight, this.heightFor(this.openAspects, this.tiles - this.openFirst))
  }

  private pitch(height: number): number {
    return height + this.measures.strip + this.measures.gap
  }

  private close(end: number, height: number): void {
    if (this.closed === this.firsts.length) {
      this.firsts = grown(this.firsts, new Uint32Array(this.closed * 2))
      this.tops = grown(this.tops, new Float64Array(this.closed * 2))
      this.heights = grown(this.heights, new Float32Array(this.closed * 2))
    }
    this.firsts[this.closed] = this.openFirst
    this.tops[this.closed] = this.openTop
    this.heights[this.closed] = height
    this.closed += 1
    // The stored height is rounded to 32 bits; the next top builds on the row's real one.
    this.openTop += this.pitch(height)
    this.openFirst = end
    this.openAspects = 0
  }
}

function grown<A extends Uint32Array | Float64Array | Float32Array>(from: A, to: A): A {
  to.set(from)
  return to
}

/** The last index below `count` whose ascending value is at most `wanted`; -1 when none is. */
function lastAtMost(values: Uint32Array | Float64Array, count: number, wanted: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] ?? Infinity) <= wanted) low = middle + 1
    else high = middle
  }
  return low - 1
}

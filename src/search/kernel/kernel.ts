/** A block of vectors in 8 bits: row r is `bytes[r * width ..] * scales[r]`, and `scales[r]` is such that the row has length 1. */
export interface Int8Block {
  readonly rows: number
  readonly bytes: Int8Array<ArrayBuffer>
  readonly scales: Float32Array<ArrayBuffer>
}

/**
 * Scores vectors of one width against one query in WASM SIMD, in one thread. A row of length 0, or with a number that
 * is not finite, scores NaN.
 */
export interface Kernel {
  readonly width: number
  /** Any length but 0. */
  setQuery(vector: Float32Array): void
  /** Cosines of `rows` float16 vectors, in float32 arithmetic (error below {@link FLOAT32_ERROR}); `out` has room for `rows`. */
  scoreHalves(halves: Uint16Array, rows: number, out: Float32Array): void
  /** One row's cosine in float64: what results are ordered by. */
  exactHalves(halves: Uint16Array, row: number): number
  quantise(halves: Uint16Array, rows: number): Int8Block
  /** Cosines of 8-bit vectors; off by a few thousandths. */
  scoreInt8(block: Int8Block, out: Float32Array): void
}

/** Bound of {@link Kernel.scoreHalves}'s error, with room: some 10^-6 for 512 numbers. */
export const FLOAT32_ERROR = 1e-4

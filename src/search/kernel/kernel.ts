/** A block of vectors in 8 bits, in the kernel's own memory, from which they are scored without another copy. */
export interface Int8Block {
  readonly rows: number
  /** Where its bytes lie. */
  readonly at: number
  /** How far a row's 8-bit form lies from the row itself, both at length 1: no cosine with it is off by more. */
  readonly errors: Float32Array<ArrayBuffer>
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
  /** Stays in memory as long as the kernel does. Throws a RangeError when there is no more. */
  quantise(halves: Uint16Array, rows: number): Int8Block
  /** Cosines of 8-bit vectors; row r is off by at most `errors[r]` and {@link queryError}, mostly by a twentieth of that. */
  scoreInt8(block: Int8Block, out: Float32Array): void
  /** What taking the query in 16 bits adds to the error of {@link scoreInt8}. */
  readonly queryError: number
}

/** Bound of {@link Kernel.scoreHalves}'s error, with room: some 10^-6 for 512 numbers. */
export const FLOAT32_ERROR = 1e-4

/** Copies of vectors close at hand, that give rough scores without a look at the vectors themselves. */
export interface Resident {
  readonly kind: 'wasm' | 'webgpu'
  has(id: string): boolean
  /** Takes a block of float16 rows, for as long as there is room: first come stay, since a ranking goes through all of them. */
  add(id: string, halves: Uint16Array, rows: number): void
  setQuery(vector: Float32Array): void
  /**
   * Rough cosines of a block's rows, NaN for rows without a direction, and how far each may be off at most. Throws plain
   * errors, after which the copies are of no use.
   */
  score(id: string, out: Float32Array, errors: Float32Array): Promise<void>
}

/** Keeps the best `k` of many scored keys: a higher score comes first, of equal ones the lower key. */
export class TopK {
  private readonly scores: Float64Array
  private readonly keys: Float64Array
  private size = 0

  constructor(private readonly k: number) {
    this.scores = new Float64Array(k)
    this.keys = new Float64Array(k)
  }

  /** The least score that is kept; -Infinity while there is room. */
  get threshold(): number {
    return this.size < this.k ? -Infinity : (this.scores[0] ?? -Infinity)
  }

  /** NaN is never kept. */
  push(score: number, key: number): void {
    if (Number.isNaN(score) || this.k === 0) return
    if (this.size < this.k) {
      this.place(this.size, score, key)
      this.rise(this.size++)
    } else if (this.worse(0, score, key)) {
      this.place(0, score, key)
      this.sink(0)
    }
  }

  /** Best first, in arrays of their own. */
  sorted(): { readonly keys: Float64Array<ArrayBuffer>; readonly scores: Float64Array<ArrayBuffer> } {
    const order = Array.from({ length: this.size }, (_, i) => i).sort(
      (a, b) => (this.scores[b] ?? 0) - (this.scores[a] ?? 0) || (this.keys[a] ?? 0) - (this.keys[b] ?? 0),
    )
    return { keys: Float64Array.from(order, (i) => this.keys[i] ?? NaN), scores: Float64Array.from(order, (i) => this.scores[i] ?? NaN) }
  }

  /** Whether what is at `at` comes after a score and key. */
  private worse(at: number, score: number, key: number): boolean {
    const other = this.scores[at] ?? 0
    return other < score || (other === score && (this.keys[at] ?? 0) > key)
  }

  private place(at: number, score: number, key: number): void {
    this.scores[at] = score
    this.keys[at] = key
  }

  /** The worst is at the root, so that it is the one to go. */
  private rise(from: number): void {
    for (let at = from; at > 0;) {
      const above = (at - 1) >> 1
      if (!this.worse(at, this.scores[above] ?? 0, this.keys[above] ?? 0)) return
      this.swap(at, above)
      at = above
    }
  }

  private sink(from: number): void {
    for (let at = from; ;) {
      let worst = at
      for (const below of [2 * at + 1, 2 * at + 2]) {
        if (below < this.size && this.worse(below, this.scores[worst] ?? 0, this.keys[worst] ?? 0)) worst = below
      }
      if (worst === at) return
      this.swap(at, worst)
      at = worst
    }
  }

  private swap(a: number, b: number): void {
    const [score = 0, key = 0] = [this.scores[a], this.keys[a]]
    this.place(a, this.scores[b] ?? 0, this.keys[b] ?? 0)
    this.place(b, score, key)
  }
}

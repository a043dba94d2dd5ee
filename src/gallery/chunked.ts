const CHUNK = 2 ** 16

type Numbers = Float64Array | Float32Array

/** A growing list of numbers in chunks of 65,536: millions are appended without copying what is there. */
export class Chunked<A extends Numbers> {
  length = 0
  private readonly chunks: A[] = []

  constructor(private readonly create: (length: number) => A) {}

  /** The value at an index; NaN beyond the end. */
  at(index: number): number {
    return index < this.length ? (this.chunks[Math.floor(index / CHUNK)]?.[index % CHUNK] ?? NaN) : NaN
  }

  append(values: ArrayLike<number>): void {
    for (let from = 0; from < values.length; ) {
      const used = this.length % CHUNK
      let chunk = this.chunks.at(-1)
      if (!chunk || used === 0) this.chunks.push((chunk = this.create(CHUNK)))
      const count = Math.min(values.length - from, CHUNK - used)
      for (let i = 0; i < count; i++) chunk[used + i] = values[from + i] ?? NaN
      from += count
      this.length += count
    }
  }

  /** Linear, natively per chunk: a few milliseconds for a million. -1 when absent. */
  indexOf(value: number): number {
    for (const [i, chunk] of this.chunks.entries()) {
      const at = chunk.indexOf(value)
      if (at !== -1) return i * CHUNK + at < this.length ? i * CHUNK + at : -1
    }
    return -1
  }

  /** The index of a value among ascending values; -1 when absent. */
  search(value: number): number {
    let low = 0
    let high = this.length - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const found = this.at(middle)
      if (found === value) return middle
      if (found < value) low = middle + 1
      else high = middle - 1
    }
    return -1
  }
}

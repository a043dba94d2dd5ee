const CHUNK = 2 ** 16

type Numbers = Float64Array | Uint16Array

/**
 * A growing list of numbers in chunks of 65,536: millions are appended without copying what is there. A full chunk of
 * consecutive numbers, as the keys of an unfiltered dataset are, is kept as its first number alone.
 */
export class Chunked<A extends Numbers> {
  length = 0
  private readonly chunks: (A | number)[] = []

  constructor(private readonly create: (length: number) => A) {}

  /** The value at an index; NaN beyond the end. */
  at(index: number): number {
    const chunk = index < this.length ? this.chunks[Math.floor(index / CHUNK)] : undefined
    if (chunk === undefined) return NaN
    return typeof chunk === 'number' ? chunk + (index % CHUNK) : (chunk[index % CHUNK] ?? NaN)
  }

  append(values: ArrayLike<number>): void {
    for (let from = 0; from < values.length;) {
      const used = this.length % CHUNK
      if (used === 0) this.chunks.push(this.create(CHUNK))
      const chunk = this.chunks.at(-1)
      const count = Math.min(values.length - from, CHUNK - used)
      if (typeof chunk === 'object') {
        for (let i = 0; i < count; i++) chunk[used + i] = values[from + i] ?? NaN
        if (used + count === CHUNK && isConsecutive(chunk)) this.chunks[this.chunks.length - 1] = chunk[0] ?? NaN
      }
      from += count
      this.length += count
    }
  }

  /** Linear, natively per chunk: a few milliseconds for a million. -1 when absent. */
  indexOf(value: number): number {
    for (const [i, chunk] of this.chunks.entries()) {
      const at = typeof chunk === 'number' ? within(value - chunk) : chunk.indexOf(value)
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

function within(offset: number): number {
  return Number.isInteger(offset) && offset >= 0 && offset < CHUNK ? offset : -1
}

function isConsecutive(values: Numbers): boolean {
  const first = values[0] ?? NaN
  if (values.at(-1) !== first + values.length - 1) return false
  for (let i = 1; i < values.length; i++) if (values[i] !== first + i) return false
  return true
}

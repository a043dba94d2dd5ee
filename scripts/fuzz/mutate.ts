/** Numbers in [0, 1) that follow from a seed: mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface Mutation {
  readonly bytes: Uint8Array
  /** What was done, for people. */
  readonly how: string
}

/** Numbers at the edges of what formats store, as the bytes that store them. */
const EXTREMES: readonly (readonly number[])[] = [
  [0],
  [0xff],
  [0x7f],
  [0x80],
  [0, 0, 0, 0],
  [0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0, 0, 0, 0x80],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  // Varints of 2^28 - 1, 2^31 - 1 (zigzag and plain), 2^32 - 1, 2^63 - 1, and one without an end.
  [0xff, 0xff, 0xff, 0x7f],
  [0xfe, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0x07],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
]

/** The damaged file of number `index` from a seed: the same whenever it is asked for. Each has one to three injuries. */
export function mutate(files: readonly Uint8Array[], seed: number, index: number): Mutation {
  const random = randomOf(seed * 1_000_003 + index)
  const below = (limit: number) => Math.floor(random() * limit)
  const file = below(files.length)
  let bytes = files[file] ?? new Uint8Array(0)
  const done: string[] = []
  for (let left = 1 + below(3); left > 0; left--) {
    // Headers and footers are short beside values: half of the injuries lie near an end.
    const near = random() < 0.5 ? Math.min(bytes.length, 1024) : bytes.length
    const at = random() < 0.5 ? below(near + 1) : bytes.length - below(near + 1)
    const [injured, how] = injure(bytes, at, below)
    bytes = injured
    done.push(how)
  }
  return { bytes, how: `file ${file}: ${done.join(', ')}` }
}

function injure(bytes: Uint8Array, at: number, below: (limit: number) => number): [Uint8Array, string] {
  const length = 1 + below(64)
  switch (below(7)) {
    case 0:
    case 1: {
      const bit = below(8)
      return [splice(bytes, at, 1, [(bytes[at] ?? 0) ^ (1 << bit)]), `bit ${bit} of byte ${at} flipped`]
    }
    case 2:
      return [splice(bytes, at, length, []), `${length} bytes cut at ${at}`]
    case 3:
      return [splice(bytes, at, 0, bytes.subarray(at, at + length)), `${length} bytes repeated at ${at}`]
    case 4: {
      const fresh = Array.from({ length }, () => below(256))
      return [splice(bytes, at, 0, fresh), `${length} bytes inserted at ${at}`]
    }
    case 5: {
      const fresh = Array.from({ length: 1 + below(4) }, () => below(256))
      return [splice(bytes, at, fresh.length, fresh), `bytes ${fresh.join(' ')} written over ${at}`]
    }
    default: {
      const extreme = EXTREMES[below(EXTREMES.length)] ?? []
      return [splice(bytes, at, extreme.length, extreme), `bytes ${extreme.join(' ')} written over ${at}`]
    }
  }
}

function splice(bytes: Uint8Array, at: number, removed: number, added: ArrayLike<number>): Uint8Array {
  const rest = bytes.subarray(Math.min(bytes.length, at + removed))
  const result = new Uint8Array(Math.min(at, bytes.length) + added.length + rest.length)
  result.set(bytes.subarray(0, at))
  result.set(added, Math.min(at, bytes.length))
  result.set(rest, result.length - rest.length)
  return result
}

/** 32-bit FNV-1a of the text's UTF-16 units, finished by an avalanche so that every bit is usable. */
export function hashText(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A number in [0, 1) that depends on the text alone. */
export function unitOf(text: string): number {
  return hashText(text) / 2 ** 32
}

/** The item of a non-empty list that the text chooses. */
export function pick<T>(items: readonly [T, ...T[]], text: string): T {
  return items[Math.floor(unitOf(text) * items.length)] ?? items[0]
}

/** A seeded source of numbers in [0, 1): mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `length` seeded numbers of the standard normal distribution. */
export function seededGaussians(length: number, seed: number): Float64Array {
  const random = seededRandom(seed)
  const out = new Float64Array(length)
  for (let i = 0; i < length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()))
    const angle = 2 * Math.PI * random()
    out[i] = radius * Math.cos(angle)
    if (i + 1 < length) out[i + 1] = radius * Math.sin(angle)
  }
  return out
}

/** Shorter sums have no direction worth ranking by: the parts cancel out. */
const SHORTEST_SUM = 1e-6
/** Of vectors in links; the widest CLIP has 1,280. */
const WIDEST = 4096

/** One vector of a search and how much of it is wanted; negative to be kept away from. */
export interface Part {
  readonly vector: Float32Array
  readonly weight: number
}

function lengthOf(vector: Float32Array | Float64Array): number {
  let sum = 0
  for (const x of vector) sum += x * x
  return Math.sqrt(sum)
}

/** Of length 1; null when there is no direction in it. */
function toUnit(vector: Float32Array | Float64Array, shortest: number): Float32Array<ArrayBuffer> | null {
  const length = lengthOf(vector)
  return length > shortest && length < Infinity ? Float32Array.from(vector, (x) => x / length) : null
}

/**
 * The weighted sum of the parts' directions, of length 1. Parts of zeros add nothing.
 * @returns null when the parts cancel out, are none, are not finite, or differ in width.
 */
export function combine(parts: readonly Part[]): Float32Array<ArrayBuffer> | null {
  const width = parts[0]?.vector.length ?? 0
  if (parts.some(({ vector }) => vector.length !== width)) return null
  const sum = new Float64Array(width)
  for (const { vector, weight } of parts) {
    const scale = weight / (lengthOf(vector) || 1)
    for (let i = 0; i < width; i++) sum[i] = (sum[i] as number) + scale * (vector[i] as number)
  }
  return toUnit(sum, SHORTEST_SUM)
}

/** A vector's direction as text for a link: 8 bits a number, base64url, 683 characters for 512 numbers. */
export function packVector(vector: Float32Array): string {
  const largest = vector.reduce((max, x) => Math.max(max, Math.abs(x)), 0)
  const bytes = Uint8Array.from(vector, (x) => (largest > 0 ? Math.round((x / largest) * 127) : 0))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** The vector of {@link packVector}, of length 1; null for anything else, which links may hold. */
export function unpackVector(text: string): Float32Array<ArrayBuffer> | null {
  if (text.length > Math.ceil((WIDEST * 4) / 3) || text.length % 4 === 1 || !/^[\w-]+$/.test(text)) return null
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return toUnit(
    Float32Array.from(bytes, (byte) => (byte.charCodeAt(0) << 24) >> 24),
    0,
  )
}

/** Any object with numbers by index. */
type Numbers = ArrayLike<number>

/** Length 1, computed in float64; zeros stay zeros. Throws when a number is not finite. */
export function normalised(vector: Numbers): Float32Array<ArrayBuffer> {
  const length = Math.hypot(...Array.from(vector))
  if (!Number.isFinite(length)) throw new Error('It gave numbers that are not finite.')
  return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length))
}

/** Cosine over the first numbers of both; 0 where one is all zeros. */
export function cosine(a: Numbers, b: Numbers): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0]
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0
}

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/** The bits of the nearest float16; ties go to even, as numpy does. */
export function floatToHalf(value: number): number {
  float[0] = value
  const x = bits[0] ?? 0
  const sign = (x >>> 16) & 0x8000
  const exponent = (x >>> 23) & 0xff
  const mantissa = x & 0x7fffff
  if (exponent === 0xff) return sign | 0x7c00 | (mantissa ? 0x200 : 0)
  const e = exponent - 112
  if (e >= 31) return sign | 0x7c00
  if (e <= 0) return e < -10 ? sign : sign | rounded(mantissa | 0x800000, 14 - e)
  // A carry out of the mantissa rightly raises the exponent, up to infinity.
  return sign | ((e << 10) + rounded(mantissa, 13))
}

function rounded(value: number, shift: number): number {
  const kept = value >>> shift
  const rest = value & ((1 << shift) - 1)
  const half = 1 << (shift - 1)
  return rest > half || (rest === half && kept & 1) ? kept + 1 : kept
}

function decode(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 0x1f
  const mantissa = half & 0x3ff
  if (exponent === 31) return mantissa ? NaN : sign * Infinity
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25))
}

// Looking up is several times faster than computing.
const DECODED = Float32Array.from({ length: 65_536 }, (_, half) => decode(half))

/** The number that float16 bits stand for. */
export function halfToFloat(half: number): number {
  return DECODED[half & 0xffff] ?? NaN
}

/** float32 bits of 2^-14, the least normal float16; of what rounds to infinity; and the difference of the exponents' biases. */
const SMALLEST_NORMAL = 0x38800000
const OVERFLOW = 0x477ff000
const REBIAS = 0x38000000

export function floatsToHalves(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(values.length)
  // Millions at a time: the bits are taken as they are where the values have them.
  const stored = values instanceof Float32Array ? new Uint32Array(values.buffer, values.byteOffset, values.length) : null
  for (let i = 0; i < halves.length; i++) {
    const x = stored ? (stored[i] ?? 0) : 0
    const magnitude = x & 0x7fffffff
    const isPlain = magnitude >= SMALLEST_NORMAL && magnitude < OVERFLOW
    halves[i] = isPlain
      ? ((x >>> 16) & 0x8000) | ((magnitude - REBIAS + 0xfff + ((magnitude >>> 13) & 1)) >>> 13)
      : floatToHalf(values[i] ?? 0)
  }
  return halves
}

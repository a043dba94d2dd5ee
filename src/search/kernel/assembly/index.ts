/*
 * Scores of vectors in WASM SIMD, compiled by scripts/kernel.ts. Pointers are bytes into the imported memory; rows are
 * padded with zeros to `stride`, a multiple of 16 numbers. No allocation here: the caller lays out the memory.
 * Of each eight numbers the kernel takes the even ones before the odd ones, so that two float16 in 32 bits are apart
 * without a shuffle; queries and 8-bit rows lie in that order.
 */

/** 2^112: what a float16's bits, moved into those of a float32, lack in exponent. Right for subnormal ones too. */
const REBIAS: f32 = 5192296858534827628530496329220096.0
/** Sign, exponent and mantissa of a float16 once its sign has come along on its way to their places in a float32. */
const IN_PLACE: i32 = 0x8fffe000
/** The square of what the least of infinite and not a number come out as, 65,536. */
const DAMAGED: f32 = 4294967296.0

// @ts-ignore: decorator
@inline
function evens(halves: v128): v128 {
  return f32x4.mul(v128.and(i32x4.shr_s(i32x4.shl(halves, 16), 3), i32x4.splat(IN_PLACE)), f32x4.splat(REBIAS))
}

// @ts-ignore: decorator
@inline
function odds(halves: v128): v128 {
  return f32x4.mul(v128.and(i32x4.shr_s(halves, 3), i32x4.splat(IN_PLACE)), f32x4.splat(REBIAS))
}

// @ts-ignore: decorator
@inline
function sum(lanes: v128): f32 {
  return f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 1) + (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3))
}

// @ts-ignore: decorator
@inline
function squared(lanes: v128): v128 {
  return f32x4.mul(lanes, lanes)
}

/** Whether all numbers of a row are finite, given the sum of their squares, which alone tells nearly always. */
function isSound(start: usize, bytes: usize, norm: f32): bool {
  if (norm < DAMAGED) return true
  let largest = i16x8.splat(0)
  for (let at: usize = 0; at < bytes; at += 16) largest = i16x8.max_u(largest, v128.and(v128.load(start + at), i16x8.splat(0x7fff)))
  return !v128.any_true(i16x8.ge_u(largest, i16x8.splat(0x7c00)))
}

/** Cosines of `rows` float16 rows with a float32 query of length 1, into `out` as float32; NaN for rows without a direction. */
export function scoreHalves(query: usize, rowsAt: usize, rows: i32, stride: i32, out: usize): void {
  const bytes = <usize>stride << 1
  for (let row = 0; row < rows; row++) {
    const start = rowsAt + <usize>row * bytes
    let dot0 = f32x4.splat(0)
    let dot1 = f32x4.splat(0)
    let dot2 = f32x4.splat(0)
    let dot3 = f32x4.splat(0)
    let norm0 = f32x4.splat(0)
    let norm1 = f32x4.splat(0)
    let norm2 = f32x4.splat(0)
    let norm3 = f32x4.splat(0)
    for (let at: usize = 0; at < bytes; at += 32) {
      const a = v128.load(start + at)
      const b = v128.load(start + at + 16)
      const v0 = evens(a)
      const v1 = odds(a)
      const v2 = evens(b)
      const v3 = odds(b)
      const q = query + (at << 1)
      dot0 = f32x4.add(dot0, f32x4.mul(v0, v128.load(q)))
      dot1 = f32x4.add(dot1, f32x4.mul(v1, v128.load(q + 16)))
      dot2 = f32x4.add(dot2, f32x4.mul(v2, v128.load(q + 32)))
      dot3 = f32x4.add(dot3, f32x4.mul(v3, v128.load(q + 48)))
      norm0 = f32x4.add(norm0, f32x4.mul(v0, v0))
      norm1 = f32x4.add(norm1, f32x4.mul(v1, v1))
      norm2 = f32x4.add(norm2, f32x4.mul(v2, v2))
      norm3 = f32x4.add(norm3, f32x4.mul(v3, v3))
    }
    const dot = sum(f32x4.add(f32x4.add(dot0, dot1), f32x4.add(dot2, dot3)))
    const norm = sum(f32x4.add(f32x4.add(norm0, norm1), f32x4.add(norm2, norm3)))
    store<f32>(out + (<usize>row << 2), norm > 0 && isSound(start, bytes, norm) ? dot / sqrt<f32>(norm) : f32.NaN)
  }
}

/**
 * Rows as 8-bit numbers: `bytes` times `scales` is the row at length 1, but for a rest whose length goes to `errors`.
 * A scale is NaN for rows without a direction.
 */
export function quantise(rowsAt: usize, rows: i32, stride: i32, bytesAt: usize, scalesAt: usize, errorsAt: usize): void {
  const bytes = <usize>stride << 1
  for (let row = 0; row < rows; row++) {
    const start = rowsAt + <usize>row * bytes
    let squares = f32x4.splat(0)
    let most = f32x4.splat(0)
    for (let at: usize = 0; at < bytes; at += 16) {
      const a = v128.load(start + at)
      const even = evens(a)
      const odd = odds(a)
      squares = f32x4.add(squares, f32x4.add(squared(even), squared(odd)))
      most = f32x4.max(most, f32x4.max(f32x4.abs(even), f32x4.abs(odd)))
    }
    const peak = max<f32>(max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)))
    const norm = sum(squares)
    const sound = peak > 0 && isSound(start, bytes, norm)
    const unit = peak / 127 / sqrt<f32>(norm)
    store<f32>(scalesAt + (<usize>row << 2), sound ? unit : f32.NaN)
    const scale = f32x4.splat(sound ? 127 / peak : 0)
    let rest = f32x4.splat(0)
    const into = bytesAt + <usize>row * <usize>stride
    for (let at: usize = 0; at < bytes; at += 32) {
      const a = v128.load(start + at)
      const b = v128.load(start + at + 16)
      const v0 = f32x4.mul(evens(a), scale)
      const v1 = f32x4.mul(odds(a), scale)
      const v2 = f32x4.mul(evens(b), scale)
      const v3 = f32x4.mul(odds(b), scale)
      const w0 = f32x4.nearest(v0)
      const w1 = f32x4.nearest(v1)
      const w2 = f32x4.nearest(v2)
      const w3 = f32x4.nearest(v3)
      rest = f32x4.add(rest, f32x4.add(f32x4.add(squared(f32x4.sub(v0, w0)), squared(f32x4.sub(v1, w1))), f32x4.add(squared(f32x4.sub(v2, w2)), squared(f32x4.sub(v3, w3)))))
      v128.store(into + (at >> 1), i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(w0), i32x4.trunc_sat_f32x4_s(w1)), i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(w2), i32x4.trunc_sat_f32x4_s(w3))))
    }
    store<f32>(errorsAt + (<usize>row << 2), sqrt<f32>(sum(rest)) * unit)
  }
}

/** Cosines of 8-bit rows with a query of int16, `queryScale` of which is 1, into `out` as float32. */
export function scoreInt8(query: usize, queryScale: f32, bytesAt: usize, scalesAt: usize, rows: i32, stride: i32, out: usize): void {
  for (let row = 0; row < rows; row++) {
    const start = bytesAt + <usize>row * <usize>stride
    let dot0 = i32x4.splat(0)
    let dot1 = i32x4.splat(0)
    for (let at: usize = 0; at < <usize>stride; at += 16) {
      const v = v128.load(start + at)
      const q = query + (at << 1)
      dot0 = i32x4.add(dot0, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(v), v128.load(q)))
      dot1 = i32x4.add(dot1, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(v), v128.load(q + 16)))
    }
    const lanes = i32x4.add(dot0, dot1)
    // A lane fits in 32 bits, all four together may not.
    const dot = <f32>(<i64>i32x4.extract_lane(lanes, 0) + <i64>i32x4.extract_lane(lanes, 1) + <i64>i32x4.extract_lane(lanes, 2) + <i64>i32x4.extract_lane(lanes, 3))
    store<f32>(out + (<usize>row << 2), dot * queryScale * load<f32>(scalesAt + (<usize>row << 2)))
  }
}

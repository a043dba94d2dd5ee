/**
 * Whether repetition levels (bit width 1, Parquet's hybrid of runs and packed bits) say that a row starts at every
 * `width`-th of `count` values and nowhere else. Looks at whole runs and bytes where it can: there are as many levels as numbers.
 */
export function startsEvery(levels: Uint8Array, count: number, width: number): boolean {
  if (count % width !== 0) return false
  let at = 0
  let value = 0
  while (value < count && at < levels.length) {
    let header = 0
    for (let shift = 0; ; shift += 7) {
      const byte = levels[at++] ?? 0
      header += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) break
      if (shift > 28) return false
    }
    const isPacked = header % 2 === 1
    const groups = Math.floor(header / 2)
    if (groups === 0) return false
    if (!isPacked) {
      const end = Math.min(count, value + groups)
      const level = levels[at++]
      const starts = startsWithin(value, end, width)
      if (level === 1 ? starts !== 0 : starts !== end - value) return false
      value = end
      continue
    }
    for (let group = 0; group < groups && value < count; group++) {
      const byte = levels[at++] ?? 0
      const end = Math.min(count, value + 8)
      // All continue: the common case.
      if (byte === 0xff ? startsWithin(value, end, width) !== 0 : !bitsStart(byte, value, end, width)) return false
      value = end
    }
  }
  return value >= count
}

/** Multiples of `width` in [from, to). */
function startsWithin(from: number, to: number, width: number): number {
  return Math.ceil(to / width) - Math.ceil(from / width)
}

function bitsStart(byte: number, from: number, to: number, width: number): boolean {
  for (let value = from; value < to; value++) {
    const continues = ((byte >> (value - from)) & 1) === 1
    if (continues === (value % width === 0)) return false
  }
  return true
}

import type { Bytes } from './bytes'

/** Levels of a page in Parquet's hybrid of runs and packed bits, with their length before them. `at` gives a level below 2^width. */
export function writeLevels(out: Bytes, count: number, width: 1 | 2, at: (index: number) => number): void {
  const first = count > 0 ? at(0) : 0
  let same = true
  for (let i = 1; i < count && same; i++) same = at(i) === first
  if (same) {
    // As long as the run's header and one byte.
    out.uint32(varintLength(count * 2) + 1)
    out.varint(count * 2)
    out.byte(first)
    return
  }
  const groups = Math.ceil(count / 8)
  const header = groups * 2 + 1
  out.uint32(varintLength(header) + groups * width)
  out.varint(header)
  const inByte = 8 / width
  for (let from = 0; from < groups * 8; from += inByte) {
    let byte = 0
    for (let i = 0; i < inByte && from + i < count; i++) byte |= at(from + i) << (i * width)
    out.byte(byte)
  }
}

function varintLength(value: number): number {
  let length = 1
  for (let left = value; left >= 128; left = Math.floor(left / 128)) length++
  return length
}

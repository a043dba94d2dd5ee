/*
 * Thrift's compact protocol, walked before anything is made of it: hyparquet's parser believes the sizes of lists, and
 * reads varints for as long as they go on. Format: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

/** No structure of the Parquet format is half as deep. */
const MAX_DEPTH = 24
const STRUCT = 12

/**
 * Where the struct that starts at `start` ends; null where it runs past the end of `bytes`. Throws RangeError for bytes
 * that can be no struct, however many follow.
 */
export function structEnd(bytes: Uint8Array, start: number): number | null {
  let at = start

  function varint(): number {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = next()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw new RangeError('a number has no end')
  }

  function next(): number {
    const byte = bytes[at++]
    if (byte === undefined) throw CUT_OFF
    return byte
  }

  function skip(count: number): void {
    at += count
    if (at > bytes.length) throw CUT_OFF
  }

  function element(type: number, depth: number): void {
    switch (type) {
      case 3:
        return skip(1)
      case 4:
      case 5:
      case 6:
        varint()
        return
      case 7:
        return skip(8)
      case 8:
        return skip(varint())
      case 9:
        return list(depth)
      case STRUCT:
        return struct(depth)
      default:
        throw new RangeError(`type ${type} is not of Parquet`)
    }
  }

  function list(depth: number): void {
    const head = next()
    const type = head & 15
    const size = head >> 4 === 15 ? varint() : head >> 4
    // An element takes a byte at least.
    if (size > bytes.length - at) throw CUT_OFF
    // Booleans are stored in the header of a field, but in a byte in a list.
    for (let i = 0; i < size; i++) element(type === 1 || type === 2 ? 3 : type, depth)
  }

  function struct(depth: number): void {
    if (depth > MAX_DEPTH) throw new RangeError('structs lie too deep in each other')
    for (;;) {
      const head = next()
      const type = head & 15
      if (type === 0) return
      if (head >> 4 === 0) varint()
      if (type > 2) element(type, depth + 1)
    }
  }

  try {
    struct(0)
    return at
  } catch (error) {
    if (error === CUT_OFF) return null
    throw error
  }
}

const CUT_OFF = new Error('cut off')

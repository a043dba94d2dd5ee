/** One file in a zip. */
export interface ZipMember {
  readonly name: string
  /** `stored`: its bytes as they are. */
  readonly method: 'stored' | 'deflated' | 'unknown'
  /** Of its unpacked bytes, as the directory says. */
  readonly crc: number
  /** Bytes it takes in the zip, and unpacked. */
  readonly packed: number
  readonly size: number
  /** Byte at which its local header begins; its bytes follow that. */
  readonly header: number
}

/** Why a zip cannot be read: the end of a sentence that begins with its name. */
export interface NotZip {
  readonly refusal: string
}

/** Where a zip's directory lies. */
export interface CentralDirectory {
  readonly start: number
  readonly end: number
  readonly members: number
}

/** Bytes from the end that hold the end record of a zip without a comment, ZIP64's too, and a short directory before it. */
export const ZIP_TAIL = 4096
/** Bytes of a local header without its name and extra fields. */
export const LOCAL_HEADER = 30

const END = 0x06054b50
const END_SIZE = 22
const LOCATOR = 0x07064b50
const LOCATOR_SIZE = 20
const END64 = 0x06064b50
const END64_SIZE = 56
const ENTRY = 0x02014b50
const ENTRY_SIZE = 46
const LOCAL = 0x04034b50
/** Of 32 bits: the number stands in a ZIP64 field instead. */
const ELSEWHERE = 0xffffffff
const ENCRYPTED = 1
/** A directory of more is no archive of a few matrices. */
const MOST_MEMBERS = 1000
export const MOST_DIRECTORY = 1e6

/** Finds the directory by the last bytes of a zip; `start`: where in the zip they begin. */
export function findDirectory(tail: Uint8Array, start: number): CentralDirectory | NotZip {
  const view = viewOf(tail)
  let end = tail.length - END_SIZE
  while (end >= 0 && !(view.getUint32(end, true) === END && end + END_SIZE + view.getUint16(end + 20, true) === tail.length)) end -= 1
  if (end < 0) return { refusal: 'is not a .npz archive, or it is cut off' }
  let directory = {
    members: view.getUint16(end + 10, true),
    start: view.getUint32(end + 16, true),
    end: view.getUint32(end + 16, true) + view.getUint32(end + 12, true),
  }
  const locator = end - LOCATOR_SIZE
  if (locator >= 0 && view.getUint32(locator, true) === LOCATOR) {
    const end64 = Number(view.getBigUint64(locator + 8, true)) - start
    if (!(end64 >= 0 && end64 + END64_SIZE <= locator) || view.getUint32(end64, true) !== END64)
      return { refusal: 'has a damaged directory' }
    const first = Number(view.getBigUint64(end64 + 48, true))
    directory = {
      members: Number(view.getBigUint64(end64 + 32, true)),
      start: first,
      end: first + Number(view.getBigUint64(end64 + 40, true)),
    }
  }
  if (directory.members > MOST_MEMBERS || directory.end - directory.start > MOST_DIRECTORY)
    return { refusal: 'is an archive of too many files' }
  return directory.end <= start + end ? directory : { refusal: 'has a damaged directory' }
}

/** Reads the directory's bytes. */
export function parseDirectory(bytes: Uint8Array, members: number): readonly ZipMember[] | NotZip {
  const view = viewOf(bytes)
  const damaged: NotZip = { refusal: 'has a damaged directory' }
  const found: ZipMember[] = []
  for (let at = 0; found.length < members;) {
    if (at + ENTRY_SIZE > bytes.length || view.getUint32(at, true) !== ENTRY) return damaged
    const [nameLength, extraLength, commentLength] = [
      view.getUint16(at + 28, true),
      view.getUint16(at + 30, true),
      view.getUint16(at + 32, true),
    ]
    const extra = at + ENTRY_SIZE + nameLength
    const next = extra + extraLength + commentLength
    if (next > bytes.length) return damaged
    const [size, packed, header] = large(
      view,
      [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)],
      extra,
      extra + extraLength,
    )
    const method = view.getUint16(at + 10, true)
    const encrypted = (view.getUint16(at + 8, true) & ENCRYPTED) !== 0
    found.push({
      name: new TextDecoder().decode(bytes.subarray(at + ENTRY_SIZE, extra)),
      method: encrypted ? 'unknown' : method === 0 ? 'stored' : method === 8 ? 'deflated' : 'unknown',
      crc: view.getUint32(at + 16, true),
      packed,
      size,
      header,
    })
    at = next
  }
  return found
}

/** Bytes from the beginning of a local header to the member's own; null when it is none. */
export function dataStart(header: Uint8Array): number | null {
  if (header.length < LOCAL_HEADER) return null
  const view = viewOf(header)
  return view.getUint32(0, true) === LOCAL ? LOCAL_HEADER + view.getUint16(26, true) + view.getUint16(28, true) : null
}

/** Size, packed size and header's place; those that do not fit 32 bits stand in the ZIP64 extra field, in this order. */
function large(view: DataView, short: readonly [number, number, number], from: number, to: number): [number, number, number] {
  const long: [number, number, number] = [...short]
  for (let at = from; at + 4 <= to;) {
    const [kind, length] = [view.getUint16(at, true), view.getUint16(at + 2, true)]
    let value = at + 4
    const end = Math.min(value + length, to)
    if (kind === 1) {
      for (const [i, number] of short.entries()) {
        if (number !== ELSEWHERE || value + 8 > end) continue
        long[i] = Number(view.getBigUint64(value, true))
        value += 8
      }
    }
    at += 4 + length
  }
  return long
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

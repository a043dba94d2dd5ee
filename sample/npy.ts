const MAGIC = '\x93NUMPY\x01\x00'
const ALIGNMENT = 128

export interface HalfMatrix {
  readonly rows: number
  readonly width: number
  /** Row after row, float16 bits. */
  readonly halves: Uint16Array
}

/** A numpy 1.0 file of little-endian float16, its header padded to a multiple of 128 bytes. */
export function encodeNpy({ rows, width, halves }: HalfMatrix): Uint8Array<ArrayBuffer> {
  if (halves.length !== rows * width) throw new Error(`${halves.length} values are not ${rows} x ${width}.`)
  const dictionary = `{'descr': '<f2', 'fortran_order': False, 'shape': (${rows}, ${width}), }`
  const headerBytes = Math.ceil((MAGIC.length + 2 + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT
  const file = new Uint8Array(headerBytes + halves.byteLength)
  const header = MAGIC + '\0\0' + dictionary.padEnd(headerBytes - MAGIC.length - 3, ' ') + '\n'
  for (let i = 0; i < headerBytes; i++) file[i] = header.charCodeAt(i)
  const view = new DataView(file.buffer)
  view.setUint16(MAGIC.length, headerBytes - MAGIC.length - 2, true)
  for (const [i, half] of halves.entries()) view.setUint16(headerBytes + i * 2, half, true)
  return file
}

/** Reads what {@link encodeNpy} writes. */
export function decodeNpy(file: Uint8Array): HalfMatrix {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const start = MAGIC.length + 2 + view.getUint16(MAGIC.length, true)
  const header = String.fromCharCode(...file.subarray(0, start))
  const shape = /'descr': '<f2', 'fortran_order': False, 'shape': \((\d+), (\d+)\)/.exec(header)
  if (!header.startsWith(MAGIC) || !shape) throw new Error('This is not a numpy file of float16 rows.')
  const rows = Number(shape[1])
  const width = Number(shape[2])
  const halves = new Uint16Array(rows * width)
  for (let i = 0; i < halves.length; i++) halves[i] = view.getUint16(start + i * 2, true)
  return { rows, width, halves }
}

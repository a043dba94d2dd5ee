/** What a `.npy` header says of a matrix of vectors. */
export interface NpyHeader {
  readonly rows: number
  readonly width: number
  readonly type: 'float16' | 'float32'
  /** Byte at which the first number lies. */
  readonly start: number
}

/** Why a file is not such a matrix: the end of a sentence that begins with its name. */
export interface NotNpy {
  readonly refusal: string
}

/** Bytes that hold any header numpy writes for a matrix. */
export const NPY_HEAD = 4096

const TYPES: Readonly<Record<string, NpyHeader['type']>> = { '<f2': 'float16', '<f4': 'float32' }

/** Reads the header (formats 1 to 3) from the first bytes of a file. */
export function parseNpyHeader(head: Uint8Array): NpyHeader | NotNpy {
  const refuse = (refusal: string): NotNpy => ({ refusal })
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
  if (!magic.every((byte, i) => head[i] === byte))
    return refuse(head[0] === 0x3c ? 'is a web page and not a .npy file' : 'is not a .npy file')
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const version = head[6] ?? 0
  if (version < 1 || version > 3 || head.length < 12) return refuse(`is a .npy file of format ${version}, which is not known`)
  const lengthBytes = version === 1 ? 2 : 4
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const start = 8 + lengthBytes + length
  if (start > head.length) return refuse('has a header that is far too long')
  const text = new TextDecoder().decode(head.subarray(8 + lengthBytes, start))
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1]
  const shape = /['"]shape['"]\s*:\s*\(\s*(\d{1,15})\s*,\s*(\d{1,9})\s*,?\s*\)/.exec(text)
  const fortran = /['"]fortran_order['"]\s*:\s*True/.test(text)
  if (!shape) return refuse('does not hold one row of numbers for each pair')
  const [rows, width] = [Number(shape[1]), Number(shape[2])]
  if (width < 1 || width > 4096) return refuse(`holds rows of ${width} numbers, and 4,096 are the most`)
  if (fortran && rows > 1 && width > 1) return refuse('is stored column by column (Fortran order): save it row by row')
  const type = TYPES[descr ?? '']
  if (!type) return refuse(`holds numbers of type ${descr ?? 'unknown'}: float16 or float32, little-endian, can be read`)
  return { rows, width, type, start }
}

export function bytesOf(type: NpyHeader['type']): number {
  return type === 'float16' ? 2 : 4
}

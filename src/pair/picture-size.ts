/** Of a picture as its own bytes say it, in pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** A picture of more pixels is not decoded: four bytes each are 400 MB, and a file of 100 KB can ask for ten times that. */
export const MAX_PIXELS = 100_000_000

export function isHuge({ width, height }: PictureSize): boolean {
  return width * height > MAX_PIXELS
}

type Reader = (bytes: DataView) => PictureSize | null

const READERS: Readonly<Record<string, Reader>> = {
  'image/png': (bytes) => ({ width: bytes.getUint32(16), height: bytes.getUint32(20) }),
  'image/jpeg': ofJpeg,
  'image/gif': ofGif,
  'image/webp': ofWebp,
  'image/avif': ofAvif,
  'image/bmp': (bytes) => ofBitmap(bytes, 14),
  'image/x-icon': ofIcon,
}

/**
 * The size that a picture's header says, read without decoding it; null where the header is cut short or of a kind that is not read here
 * (TIFF, JPEG XL). Of animations and files with several pictures the largest. `type` as {@link sniffPicture} tells it.
 */
export function pictureSize(bytes: Uint8Array, type: string): PictureSize | null {
  try {
    return READERS[type]?.(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)) ?? null
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function larger(a: PictureSize | null, b: PictureSize | null): PictureSize | null {
  return !a || (b && b.width * b.height > a.width * a.height) ? b : a
}

/** From marker to marker until the frame's. */
function ofJpeg(bytes: DataView): PictureSize | null {
  for (let at = 2; at < bytes.byteLength;) {
    if (bytes.getUint8(at) !== 0xff) {
      at += 1
      continue
    }
    const marker = bytes.getUint8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return { height: bytes.getUint16(at + 5), width: bytes.getUint16(at + 7) }
    const isAlone = marker === 0xff || marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)
    if (isAlone) at += marker === 0xff ? 1 : 2
    else at += 2 + bytes.getUint16(at + 2)
  }
  return null
}

/** The screen, widened by every frame: browsers draw a frame that is larger than its screen. */
function ofGif(bytes: DataView): PictureSize {
  const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)
  let width = bytes.getUint16(6, true)
  let height = bytes.getUint16(8, true)
  let at = 13 + tableBytes(bytes.getUint8(10))
  const skipBlocks = (): void => {
    while (at < bytes.byteLength) {
      const size = bytes.getUint8(at)
      at += 1 + size
      if (size === 0) return
    }
  }
  while (at + 10 <= bytes.byteLength) {
    const kind = bytes.getUint8(at)
    if (kind === 0x2c) {
      width = Math.max(width, bytes.getUint16(at + 1, true) + bytes.getUint16(at + 5, true))
      height = Math.max(height, bytes.getUint16(at + 3, true) + bytes.getUint16(at + 7, true))
      at += 11 + tableBytes(bytes.getUint8(at + 9))
    } else if (kind === 0x21) at += 2
    else break
    skipBlocks()
  }
  return { width, height }
}

function ofWebp(bytes: DataView): PictureSize | null {
  const uint24 = (at: number): number => bytes.getUint16(at, true) + bytes.getUint8(at + 2) * 65_536
  switch (bytes.getUint32(12)) {
    case 0x56503858: // VP8X
      return { width: 1 + uint24(24), height: 1 + uint24(27) }
    case 0x5650384c: {
      // VP8L
      const bits = bytes.getUint32(21, true)
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
    }
    case 0x56503820: // VP8
      return { width: bytes.getUint16(26, true) & 0x3fff, height: bytes.getUint16(28, true) & 0x3fff }
    default:
      return null
  }
}

const ISPE = 0x69737065

/**
 * Each item's size is an `ispe` property: that of the whole picture, of its tiles and of its transparency. Looked for in the whole file and
 * not by the sizes of boxes, which may be wrong on purpose; anything may lie before it.
 */
function ofAvif(bytes: DataView): PictureSize | null {
  let size: PictureSize | null = null
  for (let at = 4; at + 16 <= bytes.byteLength; at++)
    if (bytes.getUint32(at) === ISPE) size = larger(size, { width: bytes.getUint32(at + 8), height: bytes.getUint32(at + 12) })
  return size
}

/** A bitmap's header, of OS/2's short kind or of Windows'. A height below 0 means from top to bottom. */
function ofBitmap(bytes: DataView, header: number): PictureSize {
  if (bytes.getUint32(header, true) === 12) return { width: bytes.getUint16(header + 4, true), height: bytes.getUint16(header + 6, true) }
  return { width: Math.abs(bytes.getInt32(header + 4, true)), height: Math.abs(bytes.getInt32(header + 8, true)) }
}

/** What its directory says is at most 256 x 256; the pictures themselves may say otherwise. */
function ofIcon(bytes: DataView): PictureSize | null {
  let size: PictureSize | null = null
  const count = bytes.getUint16(4, true)
  for (let i = 0; i < count; i++) {
    const at = bytes.getUint32(6 + i * 16 + 12, true)
    const isPng = bytes.getUint32(at) === 0x89504e47
    size = larger(size, isPng ? { width: bytes.getUint32(at + 16), height: bytes.getUint32(at + 20) } : ofBitmap(bytes, at))
  }
  return size
}

import { drawingParts, MAX_DRAWING_BYTES, MAX_PARTS } from './drawing-parts'
import { isHuge, pictureSize } from './picture-size'

const SIGNATURES: readonly (readonly [type: string, offset: number, bytes: string])[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF8'],
  ['image/webp', 8, 'WEBP'],
  ['image/avif', 4, 'ftypavif'],
  ['image/avif', 4, 'ftypavis'],
  ['image/bmp', 0, 'BM'],
  ['image/x-icon', 0, '\0\0\x01\0'],
  ['image/tiff', 0, 'II*\0'],
  ['image/jxl', 0, '\xff\x0a'],
]

/** What may stand before a drawing. Nothing of it can be read in two ways: those double with each comment. */
const DRAWING = /^\s*(?:\xef\xbb\xbf\s*)?(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*|<!doctype svg[^>]*>\s*)*<svg[\s>]/i

/** The media type of picture bytes by their first bytes; '' when they are no picture a browser shows. */
export function sniffPicture(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, 512))
  for (const [type, offset, signature] of SIGNATURES) if (head.startsWith(signature, offset)) return type
  // Shown only inside <img>, where scripts and references in an SVG do not run.
  return DRAWING.test(head) ? 'image/svg+xml' : ''
}

/** `pixels`: more than is decoded. `parts`: a drawing of more than is drawn. */
export type TooLarge = 'pixels' | 'parts'

/** Whether a picture's bytes ask for more than a page can give, told without decoding them; null when they do not. */
export function tooLarge(bytes: Uint8Array, type: string): TooLarge | null {
  if (type === 'image/svg+xml')
    return bytes.length > MAX_DRAWING_BYTES || drawingParts(new TextDecoder().decode(bytes)) > MAX_PARTS ? 'parts' : null
  const size = pictureSize(bytes, type)
  return size && isHuge(size) ? 'pixels' : null
}

import { ProblemError } from '../../dataset/problem'
import { sniffPicture, tooLarge } from '../../pair/picture'

/** Pixels on a side of what CLIP sees. */
export const SIDE = 224
const MEAN = [0.48145466, 0.4578275, 0.40821073] as const
const DEVIATION = [0.26862954, 0.26130258, 0.27577711] as const

/** Where a picture's middle square lies in it. */
export interface Square {
  readonly x: number
  readonly y: number
  readonly side: number
}

/** CLIP's crop: the shorter side is scaled to {@link SIDE} and the middle of the longer one is kept. */
export function middleSquare(width: number, height: number): Square {
  const side = Math.min(width, height)
  return { x: (width - side) / 2, y: (height - side) / 2, side }
}

/** CLIP's `pixel_values`, 3 x side x side: red, then green, then blue, each by the mean and deviation of its training pictures. */
export function pixelValues(rgba: Uint8ClampedArray): Float32Array<ArrayBuffer> {
  const pixels = rgba.length / 4
  const out = new Float32Array(3 * pixels)
  for (const [channel, mean] of MEAN.entries()) {
    const deviation = DEVIATION[channel] ?? 1
    for (let i = 0; i < pixels; i++) out[channel * pixels + i] = ((rgba[4 * i + channel] ?? 0) / 255 - mean) / deviation
  }
  return out
}

/** A picture's file as {@link SIDE} x {@link SIDE} RGBA. Rejects with ProblemError (`encoder`) for what the browser cannot draw. */
export async function drawSquare(picture: Blob): Promise<Uint8ClampedArray> {
  const bytes = new Uint8Array(await picture.arrayBuffer())
  if (tooLarge(bytes, sniffPicture(bytes)))
    throw new ProblemError({ code: 'encoder', where: '', detail: 'This picture is too large to be read here: use a smaller copy of it.' })
  const bitmap = await createImageBitmap(picture).catch(() => {
    throw new ProblemError({ code: 'encoder', where: '', detail: 'This is not a picture that the browser can read.' })
  })
  const { x, y, side } = middleSquare(bitmap.width, bitmap.height)
  const context = new OffscreenCanvas(SIDE, SIDE).getContext('2d')
  if (!context) throw new Error('The browser gave no canvas.')
  // White, as img2dataset lays pictures with transparency that become a training set.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, SIDE, SIDE)
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, x, y, side, side, 0, 0, SIDE, SIDE)
  bitmap.close()
  return context.getImageData(0, 0, SIDE, SIDE).data
}

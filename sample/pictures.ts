import { renderAsync } from '@resvg/resvg-js'
import type { Concept, Drawing } from './emoji'
import { pick, unitOf } from './hash'
import { encodePng } from './png'

/** Side of the picture's miniature, whose colours go into its embedding. */
export const MINIATURE = 8

export interface Picture {
  readonly png: Uint8Array
  readonly width: number
  readonly height: number
  /** Mean colours of 8 x 8 cells, RGB in 0..1. */
  readonly miniature: Float32Array
}

const RATIOS: readonly [readonly [number, number], ...(readonly [number, number])[]] = [
  [1, 1],
  [1, 1],
  [4, 3],
  [3, 4],
  [3, 2],
  [2, 3],
  [16, 9],
]

// Calm hues, one family for each of emojibase's groups, so that a grid of them looks composed.
const HUES: readonly number[] = [44, 24, 0, 128, 14, 205, 262, 222, 330, 176]
const DARK_SHARE = 0.1
const GRADIENT_SHARE = 0.06

function hsl(hue: number, saturation: number, lightness: number): string {
  return `hsl(${Math.round((hue + 360) % 360)}, ${Math.round(saturation)}%, ${Math.round(lightness)}%)`
}

/** The picture's size in pixels: short side 96 to 256, small ones more often. */
export function sizeOf(seed: string): { readonly width: number; readonly height: number } {
  const [across, down] = pick(RATIOS, `${seed}/ratio`)
  const short = 96 + 8 * Math.floor(21 * unitOf(`${seed}/size`) ** 2.2)
  const scale = short / Math.min(across, down)
  return { width: Math.round(across * scale), height: Math.round(down * scale) }
}

/** The background's SVG: a flat colour, rarely a soft gradient; lines of OpenMoji are black, so its backgrounds stay light. */
function background(seed: string, concept: Concept, dark: boolean): string {
  const hue = (HUES[concept.group] ?? 0) + (unitOf(`${concept.group}/${concept.subgroup}/hue`) - 0.5) * 44 + (unitOf(`${seed}/hue`) - 0.5) * 14
  const tone = unitOf(`${seed}/tone`)
  const colour = (shift: number): string => (dark ? hsl(hue + shift, 26 + 10 * tone, 20 + 8 * tone + shift / 4) : hsl(hue + shift, 38 + 26 * tone, 91 - 8 * tone - shift / 4))
  if (unitOf(`${seed}/gradient`) >= GRADIENT_SHARE) return `<rect width="100%" height="100%" fill="${colour(0)}"/>`
  return `<linearGradient id="pairscope-bg" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${colour(0)}"/><stop offset="1" stop-color="${colour(24)}"/></linearGradient><rect width="100%" height="100%" fill="url(#pairscope-bg)"/>`
}

/** The whole picture as SVG: the drawing in the middle of a calm background. */
export function composeSvg(drawing: Drawing, concept: Concept): { readonly svg: string; readonly width: number; readonly height: number } {
  const seed = `${drawing.set.id}/${concept.hexcode}`
  const { width, height } = sizeOf(seed)
  const dark = drawing.set.id !== 'openmoji' && unitOf(`${seed}/dark`) < DARK_SHARE
  const side = Math.round(Math.min(width, height) * (drawing.set.id === 'openmoji' ? 0.86 : 0.7))
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}">${background(seed, concept, dark)}` +
    `<svg x="${Math.round((width - side) / 2)}" y="${Math.round((height - side) / 2)}" width="${side}" height="${side}" viewBox="${drawing.box.join(' ')}">${drawing.body}</svg></svg>`
  return { svg, width, height }
}

/** Mean colours of the picture's cells. */
export function miniatureOf(pixels: Uint8Array, width: number, height: number): Float32Array {
  const sums = new Float32Array(MINIATURE * MINIATURE * 3)
  const counts = new Uint32Array(MINIATURE * MINIATURE)
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y * MINIATURE) / height) * MINIATURE
    for (let x = 0; x < width; x++, at += 4) {
      const cell = row + Math.floor((x * MINIATURE) / width)
      counts[cell] = (counts[cell] as number) + 1
      for (let c = 0; c < 3; c++) sums[cell * 3 + c] = (sums[cell * 3 + c] as number) + (pixels[at + c] as number)
    }
  }
  return sums.map((sum, i) => sum / 255 / (counts[Math.floor(i / 3)] || 1))
}

/** Draws one picture; the work runs on the thread pool. */
export async function drawPicture(drawing: Drawing, concept: Concept): Promise<Picture> {
  const { svg, width, height } = composeSvg(drawing, concept)
  const rendered = await renderAsync(svg, { font: { loadSystemFonts: false } })
  const { pixels } = rendered
  return { png: await encodePng(pixels, width, height), width, height, miniature: miniatureOf(pixels, width, height) }
}

/** Draws all, a bounded number at a time, in the drawings' order. */
export async function drawPictures(drawings: readonly Drawing[], concepts: readonly Concept[], onProgress: (done: number) => void): Promise<Picture[]> {
  const pictures = new Array<Picture>(drawings.length)
  let next = 0
  let done = 0
  const lane = async (): Promise<void> => {
    while (next < drawings.length) {
      const i = next++
      const drawing = drawings[i]
      const concept = drawing && concepts[drawing.concept]
      if (!concept) continue
      pictures[i] = await drawPicture(drawing, concept)
      onProgress(++done)
    }
  }
  await Promise.all(Array.from({ length: 8 }, lane))
  return pictures
}

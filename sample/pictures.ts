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
// So that a screen of animals is not one green: some take another family's hue.
const STRAY_SHARE = 0.3
const DARK_SHARE = 0.1

type Motif = 'plain' | 'gradient' | 'ground' | 'disc' | 'stripes' | 'dots'
/** Upper ends of each motif's share; the rest is plain, which compresses best. */
const MOTIFS: readonly (readonly [number, Motif])[] = [
  [0.06, 'gradient'],
  [0.2, 'ground'],
  [0.31, 'disc'],
  [0.35, 'stripes'],
  [0.39, 'dots'],
]

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

/** What lies behind a drawing: a calm colour, now and then with a quiet motif. OpenMoji's lines are black, so it stays light there. */
function background(seed: string, { group, subgroup }: Concept, width: number, height: number, dark: boolean): string {
  const family = unitOf(`${seed}/stray`) < STRAY_SHARE ? HUES[Math.floor(unitOf(`${seed}/family`) * HUES.length)] : HUES[group]
  const hue = ((family ?? 0) + (unitOf(`${group}/${subgroup}/hue`) - 0.5) * 60 + (unitOf(`${seed}/hue`) - 0.5) * 18 + 360) % 360
  const tone = unitOf(`${seed}/tone`)
  // Greens of equal saturation look louder than other hues.
  const saturation = (dark ? 26 + 10 * tone : 38 + 26 * tone) * (hue > 70 && hue < 170 ? 0.72 : 1)
  const lightness = dark ? 20 + 8 * tone : 92 - 8 * tone
  const colour = (turn: number, lighter: number): string => hsl(hue + turn, saturation, lightness + lighter)
  const all = (fill: string): string => `<rect width="${width}" height="${height}" fill="${fill}"/>`
  const base = all(colour(0, 0))
  const short = Math.min(width, height)
  const lift = dark ? 5 : 3.5
  const share = unitOf(`${seed}/motif`)
  const motif = MOTIFS.find(([end]) => share < end)?.[1] ?? 'plain'
  switch (motif) {
    case 'plain':
      return base
    case 'gradient':
      return (
        `<linearGradient id="pairscope-bg" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${colour(0, 0)}"/><stop offset="1" ` +
        `stop-color="${colour(24, -6)}"/></linearGradient>${all('url(#pairscope-bg)')}`
      )
    case 'ground': {
      const top = Math.round(height * (0.66 + 0.1 * unitOf(`${seed}/ground`)))
      return `${base}<rect y="${top}" width="${width}" height="${height - top}" fill="${colour(16, -1.6 * lift)}"/>`
    }
    case 'disc':
      return (
        `${base}<circle cx="${width / 2}" cy="${height / 2}" r="${Math.round(short * 0.45)}" ` +
        `fill="${colour(-8, dark ? lift : 0.9 * lift)}"/>`
      )
    case 'stripes': {
      const step = Math.round(short / 6)
      const path = Array.from({ length: Math.ceil((width + height) / (2 * step)) }, (_, i) => `M${i * 2 * step} -1V${height + 1}`).join('')
      return `${base}<path d="${path}" stroke="${colour(0, -lift)}" stroke-width="${step}"/>`
    }
    case 'dots': {
      const step = Math.round(short / 6)
      const dots = Array.from({ length: Math.ceil(height / step) + 1 }, (_, row) =>
        Array.from(
          { length: Math.ceil(width / step) + 1 },
          (_, column) => `<circle cx="${(column + (row % 2) / 2) * step}" cy="${row * step}" r="${(step * 0.16).toFixed(1)}"/>`,
        ).join(''),
      )
      return `${base}<g fill="${colour(0, -1.4 * lift)}">${dots.join('')}</g>`
    }
  }
}

/** The whole picture as SVG: the drawing in the middle of a calm background. */
export function composeSvg(drawing: Drawing, concept: Concept): { readonly svg: string; readonly width: number; readonly height: number } {
  const seed = `${drawing.set.id}/${concept.hexcode}`
  const { width, height } = sizeOf(seed)
  const dark = drawing.set.id !== 'openmoji' && unitOf(`${seed}/dark`) < DARK_SHARE
  const side = Math.round(Math.min(width, height) * (drawing.set.id === 'openmoji' ? 0.86 : 0.7))
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" ` +
    `height="${height}">${background(seed, concept, width, height, dark)}` +
    `<svg x="${Math.round((width - side) / 2)}" y="${Math.round((height - side) / 2)}" width="${side}" height="${side}" ` +
    `viewBox="${drawing.box.join(' ')}">${drawing.body}</svg></svg>`
  return { svg, width, height }
}

/** Mean colours of the picture's cells. */
export function miniatureOf(pixels: Uint8Array, width: number, height: number): Float32Array {
  const sums = new Float32Array(MINIATURE * MINIATURE * 3)
  const counts = new Uint32Array(MINIATURE * MINIATURE)
  const edge = (cell: number, length: number): number => Math.ceil((cell * length) / MINIATURE)
  for (let cell = 0; cell < counts.length; cell++) {
    const column = cell % MINIATURE
    const row = Math.floor(cell / MINIATURE)
    const [left, right] = [edge(column, width), edge(column + 1, width)]
    let [red, green, blue] = [0, 0, 0]
    for (let y = edge(row, height), end = edge(row + 1, height); y < end; y++) {
      for (let at = (y * width + left) * 4, stop = (y * width + right) * 4; at < stop; at += 4) {
        red += pixels[at] as number
        green += pixels[at + 1] as number
        blue += pixels[at + 2] as number
      }
      counts[cell] = (counts[cell] as number) + right - left
    }
    sums.set([red, green, blue], cell * 3)
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
export async function drawPictures(
  drawings: readonly Drawing[],
  concepts: readonly Concept[],
  onProgress: (done: number) => void,
): Promise<Picture[]> {
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

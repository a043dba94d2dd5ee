import { crc32, deflate } from 'node:zlib'
import { promisify } from 'node:util'

const deflateAsync = promisify(deflate)
const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const COLOURS = 128

/** Width and height from a PNG's header. */
export function pngSize(png: Uint8Array): { readonly width: number; readonly height: number } {
  if (!SIGNATURE.every((byte, i) => png[i] === byte)) throw new Error('This is not a PNG.')
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(data.length + 12)
  out.writeUInt32BE(data.length, 0)
  out.write(type, 4, 'latin1')
  out.set(data, 8)
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length)
  return out
}

/** A small PNG of opaque RGBA pixels: at most {@link COLOURS} colours, chosen by median cut. */
export async function encodePng(pixels: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  const { palette, lookup } = choosePalette(pixels)
  const lines = new Uint8Array((width + 1) * height)
  for (let y = 0, from = 0; y < height; y++) {
    const line = y * (width + 1) + 1
    for (let x = 0; x < width; x++, from += 4) lines[line + x] = lookup[bucketOf(pixels, from)] as number
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const data = await deflateAsync(lines, { level: 6 })
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('PLTE', palette), chunk('IDAT', data), chunk('IEND', new Uint8Array(0))])
}

/** Five bits of each channel. */
function bucketOf(pixels: Uint8Array, at: number): number {
  return (((pixels[at] as number) >> 3) << 10) | (((pixels[at + 1] as number) >> 3) << 5) | ((pixels[at + 2] as number) >> 3)
}

// Scratch space of all calls: 32 768 buckets, cleared by the bucket.
const counts = new Uint32Array(32768)
const sums = new Float64Array(32768 * 3)

interface Box {
  readonly buckets: readonly number[]
  readonly weight: number
  readonly channel: number
  readonly spread: number
}

function boxOf(buckets: readonly number[]): Box {
  const low = [31, 31, 31]
  const high = [0, 0, 0]
  let weight = 0
  for (const bucket of buckets) {
    weight += counts[bucket] as number
    for (let c = 0; c < 3; c++) {
      const value = (bucket >> (10 - 5 * c)) & 31
      low[c] = Math.min(low[c] ?? 31, value)
      high[c] = Math.max(high[c] ?? 0, value)
    }
  }
  const spreads = high.map((value, c) => value - (low[c] ?? 0))
  const spread = Math.max(...spreads)
  return { buckets, weight, channel: spreads.indexOf(spread), spread }
}

function split({ buckets, weight, channel }: Box): [Box, Box] {
  const shift = 10 - 5 * channel
  const sorted = [...buckets].sort((a, b) => ((a >> shift) & 31) - ((b >> shift) & 31) || a - b)
  let seen = 0
  let cut = 0
  while (cut < sorted.length - 1 && seen < weight / 2) seen += counts[sorted[cut++] as number] as number
  cut = Math.max(1, cut)
  return [boxOf(sorted.slice(0, cut)), boxOf(sorted.slice(cut))]
}

function choosePalette(pixels: Uint8Array): { readonly palette: Uint8Array; readonly lookup: Uint8Array } {
  const used: number[] = []
  // Most of a picture is runs of one colour: a run is counted at once.
  const whole = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4)
  for (let start = 0, end = 0; start < whole.length; start = end) {
    const pixel = whole[start]
    do end++
    while (whole[end] === pixel)
    const run = end - start
    const bucket = bucketOf(pixels, start * 4)
    if (counts[bucket] === 0) used.push(bucket)
    counts[bucket] = (counts[bucket] as number) + run
    for (let c = 0; c < 3; c++) sums[bucket * 3 + c] = (sums[bucket * 3 + c] as number) + run * (pixels[start * 4 + c] as number)
  }
  const boxes = [boxOf(used.sort((a, b) => a - b))]
  while (boxes.length < COLOURS) {
    let best = -1
    let bestScore = 0
    for (const [i, box] of boxes.entries()) {
      // The square root keeps the large flat background from taking every colour.
      const score = box.buckets.length > 1 ? Math.sqrt(box.weight) * box.spread : 0
      if (score > bestScore) [best, bestScore] = [i, score]
    }
    const box = boxes[best]
    if (!box) break
    boxes.splice(best, 1, ...split(box))
  }
  const palette = new Uint8Array(boxes.length * 3)
  const lookup = new Uint8Array(32768)
  for (const [index, box] of boxes.entries()) {
    for (let c = 0; c < 3; c++)
      palette[index * 3 + c] = Math.round(box.buckets.reduce((sum, bucket) => sum + (sums[bucket * 3 + c] as number), 0) / box.weight)
    for (const bucket of box.buckets) lookup[bucket] = index
  }
  for (const bucket of used) {
    counts[bucket] = 0
    sums.fill(0, bucket * 3, bucket * 3 + 3)
  }
  return { palette, lookup }
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { parseManifest, placeOnHost } from '../src/dataset/manifest'
import { isProblem } from '../src/dataset/address'
import { NSFW_CLASSES } from '../src/pair/pair'
import * as ort from 'onnxruntime-web/wasm'
import { parseModel } from '../src/search/encoder/parse-model'
import { runtimeOf } from '../src/search/encoder/runtime'
import { TextGraph } from '../src/search/encoder/text-graph'
import { cosine as cosineOf } from '../src/search/encoder/vector'
import { createTokenizer } from '../src/search/tokenizer/create'
import { cosine } from './embed'
import { fromHalf } from './float16'
import type { FileRef, Parts } from './manifest'
import { decodeNpy } from './npy'
import { pngSize } from './png'

// `npm test` builds the sample first; by hand: `npm run generate`.
const FOLDER = join(import.meta.dirname, '..', 'public', 'sample')
const WIDTH = 512

function bytesOf(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(FOLDER, name)))
}

interface ImageRow {
  readonly caption: string
  readonly image: Uint8Array
  readonly license: string
  readonly nsfw: bigint
  readonly original_height: number
  readonly original_width: number
  readonly similarity: number
  readonly url: string
}

interface MetadataRow {
  readonly caption: string
  readonly NSFW: string
  readonly similarity: number
  readonly LICENSE: string
  readonly url: string
  readonly original_width: number
  readonly original_height: number
  readonly key: string
}

async function readShard<T>(name: string): Promise<T[]> {
  const { buffer: file } = bytesOf(name)
  // The picture is a plain BYTE_ARRAY: as bytes, not as text. STRING columns are text all the same.
  return (await parquetReadObjects({ file, utf8: false })) as T[]
}

const text = readFileSync(join(FOLDER, 'manifest.json'), 'utf8')
const manifest = JSON.parse(text) as { licence: string; shards: readonly FileRef[]; embeddings: Pick<Parts, 'metadata' | 'image' | 'text'> }
const images = await Promise.all(manifest.shards.map(({ url }) => readShard<ImageRow>(url)))
const rows = images.flat()
const metadata = await Promise.all(manifest.embeddings.metadata.map(({ url }) => readShard<MetadataRow>(url)))

function vectorsOf(files: readonly FileRef[]): Uint16Array[] {
  return files.flatMap(({ url, rows: count }) => {
    const matrix = decodeNpy(bytesOf(url))
    expect(matrix).toMatchObject({ rows: count, width: WIDTH })
    return Array.from({ length: matrix.rows }, (_, i) => matrix.halves.subarray(i * WIDTH, (i + 1) * WIDTH))
  })
}
const imageVectors = vectorsOf(manifest.embeddings.image)
const textVectors = vectorsOf(manifest.embeddings.text)

describe('the built sample', () => {
  it('has a manifest that the app reads', () => {
    const dataset = parseManifest(text, placeOnHost('https://example.org/sample/manifest.json'))
    if (isProblem(dataset)) throw new Error(dataset.detail)
    expect(dataset.shards.map(({ name }) => name)).toEqual(manifest.shards.map(({ url }) => url))
    expect(dataset.attributions.map(({ licence }) => licence).slice(0, 4)).toEqual(['Apache-2.0', 'CC-BY-4.0', 'CC-BY-SA-4.0', 'MIT'])
    expect(dataset.notes.length).toBeGreaterThan(2)
    for (const licence of ['Apache-2.0', 'CC-BY-4.0', 'CC-BY-SA-4.0', 'MIT']) expect(manifest.licence).toContain(licence)
  })

  it('is about 7,000 pairs in at least three unequal shards of each layout, under 40 MB', () => {
    expect(rows.length).toBeGreaterThan(6900)
    for (const parts of [images, metadata]) {
      expect(parts.length).toBeGreaterThanOrEqual(3)
      expect(new Set(parts.map((part) => part.length)).size).toBe(parts.length)
    }
    expect(manifest.shards.map((shard) => shard.rows)).toEqual(images.map((part) => part.length))
    const files = [...manifest.shards, ...manifest.embeddings.metadata, ...manifest.embeddings.image, ...manifest.embeddings.text]
    for (const { url, bytes } of files) expect(bytesOf(url).length).toBe(bytes)
    const encoder = ['model.json', 'tokenizer.json', 'text_model.onnx'].reduce((sum, name) => sum + bytesOf(`encoder/${name}`).length, 0)
    expect(files.reduce((sum, { bytes }) => sum + bytes, encoder)).toBeLessThan(40e6)
  })

  it('stores pictures uncompressed, with an offset index, in groups of some hundreds', () => {
    for (const { url } of manifest.shards) {
      const { row_groups: groups } = parquetMetadata(bytesOf(url).buffer)
      for (const { num_rows, columns } of groups) {
        expect(num_rows).toBeLessThan(1000n)
        for (const column of columns) {
          const isPicture = column.meta_data?.path_in_schema[0] === 'image'
          expect(column.meta_data?.codec).toBe(isPicture ? 'UNCOMPRESSED' : 'SNAPPY')
          // The writer leaves it out where a chunk is a single page, as in a shard's short last group.
          if (isPicture && num_rows > 100n) expect(column.offset_index_offset).toBeDefined()
        }
      }
    }
  })

  it('says each picture’s true size and keeps pictures small', () => {
    for (const { image, original_width: width, original_height: height } of rows) expect(pngSize(image)).toEqual({ width, height })
    expect(rows.reduce((sum, { image }) => sum + image.length, 0) / rows.length).toBeLessThan(5000)
    expect(new Set(rows.map((row) => (row.original_width / row.original_height).toFixed(1))).size).toBeGreaterThan(4)
    for (const row of rows) {
      expect(Math.min(row.original_width, row.original_height)).toBeGreaterThanOrEqual(96)
      expect(Math.min(row.original_width, row.original_height)).toBeLessThanOrEqual(256)
    }
  })

  it('has the same rows in both layouts', () => {
    const keys = images.flatMap((part, shard) => part.map((_, row) => `${shard}_${row}`))
    const expected = rows.map(({ caption, license, nsfw, original_height, original_width, similarity, url }, i) => ({
      caption,
      NSFW: NSFW_CLASSES[Number(nsfw)],
      similarity,
      LICENSE: license,
      url,
      original_width,
      original_height,
      key: keys[i],
    }))
    expect(metadata.flat()).toEqual(expected)
    expect(imageVectors).toHaveLength(rows.length)
    expect(textVectors).toHaveLength(rows.length)
  })

  it('has all four classes in their shares, the first rows and families always harmless', () => {
    const share = (nsfw: bigint): number => rows.filter((row) => row.nsfw === nsfw).length / rows.length
    expect(share(0n)).toBeGreaterThan(0.85)
    expect(share(1n)).toBeCloseTo(0.03, 1.7)
    expect(share(2n)).toBeCloseTo(0.015, 2)
    expect(share(3n)).toBeCloseTo(0.06, 1.7)
    for (const row of rows.slice(0, 84)) expect(row.nsfw).toBe(0n)
    const marked = rows.filter(({ nsfw }) => nsfw === 1n || nsfw === 2n)
    for (const { caption } of marked) expect(caption).not.toMatch(/\b(?:family|child|baby|boy|girl)\b|가족|아기|아이\b|소년|소녀/i)
    expect(new Set(rows.slice(0, 20).map(({ license }) => license)).size).toBe(4)
  })

  it('has the cosine of its vectors as similarity, or -1.0 now and then', () => {
    let missing = 0
    for (const [i, { similarity }] of rows.entries()) {
      if (similarity === -1) missing++
      else expect(similarity).toBeCloseTo(cosine(textVectors[i] as Uint16Array, imageVectors[i] as Uint16Array), 12)
      expect(similarity).toBeLessThan(0.5)
    }
    expect(missing / rows.length).toBeCloseTo(0.01, 2)
    expect(rows.every(({ similarity }) => similarity === -1 || similarity > 0)).toBe(true)
  })
})

describe('The sample’s encoder', () => {
  const json = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, 'encoder', name), 'utf8'))
  const model = parseModel(json('model.json'), 'https://example.org/sample/encoder/')
  const graph = runtimeOf(ort)(bytesOf('encoder/text_model.onnx'), 'wasm').then(
    (made) => new TextGraph(made, createTokenizer(model.tokenizer.kind, json('tokenizer.json'), model.contextLength), model),
  )
  const vectorOf = async (query: string): Promise<Float32Array> => (await (await graph).encode(query)).vector
  const pictures = imageVectors.map((halves) => Float32Array.from(halves, fromHalf))

  /** The emoji of the best pictures, best first. */
  async function search(query: string, count: number): Promise<string[]> {
    const vector = await vectorOf(query)
    const scores = pictures.map((picture, i) => ({ i, score: picture.reduce((sum, x, k) => sum + x * (vector[k] as number), 0) }))
    return scores
      .sort((a, b) => b.score - a.score)
      .slice(0, count)
      .map(({ i }) =>
        String.fromCodePoint(...(rows[i]?.url.split('#')[1] ?? '').split('-').map((point) => parseInt(point, 16))).replace(/\ufe0f$/, ''),
      )
  }

  it.each([
    ['dog', '🐶🐕🐕‍🦺🦮🐩🌭'],
    ['puppy', '🐶🐕🐩🥺'],
    ['castle', '🏰🏯'],
    ['pizza', '🍕'],
    ['happy birthday', '🎂🥳🎈🎉🎁💐'],
    ['musical instrument', '🎼🎵🎶🎹🎺🎸🎷🎻🪉🪕🥁'],
    ['heart', '❤️💛💚💙💜🖤🤍🤎🩶🩷🩵🧡💓💔💕💗💖💞❤️‍🩹🫶♥️💘💝'],
    ['강아지', '🐶🐕🐩🐕‍🦺🦮'],
    ['피자', '🍕'],
  ])('ranks pictures rightly for %s', async (query, emoji) => {
    const right = [...new Intl.Segmenter().segment(emoji)].map(({ segment }) => segment.replace(/\ufe0f$/, ''))
    const found = await search(query, right.length === 1 ? 4 : 8)
    for (const one of found) expect(right).toContain(one)
    expect(await search(`A photo of the ${query}`, found.length)).toEqual(found)
  })

  it('puts a dog first for puppy', async () => {
    expect(['🐶', '🐕']).toContain((await search('puppy', 1))[0])
  })

  it('gives vectors of length 1, or none where it knows no word', async () => {
    const length = async (query: string): Promise<number> => Math.hypot(...(await vectorOf(query)))
    expect(await length('red house by the sea')).toBeCloseTo(1, 5)
    expect(await length('비 오는 날')).toBeCloseTo(1, 5)
    expect(await length('xyzzy of the picture')).toBe(0)
    expect(await length('')).toBe(0)
  })

  it('gives the answers that its model.json states', async () => {
    await (await graph).check()
    expect(model.known).toHaveLength(3)
  })

  it('encodes each caption to the stored vector', async () => {
    for (const i of [0, 17, 500, 3000, rows.length - 1]) {
      const vector = await vectorOf(rows[i]?.caption ?? '')
      const stored = Float32Array.from(textVectors[i] ?? [], fromHalf)
      expect(cosineOf(vector, stored)).toBeGreaterThan(0.9999)
    }
  })
})

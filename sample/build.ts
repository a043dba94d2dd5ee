/** Writes the embedded sample to public/sample/: `npx tsx sample/build.ts`. See README.md beside it. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Embedded } from './embed'
import { PACKAGES } from './emoji'
import type { FileRef } from './manifest'
import type { Entry } from './shards'
import { isFresh, sourceHash, type Stamp } from './stamp'

const ROOT = join(import.meta.dirname, '..')
const TARGET = join(ROOT, 'public', 'sample')
const STAMP = 'stamp.json'
const IMAGE_SHARES = [0.31, 0.24, 0.28, 0.17]
const EMBEDDING_SHARES = [0.42, 0.35, 0.23]

const started = performance.now()
function say(text: string): void {
  console.log(`sample: ${text}`)
}
function seconds(): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`
}

const source = sourceHash([import.meta.dirname, join(ROOT, 'src', 'search', 'tokenizer')], ROOT, [...PACKAGES, 'ml-matrix'])
if (isFresh(TARGET, STAMP, source)) say(`up to date in public/sample (${seconds()})`)
else await build()

async function build(): Promise<void> {
  // Loaded only now: a fresh sample is left alone within a fraction of a second.
  const [
    { readConcepts, readDrawings },
    { arrangeRows },
    { drawPictures },
    { learnLsa, WIDTH },
    { embedRows },
    { cut, imagesShard, metadataShard },
    { encodeNpy },
    { encoderFiles },
    { sampleManifest },
  ] = await Promise.all([
    import('./emoji'),
    import('./rows'),
    import('./pictures'),
    import('./lsa'),
    import('./embed'),
    import('./shards'),
    import('./npy'),
    import('./encoder-files'),
    import('./manifest'),
  ])

  const concepts = readConcepts()
  const rows = arrangeRows(readDrawings(concepts), concepts)
  say(`${rows.length} pictures of ${concepts.length} emoji`)
  const drawings = rows.map(({ drawing }) => drawing)
  const pictures = await drawPictures(drawings, concepts, (done) => {
    if (done % 1500 === 0 || done === rows.length) say(`drew ${done} of ${rows.length} (${seconds()})`)
  })
  const { encoder, vectors } = learnLsa(concepts)
  say(`learnt an encoder of ${encoder.terms.size} terms (${seconds()})`)
  const embedded = embedRows(rows, pictures, encoder, vectors)

  // In an ignored folder: what a killed build leaves behind is neither committed nor deployed.
  const work = join(ROOT, '.cache', `sample-${process.pid}`)
  rmSync(work, { recursive: true, force: true })
  const sizes: Record<string, number> = {}
  const put = (name: string, bytes: Uint8Array): void => {
    mkdirSync(join(work, name, '..'), { recursive: true })
    writeFileSync(join(work, name), bytes)
    sizes[name] = bytes.length
  }
  const putPart = (url: string, count: number, bytes: Uint8Array): FileRef => {
    put(url, bytes)
    return { url, rows: count, bytes: bytes.length }
  }
  const joinHalves = (entries: readonly Entry[], side: keyof Pick<Embedded, 'text' | 'image'>): Uint8Array => {
    const halves = new Uint16Array(entries.length * WIDTH)
    for (const [i, entry] of entries.entries()) halves.set(entry.embedded[side], i * WIDTH)
    return encodeNpy({ rows: entries.length, width: WIDTH, halves })
  }

  const imageParts = cut(
    rows.map((row, i) => ({ row, picture: pictures[i], embedded: embedded[i] })),
    IMAGE_SHARES,
  ).map((part, shard) =>
    part.map(({ row, picture, embedded }, i): Entry => {
      if (!picture || !embedded) throw new Error(`Row ${i} of shard ${shard} has no picture.`)
      return { row, picture, embedded, key: `${shard}_${i}` }
    }),
  )
  const images = imageParts.map((part, i) => putPart(`images-${String(i).padStart(5, '0')}.parquet`, part.length, imagesShard(part)))
  const embeddingParts = cut(imageParts.flat(), EMBEDDING_SHARES)
  const metadata = embeddingParts.map((part, i) => putPart(`embeddings/metadata_${i}.parquet`, part.length, metadataShard(part)))
  const image = embeddingParts.map((part, i) => putPart(`embeddings/img_emb_${i}.npy`, part.length, joinHalves(part, 'image')))
  const text = embeddingParts.map((part, i) => putPart(`embeddings/text_emb_${i}.npy`, part.length, joinHalves(part, 'text')))
  for (const [name, bytes] of Object.entries(encoderFiles(encoder))) put(`encoder/${name}`, bytes)
  put('manifest.json', new TextEncoder().encode(`${JSON.stringify(sampleManifest({ images, metadata, image, text }), null, 2)}\n`))

  const stamp: Stamp = { source, files: sizes }
  writeFileSync(join(work, STAMP), JSON.stringify(stamp))
  mkdirSync(join(TARGET, '..'), { recursive: true })
  rmSync(TARGET, { recursive: true, force: true })
  renameSync(work, TARGET)
  const total = Object.values(sizes).reduce((a, b) => a + b, 0)
  say(`wrote ${(total / 1e6).toFixed(1)} MB to public/sample in ${seconds()}`)
}

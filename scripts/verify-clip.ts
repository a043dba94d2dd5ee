/**
 * `npm run verify:clip`: the real CLIP text encoder against its known answers and real image vectors. Needs a connection at first; see
 * .cache/clip.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as ort from 'onnxruntime-web'
import { decodeNpy } from '../sample/npy'
import { fromHalf } from '../sample/float16'
import type { Precision } from '../src/search/encoder/models'
import type { ModelFile, TextModel } from '../src/search/encoder/models'
import { modelFor } from '../src/search/encoder/registry'
import { createTokenizer } from '../src/search/tokenizer/create'
import type { Tokens } from '../src/search/tokenizer/tokenizer'
import { cosine, rank, table } from './clip-report'

const MODEL = 'openai/clip-vit-base-patch32'
const ROOT = join(import.meta.dirname, '..')
const CACHE = join(ROOT, '.cache', 'clip')
const VECTORS = join(ROOT, '..', 'shared', 'data', 'clip-vectors')
const PRECISIONS: readonly Precision[] = ['fp32', 'fp16', 'uint8']
/** Least cosine to fp32 that ranks alike. */
const MIN_COSINE: Readonly<Record<Precision, number>> = { fp32: 0.99999, fp16: 0.999, uint8: 0.98 }
const SENTENCES = [
  'a photo of a cat',
  'a photo of a dog',
  'a portrait of a person',
  'a landscape with mountains',
  'a building in a city',
  'food on a plate',
  'a product on a white background',
  'a poster with text',
  'a car on a road',
  'a piece of clothing',
]

class Stop extends Error {}

async function fetchFile(model: TextModel, file: ModelFile): Promise<Uint8Array<ArrayBuffer>> {
  const kept = join(CACHE, file.path)
  if (!existsSync(kept)) {
    const url = new URL(file.path, model.base)
    console.log(`Fetching ${url.href}`)
    const lost = (error: unknown): never => {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
      throw new Stop(`This check needs a connection to ${url.host}, which did not answer${cause}.`)
    }
    const response = await fetch(url).catch(lost)
    if (!response.ok) throw new Stop(`${url.host} answered with status ${response.status} for ${file.path}.`)
    const bytes = new Uint8Array(await response.arrayBuffer().catch(lost))
    if (file.bytes !== null && bytes.length !== file.bytes)
      throw new Stop(`${file.path} has ${bytes.length} bytes; the registry says ${file.bytes}.`)
    mkdirSync(dirname(kept), { recursive: true })
    // Whole or not at all.
    writeFileSync(`${kept}.part`, bytes)
    renameSync(`${kept}.part`, kept)
  }
  return new Uint8Array(readFileSync(kept))
}

async function encode(session: ort.InferenceSession, { ids }: Tokens): Promise<Float32Array> {
  const feeds = Object.fromEntries(
    session.inputMetadata.map((input) => {
      const values = input.name === 'attention_mask' ? ids.map(() => 1) : ids
      const wide = input.isTensor && input.type === 'int64'
      return [
        input.name,
        wide
          ? new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, ids.length])
          : new ort.Tensor('int32', Int32Array.from(values), [1, ids.length]),
      ]
    }),
  )
  const outputs = await session.run(feeds)
  const output = outputs.text_embeds ?? outputs[session.outputNames[0] ?? '']
  const data = await output?.getData()
  if (!(data instanceof Float32Array)) throw new Stop(`The model gives no float32 vectors, but ${output?.type ?? 'nothing'}.`)
  return data
}

function imageVectors(): { names: readonly string[]; vectors: readonly Float32Array[] } | null {
  if (!existsSync(VECTORS)) return null
  const names = JSON.parse(readFileSync(join(VECTORS, 'image_path.json'), 'utf8')) as string[]
  const { halves, width } = decodeNpy(new Uint8Array(readFileSync(join(VECTORS, 'img_emb_0.npy'))))
  return { names, vectors: names.map((_, row) => Float32Array.from(halves.subarray(row * width, (row + 1) * width), fromHalf)) }
}

/** Prints what it finds; false when something is not as it should be. */
async function verify(model: TextModel): Promise<boolean> {
  ort.env.wasm.numThreads = 1
  ort.env.logLevel = 'error'
  const tokenizerFile = await fetchFile(model, model.tokenizer.file)
  const tokenizer = createTokenizer(model.tokenizer.kind, JSON.parse(new TextDecoder().decode(tokenizerFile)), model.contextLength)
  const texts = [...model.known.map(({ text }) => text), ...SENTENCES]
  const encoded = new Map<Precision, readonly Float32Array[]>()
  const speeds: (string | number)[][] = [
    ['precision', 'MB', 'create ms', 'encode ms', 'least cosine to fp32', 'least known cosine', 'as it should be'],
  ]
  let good = true
  for (const precision of PRECISIONS) {
    const file = model.text[precision]
    if (!file) continue
    const bytes = await fetchFile(model, file)
    const started = performance.now()
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] })
    const created = performance.now()
    const vectors: Float32Array[] = []
    for (const text of texts) vectors.push(await encode(session, tokenizer.encode(text)))
    const ended = performance.now()
    await session.release()
    encoded.set(precision, vectors)

    const full = encoded.get('fp32')
    const agreement = full ? Math.min(...vectors.map((vector, i) => cosine(vector, full[i] ?? []))) : NaN
    const known = model.known.map(({ vector, minCosine }, i) => ({ found: cosine(vectors[i] ?? [], vector), minCosine }))
    const ok =
      vectors.every(({ length }) => length === model.width) &&
      known.every(({ found, minCosine }) => found >= minCosine) &&
      !(agreement < MIN_COSINE[precision])
    good &&= ok
    speeds.push([
      precision,
      Math.round(bytes.length / 1e6),
      Math.round(created - started),
      Math.round((ended - created) / texts.length),
      agreement,
      known.length > 0 ? Math.min(...known.map(({ found }) => found)) : 'none known',
      ok ? 'yes' : 'NO',
    ])
  }
  console.log(`\n${model.name}\n\n${table(speeds)}\n`)

  const pictures = imageVectors()
  if (!pictures) console.log(`There are no real image vectors at ${VECTORS}: nothing to rank.`)
  else {
    const precisions = [...encoded.keys()]
    const rows = SENTENCES.map((sentence, i) => [
      sentence,
      ...precisions.flatMap((precision) => {
        const [best] = rank(encoded.get(precision)?.[model.known.length + i] ?? [], pictures.vectors)
        return best ? [pictures.names[best.index] ?? '', best.score] : []
      }),
    ])
    console.log(table([['the picture closest to', ...precisions.flatMap((precision) => [precision, 'cosine'])], ...rows]))
  }
  return good
}

try {
  const model = modelFor(MODEL)
  if (!model) throw new Stop(`The registry has no ${MODEL}.`)
  if (!(await verify(model))) process.exitCode = 1
} catch (error) {
  if (!(error instanceof Stop)) throw error
  console.error(error.message)
  process.exitCode = 1
}

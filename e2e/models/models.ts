import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Precision } from '../../src/search/encoder/models'
import { createTokenizer } from '../../src/search/tokenizer/create'
import { clipTokenizerJson } from '../../src/search/tokenizer/clip.testing'
import { encodeIds } from './clip-forward'
import { textModel } from './clip-graph'
import { seededWeights, type ClipShape } from './clip-weights'
import { visionModel } from './vision-graph'

const FOLDER = join(import.meta.dirname, '..', '..', '.cache', 'models')
const SOURCES = [import.meta.dirname, join(import.meta.dirname, '..', '..', 'src', 'search', 'tokenizer')]

/** CLIP's graph and vocabulary, small enough for a software GPU. */
export const NARROW: ClipShape = { vocabulary: 49408, context: 77, width: 16, heads: 2, layers: 2, projection: 512, seed: 32 }
/** The measures of CLIP ViT-B/32. */
export const FULL: ClipShape = { ...NARROW, width: 512, heads: 8, layers: 12 }

const FILES: Readonly<Record<Precision, string>> = {
  fp32: 'onnx/text_model.onnx',
  fp16: 'onnx/text_model_fp16.onnx',
  uint8: 'onnx/text_model_quantized.onnx',
}
const PICTURE_FILE = 'onnx/vision_model.onnx'
const PICTURE_WIDTH = 16
const KNOWN_TEXTS = ['hello world', 'a red bicycle in the snow', '강아지']
/** 8 bits move a narrow model's vectors more than a wide one's. */
const MIN_COSINE = 0.98

/**
 * The folder of a generated model, made when there is none of this shape yet: files under the names they have on the Hub,
 * and a `model.json` with known answers, so that a manifest can name it. A full one takes some 15 s and 450 MB.
 */
export function generatedModel(name: string, shape: ClipShape): string {
  const folder = join(FOLDER, `${name}-${keyOf(shape)}`)
  if (existsSync(folder)) return folder
  const partial = `${folder}.${process.pid}.part`
  try {
    mkdirSync(join(partial, 'onnx'), { recursive: true })
    write(partial, name, shape)
    for (const other of readdirSync(FOLDER))
      if (other.startsWith(`${name}-`) && /^-[0-9a-f]{12}$/.test(other.slice(name.length))) rmSync(join(FOLDER, other), { recursive: true })
    renameSync(partial, folder)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
  return folder
}

/** The vector that a generated model gives a text, computed plainly and apart from onnxruntime. */
export function knownVector(text: string, shape: ClipShape): Float64Array {
  const tokenizer = createTokenizer('clip', clipTokenizerJson(), shape.context)
  return Float64Array.from(encodeIds(tokenizer.encode(text).ids, seededWeights(shape)))
}

/** A change of anything that makes models makes them anew. */
function keyOf(shape: ClipShape): string {
  const hash = createHash('sha256').update(JSON.stringify(shape))
  for (const folder of SOURCES)
    for (const file of readdirSync(folder).sort())
      if (!file.endsWith('.test.ts')) hash.update(file).update(readFileSync(join(folder, file)))
  return hash.digest('hex').slice(0, 12)
}

function write(folder: string, name: string, shape: ClipShape): void {
  const put = (path: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, path), bytes)
    return { path, bytes: bytes.length }
  }
  const putJson = (path: string, json: unknown) => put(path, new TextEncoder().encode(JSON.stringify(json)))
  const weights = seededWeights(shape)
  const tokenizerJson = clipTokenizerJson()
  const tokenizer = createTokenizer('clip', tokenizerJson, shape.context)
  const text = Object.fromEntries(
    Object.entries(FILES).map(([precision, path]) => [precision, put(path, textModel(weights, precision as Precision))]),
  )
  const picture = { fp32: put(PICTURE_FILE, visionModel(PICTURE_WIDTH, shape.projection, shape.seed)) }
  const known = KNOWN_TEXTS.map((one) => ({
    text: one,
    vector: Array.from(encodeIds(tokenizer.encode(one).ids, weights), (value) => Number(value.toFixed(5))),
    minCosine: MIN_COSINE,
  }))
  putJson('model.json', {
    id: `pairscope-test-${name}`,
    name: `the ${name} test model`,
    width: shape.projection,
    contextLength: shape.context,
    tokenizer: { kind: 'clip', file: putJson('tokenizer.json', tokenizerJson) },
    text,
    picture,
    known,
    caveat: 'Its weights are random.',
  })
}

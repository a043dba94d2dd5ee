import { ProblemError } from '../../dataset/problem'
import { plainText } from '../../pair/plain-text'
import type { KnownAnswer, ModelFile, Precision, TextModel } from './models'

const PRECISIONS: readonly Precision[] = ['fp32', 'fp16', 'uint8']
const MAX_WIDTH = 4096
const MAX_CONTEXT = 8192
const MAX_BYTES = 2 ** 31
const MAX_KNOWN = 16

class Violation extends Error {}

function record(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Violation(`“${field}” must be an object.`)
  return value as Readonly<Record<string, unknown>>
}

function sentence(value: unknown, field: string): string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > 1000)
    throw new Violation(`“${field}” must be a text that is not empty.`)
  return value
}

function whole(value: unknown, field: string, most: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1 || value > most)
    throw new Violation(`“${field}” must be a whole number from 1 to ${most}.`)
  return value
}

function fileOf(value: unknown, field: string): ModelFile {
  const { path, bytes } = record(value, field)
  const name = sentence(path, `${field}.path`)
  // Beside model.json and nowhere else: known answers of one host say nothing of another's files.
  if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(name) || name.split('/').includes('..'))
    throw new Violation(`“${field}.path” must be the path of a file beside it, of letters, digits and “._-”.`)
  return { path: name, bytes: bytes === undefined || bytes === null ? null : whole(bytes, `${field}.bytes`, MAX_BYTES) }
}

function filesOf(value: unknown, field: string): TextModel['text'] {
  const files = record(value, field)
  const found = PRECISIONS.flatMap((precision) =>
    files[precision] === undefined ? [] : [[precision, fileOf(files[precision], `${field}.${precision}`)] as const],
  )
  if (found.length === 0)
    throw new Violation(`“${field}” must name a file under ${PRECISIONS.map((precision) => `“${precision}”`).join(', ')}.`)
  return Object.fromEntries(found)
}

function knownOf(value: unknown, width: number, field: string): KnownAnswer {
  const { text, vector, minCosine } = record(value, field)
  if (
    !Array.isArray(vector) ||
    vector.length === 0 ||
    vector.length > width ||
    !vector.every((one): one is number => Number.isFinite(one)) ||
    vector.every((one) => one === 0)
  ) {
    throw new Violation(`“${field}.vector” must be the first numbers of a vector, not all of them 0.`)
  }
  if (typeof minCosine !== 'number' || !(minCosine > 0 && minCosine < 1))
    throw new Violation(`“${field}.minCosine” must lie between 0 and 1.`)
  return { text: sentence(text, `${field}.text`), vector, minCosine }
}

function modelOf(json: unknown, base: string): TextModel {
  const { id, name, width, contextLength, tokenizer, text, picture, known, caveat } = record(json, 'model.json')
  const { kind, file } = record(tokenizer, 'tokenizer')
  if (kind !== 'clip' && kind !== 'terms') throw new Violation('“tokenizer.kind” must be “clip” or “terms”.')
  if (!Array.isArray(known) || known.length === 0 || known.length > MAX_KNOWN)
    throw new Violation(`“known” must list 1 to ${MAX_KNOWN} texts with their vectors.`)
  if (caveat !== undefined && (typeof caveat !== 'string' || caveat.length > 1000)) throw new Violation('“caveat” must be a text.')
  const numbers = whole(width, 'width', MAX_WIDTH)
  return {
    id: sentence(id, 'id'),
    name: plainText(sentence(name, 'name')),
    width: numbers,
    contextLength: whole(contextLength, 'contextLength', MAX_CONTEXT),
    base,
    tokenizer: { kind, file: fileOf(file, 'tokenizer.file') },
    text: filesOf(text, 'text'),
    picture: picture === undefined || picture === null ? null : filesOf(picture, 'picture'),
    known: known.map((one, i) => knownOf(one, numbers, `known[${i}]`)),
    caveat: plainText(caveat ?? ''),
  }
}

/**
 * Reads a `model.json`: a TextModel without `base`, other people's data.
 * @param base address of the folder it lies in, ending in '/'.
 * @throws ProblemError (`model`) that names what is wrong.
 */
export function parseModel(json: unknown, base: string): TextModel {
  try {
    return modelOf(json, base)
  } catch (error) {
    if (error instanceof Violation)
      throw new ProblemError({
        code: 'model',
        where: `${base}model.json`,
        detail: `The description of the dataset’s own model cannot be used: ${error.message}`,
      })
    throw error
  }
}

import { encodeTerms, termWeight, type Encoder } from './encode'
import type { Concept } from './emoji'
import { toHalf } from './float16'
import { sparseMatrix } from './linear'
import { truncatedSvd } from './svd'
import { termsOf } from './words'

export const ENCODER_NAME = 'pairscope-sample-lsa'
export const WIDTH = 512
const SEED = 20260

/** What a concept is about: the words of its names weigh twice those of its tags. */
function documentOf({ label, tags, koLabel, koTags }: Concept): Map<string, number> {
  const weights = new Map<string, number>()
  const add = (text: string, weight: number): void => {
    for (const term of new Set(termsOf(text))) weights.set(term, Math.max(weights.get(term) ?? 0, weight * termWeight(term)))
  }
  add(label, 2)
  if (koLabel !== label) add(koLabel, 2)
  add(tags.join(' '), 1)
  add(koTags.join(' '), 1)
  return weights
}

export interface Lsa {
  readonly encoder: Encoder
  readonly vocabulary: readonly string[]
  /** One vector of length 1 for each concept. */
  readonly vectors: readonly Float32Array[]
}

/** Learns the encoder from the concepts' names and tags in both languages. */
export function learnLsa(concepts: readonly Concept[]): Lsa {
  const documents = concepts.map(documentOf)
  const frequency = new Map<string, number>()
  for (const document of documents) for (const term of document.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1)
  // A pair of syllables in one document only adds nothing to its whole word.
  const vocabulary = [...frequency.keys()].filter((term) => !term.startsWith('#') || (frequency.get(term) ?? 0) > 1).sort()
  const rows = new Map(vocabulary.map((term, row) => [term, row]))
  const idf = Float32Array.from(vocabulary, (term) => Math.log(1 + documents.length / (frequency.get(term) ?? 1)))
  const weighted = documents.map((document) => {
    const row = new Map<number, number>()
    for (const [term, weight] of document) {
      const column = rows.get(term)
      if (column !== undefined) row.set(column, weight * (idf[column] ?? 0))
    }
    const norm = Math.hypot(...row.values()) || 1
    for (const [column, value] of row) row.set(column, value / norm)
    return row
  })
  const { right } = truncatedSvd(sparseMatrix(vocabulary.length, weighted), WIDTH, SEED)
  const projection = new Uint16Array(vocabulary.length * WIDTH)
  for (const [i, vector] of right.entries()) for (const [row, value] of vector.entries()) projection[row * WIDTH + i] = toHalf(value)
  const encoder: Encoder = { width: WIDTH, rows, idf, projection }
  return { encoder, vocabulary, vectors: documents.map((document) => encodeTerms(document, encoder)) }
}

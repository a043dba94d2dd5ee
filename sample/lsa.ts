import { termsOf } from '../src/search/tokenizer/terms'
import { encodeTerms, termWeight, type Encoder } from './encode'
import type { Concept } from './emoji'
import { toHalf } from './float16'
import { sparseMatrix } from './linear'
import { truncatedSvd } from './svd'

export const ENCODER_NAME = 'pairscope-sample-lsa'
export const WIDTH = 512
/** Dimensions that carry meaning; the rest are kept for the picture's own look. */
export const MEANING_WIDTH = 480
const SMILEYS = 0
const SEED = 20260

/** What a concept is about: the words of its names weigh twice those of its tags. */
function documentOf({ group, label, tags, koLabel, koTags }: Concept): Map<string, number> {
  const weights = new Map<string, number>()
  const add = (text: string, weight: number): void => {
    for (const term of new Set(termsOf(text))) weights.set(term, Math.max(weights.get(term) ?? 0, weight * termWeight(term)))
  }
  add(label, 2)
  if (koLabel !== label) add(koLabel, 2)
  // A smiley's tags are figures of speech: the pleading face is no puppy.
  const tagWeight = group === SMILEYS ? 0.5 : 1
  add(tags.join(' '), tagWeight)
  add(koTags.join(' '), tagWeight)
  return weights
}

export interface Lsa {
  readonly encoder: Encoder
  /** One vector of length 1 for each concept. */
  readonly vectors: readonly Float32Array[]
}

/** Learns the encoder from the concepts' names and tags in both languages. */
export function learnLsa(concepts: readonly Concept[]): Lsa {
  const documents = concepts.map(documentOf)
  const frequency = new Map<string, number>()
  for (const document of documents) for (const term of document.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1)
  // A pair of syllables in one document only adds nothing to its whole word.
  const vocabulary = [...frequency.keys()].filter((term) => !term.startsWith('#') || frequency.get(term) !== 1).sort()
  const columns = new Map(vocabulary.map((term, column) => [term, column]))
  const idf = vocabulary.map((term) => Math.log(1 + documents.length / (frequency.get(term) ?? 1)))
  const matrix = documents.map((document) => {
    const row = new Map<number, number>()
    for (const [term, weight] of document) {
      const column = columns.get(term)
      if (column !== undefined) row.set(column, weight * (idf[column] ?? 0))
    }
    const norm = Math.hypot(...row.values()) || 1
    for (const [column, value] of row) row.set(column, value / norm)
    return row
  })
  const { right } = truncatedSvd(sparseMatrix(vocabulary.length, matrix), MEANING_WIDTH, SEED)

  const leaders = leadersOf(vocabulary, frequency, matrix)
  const kept = [...new Set(leaders.map(({ column }) => column))].sort((a, b) => a - b)
  const rowOf = new Map(kept.map((column, row) => [column, row]))
  const projection = new Uint16Array(kept.length * WIDTH)
  for (const [i, vector] of right.entries())
    for (const [row, column] of kept.entries()) projection[row * WIDTH + i] = toHalf(vector[column] ?? 0)
  const terms = new Map(
    vocabulary.map((term, i) => [
      term,
      { row: rowOf.get(leaders[i]?.column ?? i) ?? 0, weight: Math.fround((leaders[i]?.factor ?? 1) * (idf[i] ?? 0)) },
    ]),
  )
  const encoder: Encoder = { width: WIDTH, terms, projection }
  return { encoder, vectors: documents.map((document) => encodeTerms(document, encoder)) }
}

/**
 * Columns with a single entry in the same document are multiples of one another, and so are their rows of the
 * projection: one leader's row is stored for all of them. This halves the encoder and loses nothing.
 */
function leadersOf(
  vocabulary: readonly string[],
  frequency: ReadonlyMap<string, number>,
  matrix: readonly ReadonlyMap<number, number>[],
): { column: number; factor: number }[] {
  const leaders = vocabulary.map((_, column) => ({ column, factor: 1 }))
  for (const row of matrix) {
    const single = [...row].filter(([column]) => frequency.get(vocabulary[column] ?? '') === 1)
    const [first] = single.sort((a, b) => b[1] - a[1] || a[0] - b[0])
    if (first) for (const [column, value] of single) leaders[column] = { column: first[0], factor: value / first[1] }
  }
  return leaders
}

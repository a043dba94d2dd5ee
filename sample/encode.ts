import { termsOf } from '../src/search/tokenizer/terms'
import { fromHalf } from './float16'

/** Where a term lies and how much it says. */
export interface Term {
  /** Row of the projection; terms that only ever occur together share one. */
  readonly row: number
  readonly weight: number
}

/** The sample's text encoder: latent semantic analysis of emoji names, not CLIP. Browser code: no Node imports. */
export interface Encoder {
  readonly width: number
  readonly terms: ReadonlyMap<string, Term>
  /** Row after row, `width` float16 each. */
  readonly projection: Uint16Array
}

export function normalise(vector: Float32Array): Float32Array {
  let sum = 0
  for (const x of vector) sum += x * x
  return sum > 0 ? vector.map((x) => x / Math.sqrt(sum)) : vector
}

/** Sums terms by weight into one vector of length 1; all zero when no term is known. */
export function encodeTerms(weights: ReadonlyMap<string, number>, { width, terms, projection }: Encoder): Float32Array {
  const out = new Float32Array(width)
  for (const [term, weight] of weights) {
    const known = terms.get(term)
    if (!known) continue
    const scale = weight * known.weight
    for (let i = 0; i < width; i++) out[i] = (out[i] as number) + scale * fromHalf(projection[known.row * width + i] as number)
  }
  return normalise(out)
}

/** A text's vector: `encoder.width` numbers, of length 1, or all zero when the encoder knows none of its words. */
export function encodeText(text: string, encoder: Encoder): Float32Array {
  return encodeTerms(new Map(termsOf(text).map((term) => [term, termWeight(term)])), encoder)
}

/** A pair of Korean syllables says less than the word it is a part of. */
export function termWeight(term: string): number {
  return term.startsWith('#') ? 0.5 : 1
}

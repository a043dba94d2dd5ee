import { ProblemError } from '../../dataset/problem'
import { createClipTokenizer } from './clip'
import { createTermsTokenizer } from './terms'
import type { Tokenizer } from './tokenizer'

/**
 * The tokenizer that a model's file describes.
 * @param json the parsed file: a CLIP `tokenizer.json`, or `{"vocabulary": [...]}` for terms.
 * @param contextLength most tokens, marks of begin and end included.
 * @throws ProblemError (`model`) when the file is something else.
 */
export function createTokenizer(kind: 'clip' | 'terms', json: unknown, contextLength: number): Tokenizer {
  return kind === 'clip' ? createClipTokenizer(json, contextLength) : createTermsTokenizer(readVocabulary(json), contextLength)
}

function readVocabulary(json: unknown): readonly string[] {
  const vocabulary = typeof json === 'object' && json !== null && 'vocabulary' in json ? json.vocabulary : null
  if (!Array.isArray(vocabulary) || !vocabulary.every((term) => typeof term === 'string')) {
    throw new ProblemError({ code: 'model', where: 'tokenizer', detail: 'What came as the tokenizer has no list of terms.' })
  }
  return vocabulary
}

import { ProblemError } from '../../dataset/problem'

/** Vocabulary and merges of a byte-pair encoding: tokens with their ids, pairs of tokens in the order of their rank. */
export interface Bpe {
  readonly vocab: Readonly<Record<string, number>>
  readonly merges: readonly (readonly [string, string])[]
}

function refuse(detail: string): never {
  throw new ProblemError({ code: 'model', where: 'tokenizer.json', detail })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readMerge(merge: unknown): readonly [string, string] {
  const parts: unknown = typeof merge === 'string' ? merge.split(' ') : merge
  const [left, right, ...more] = Array.isArray(parts) ? (parts as unknown[]) : []
  if (typeof left !== 'string' || typeof right !== 'string' || left === '' || right === '' || more.length > 0)
    refuse('The tokenizer’s list of merges is damaged.')
  return [left, right]
}

/**
 * Reads CLIP's kind of `tokenizer.json`, whose words end in `</w>`.
 * @param marks tokens that the vocabulary must hold.
 * @throws ProblemError (`model`) for anything else.
 */
export function readBpe(json: unknown, marks: readonly string[]): Bpe {
  const model = isRecord(json) ? json.model : null
  if (!isRecord(model)) refuse('What came as the tokenizer is not a tokenizer.json.')
  // Old files do not name the type.
  if ((model.type !== undefined && model.type !== 'BPE') || model.end_of_word_suffix !== '</w>')
    refuse('This tokenizer.json is for another kind of model than CLIP.')
  if (!isRecord(model.vocab) || !Array.isArray(model.merges)) refuse('This tokenizer.json has no vocabulary or no merges.')
  const ids = Object.values(model.vocab)
  if (!ids.every((id) => Number.isInteger(id) && (id as number) >= 0 && (id as number) < ids.length))
    refuse('The tokenizer’s vocabulary is damaged.')
  const vocab = model.vocab as Record<string, number>
  for (const mark of marks) if (!Object.hasOwn(vocab, mark)) refuse(`The tokenizer’s vocabulary lacks ${mark}.`)
  return { vocab, merges: model.merges.map(readMerge) }
}

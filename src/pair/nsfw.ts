import { NSFW_CLASSES, type NsfwClass } from './pair'
import { trimmed } from './trim'

/**
 * How a column says how safe a picture is. `label`: LAION's words. `code`: TFDS's ClassLabel, the index into the classes,
 * also as a float, which pandas makes of integers with nulls. `score`: a model's probability that the picture is unsafe.
 * `flag`: true for unsafe.
 */
export type NsfwCoding = 'label' | 'code' | 'score' | 'flag'

/**
 * Bounds for scores, exclusive: above `nsfw` NSFW, above `unsure` UNSURE, else UNLIKELY. 0.45 is the bound of `punsafe`
 * above which Re-LAION's research-safe edition drops a row. Nobody published a bound for doubt; at 0.1 what is shown
 * unasked was found safe with at least nine chances in ten.
 */
export const UNSAFE_SCORE = { nsfw: 0.45, unsure: 0.1 } as const

const UNTAGGED = 3

/** How a column's values are to be read, by its name and type. */
export function nsfwCoding(name: string, type: 'string' | 'integer' | 'float' | 'boolean'): NsfwCoding {
  if (type === 'string') return 'label'
  if (type === 'integer') return 'code'
  if (type === 'boolean') return 'flag'
  return name.toLowerCase() === 'nsfw' ? 'code' : 'score'
}

/** The class that a stored value says; what says none is UNTAGGED. */
export function nsfwClass(value: unknown, coding: NsfwCoding): NsfwClass {
  if (coding === 'label') return typeof value === 'string' ? ofLabel(value) : UNTAGGED
  if (coding === 'flag') return value === true ? 2 : value === false ? 0 : UNTAGGED
  if (typeof value !== 'number' && typeof value !== 'bigint') return UNTAGGED
  const number = Number(value)
  if (coding === 'code') return number === 0 ? 0 : number === 1 || number === 2 ? number : UNTAGGED // Of -0 too, 0.
  if (!(number >= 0 && number <= 1)) return UNTAGGED
  return number > UNSAFE_SCORE.nsfw ? 2 : number > UNSAFE_SCORE.unsure ? 1 : 0
}

function ofLabel(label: string): NsfwClass {
  const word = trimmed(label).toUpperCase()
  const at = NSFW_CLASSES.findIndex((name) => name === word)
  return at === -1 ? UNTAGGED : (at as NsfwClass)
}

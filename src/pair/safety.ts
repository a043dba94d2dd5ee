import { matcher } from './guard-text'
import { MINOR_WORDS, SEX_WORDS } from './guard-words'
import type { NsfwClass, Pair } from './pair'

/** The classes a person agreed to see this session, besides UNLIKELY, which needs no consent. */
export type Consent = ReadonlySet<NsfwClass>

export const NO_CONSENT: Consent = new Set()

/** `allowed`: the picture may be requested. `hidden`: consent is missing. `blocked`: no consent lifts it. */
export type PictureVerdict = 'allowed' | 'hidden' | 'blocked'

const speaksOfMinors = matcher(MINOR_WORDS)
const speaksOfSex = matcher(SEX_WORDS)

/** Whether a caption speaks of minors. */
export function mentionsMinors(caption: string): boolean {
  return speaksOfMinors(caption)
}

/** Searches that join words for minors with words for sex are not run, whatever was agreed to. */
export function isRefusedSearch(texts: readonly string[]): boolean {
  const text = texts.join(' \n ')
  return speaksOfMinors(text) && speaksOfSex(text)
}

/** Decides whether a pair's picture may be requested at all. Asked before any request. */
export function pictureVerdict(pair: Pick<Pair, 'nsfw' | 'caption'>, consent: Consent): PictureVerdict {
  const unsafeTag = pair.nsfw === 1 || pair.nsfw === 2
  if (unsafeTag && mentionsMinors(pair.caption)) return 'blocked'
  if (pair.nsfw === 0 || consent.has(pair.nsfw)) return 'allowed'
  return 'hidden'
}

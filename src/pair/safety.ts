import type { NsfwClass, Pair } from './pair'

/** The classes a person agreed to see this session, besides UNLIKELY, which needs no consent. */
export type Consent = ReadonlySet<NsfwClass>

export const NO_CONSENT: Consent = new Set()

/** `allowed`: the picture may be requested. `hidden`: consent is missing. `blocked`: no consent lifts it. */
export type PictureVerdict = 'allowed' | 'hidden' | 'blocked'

/*
 * Words for minors in the languages common in LAION captions. Deliberately broad: a wrongly blocked picture costs little.
 * Each is a pattern. Spaces bound the words of alphabets; Korean, Japanese and Chinese have no such bounds.
 */
const MINORS = String.raw`
  child(?:ren|hood)? kids? kiddies? minors? under-?\s?aged? pre-?teens? teens? teenage[rd]?s? tweens? toddlers? infants? baby babies
  newborns? school\s?(?:girl|boy|kid)s? (?:little|young|small)\s(?:girl|boy)s? girls? boys? lolita loli shota jailbait niños? niñas?
  enfants? kinder mädchen jungen? bambin[aoie] criança[s]? menin[ao]s? ребен\p{L}* дет(?:и|ей|ск\p{L}*) девочк\p{L}* мальчик\p{L}*
  school\s?age 1[0-7]\s?(?:yo|y\/o|years?[\s-]old) [1-9]\s?(?:yo|y\/o|years?[\s-]old)
`
const MINORS_WITHOUT_BOUNDS =
  '어린이 아동 아이 미성년 청소년 소녀 소년 여아 남아 유아 초등학생 중학생 고등학생 여고생 여중생 子供 子ども 児童 少女 少年 幼女 未成年 儿童 女孩 男孩 幼童'

function anyOf(words: string, wordsWithoutBounds: string): RegExp {
  const choice = (list: string) => list.trim().split(/\s+/).join('|')
  return new RegExp(String.raw`(?<!\p{L})(?:${choice(words)})(?!\p{L})|${choice(wordsWithoutBounds)}`, 'iu')
}

const OF_MINORS = anyOf(MINORS, MINORS_WITHOUT_BOUNDS)

/** Whether a caption speaks of minors. */
export function mentionsMinors(caption: string): boolean {
  return OF_MINORS.test(caption)
}

const SEX = String.raw`
  sex\w* nud(?:e|es|ity|ist\w*) naked porn\w* erotic\w* nsfw xxx hentai topless lingerie undress\w* genital\w* penis\w* vagina\w*
  nipples? fuck\w* blowjobs? desnud\p{L}* nue?s? nackt\p{L}* nud[oaie] гол(?:ый|ая|ые|ых) порно секс\p{L}*
`
const SEX_WITHOUT_BOUNDS = '섹스 야동 누드 알몸 포르노 裸 ヌード セックス 色情'
const OF_SEX = anyOf(SEX, SEX_WITHOUT_BOUNDS)

/** Searches that join words for minors with words for sex are not run, whatever was agreed to. */
export function isRefusedSearch(texts: readonly string[]): boolean {
  const text = texts.join(' \n ')
  return mentionsMinors(text) && OF_SEX.test(text)
}

/** Decides whether a pair's picture may be requested at all. Asked before any request. */
export function pictureVerdict(pair: Pick<Pair, 'nsfw' | 'caption'>, consent: Consent): PictureVerdict {
  const unsafeTag = pair.nsfw === 1 || pair.nsfw === 2
  if (unsafeTag && mentionsMinors(pair.caption)) return 'blocked'
  if (pair.nsfw === 0 || consent.has(pair.nsfw)) return 'allowed'
  return 'hidden'
}

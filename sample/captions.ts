import type { Concept, EmojiSet } from './emoji'
import { hashText, pick, unitOf } from './hash'

/** The label as one says it: `flag: Japan` is the flag of Japan, `keycap: 1` a keycap 1. */
export function spokenLabel(label: string): string {
  return label
    .replace(/^flag: (.+)$/, 'flag of $1')
    .replace(/: /g, ' ')
    .replace(/[“”]/g, '"')
}

/** For Korean: `깃발: 일본` is 일본 깃발. */
export function spokenKoreanLabel(label: string): string {
  const flag = /^(?:깃발|기): (.+)$/.exec(label)
  return flag ? `${flag[1] ?? ''} 깃발` : label.replace(/: /g, ' ')
}

/** Up to `count` tags that the label does not hold already, chosen by hash. */
function someTags(tags: readonly string[], label: string, count: number, seed: string): string[] {
  const lower = label.toLowerCase()
  return tags
    .filter((tag) => !lower.includes(tag.toLowerCase()) && /\p{L}{2}/u.test(tag))
    .map((tag) => ({ tag, order: hashText(`${seed}/${tag}`) }))
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ tag }) => tag)
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `a dog`, `an owl`; plurals and doings go without. */
function article(noun: string): string {
  const head = noun.replace(/ (?:with|in|on|of|under|behind|facing|without|and)\b.*/, '')
  const bare =
    /[^s]s$|ing$|water|rice|bread|cheese|honey|butter|milk|bacon|fog/i.test(head) && !/bus$|building$|ring$|king$|wing$/i.test(head)
  if (/^flag of/.test(noun)) return `the ${noun}`
  return bare ? noun : `${/^(?:[aeio]|u[^n]|un[^i])/i.test(noun) ? 'an' : 'a'} ${noun}`
}

/** Some alt texts never name the thing; they keep similarity honest. */
const TAGS_ONLY_SHARE = 0.14

type Template = (label: string, tags: readonly string[]) => string

const ENGLISH: readonly [Template, ...Template[]] = [
  (label, tags) => `${capital(label)}, ${tags.slice(0, 3).join(', ')}`,
  (label, tags) => `${article(label)} – ${tags.slice(0, 2).join(' and ')}`,
  (label, tags) => `Picture of ${article(label)} (${tags.slice(0, 2).join(', ')})`,
  (label, tags) => `${capital(label)} illustration | ${tags.slice(0, 4).join(' ')}`,
  (label, tags) => `${tags[0] ?? label} ${tags[1] ?? ''}: ${label} icon`.replace(' :', ':'),
  (label, tags) => `${capital(label)} clipart ${tags.slice(0, 2).join(' ')}`,
  (label, tags) => `an illustration of ${article(label)}, ${tags.slice(0, 2).join(', ')}`,
  (label, tags) => `${capital(article(label))} on a background, ${tags.slice(0, 3).join(', ')}`,
  (label) => `A drawing of ${article(label)}`,
]

const KOREAN: readonly [Template, ...Template[]] = [
  (label, tags) => `${label}, ${tags.slice(0, 3).join(', ')}`,
  (label, tags) => `${label} 그림 - ${tags.slice(0, 2).join(', ')}`,
  (label, tags) => `${label} 일러스트 | ${tags.slice(0, 3).join(' ')}`,
  (label, tags) => `${label} 이모지 (${tags.slice(0, 2).join(', ')})`,
  (label) => `${label} 그림`,
]

export type CaptionLanguage = 'en' | 'ko' | 'both'

/** A caption in the manner of alt texts: about 65 % English, 25 % Korean, 10 % both. */
export function captionOf(concept: Concept, set: EmojiSet): { readonly text: string; readonly language: CaptionLanguage } {
  const seed = `${set.id}/${concept.hexcode}`
  const share = unitOf(`${seed}/language`)
  const language = share < 0.65 ? 'en' : share < 0.9 ? 'ko' : 'both'
  const label = spokenLabel(concept.label)
  const koLabel = spokenKoreanLabel(concept.koLabel)
  if (language === 'both') return { text: `${capital(label)} · ${koLabel}`, language }
  if (language === 'ko') {
    const tags = someTags(concept.koTags, koLabel, 4, seed)
    return { text: tags.length < 2 ? `${koLabel} 그림` : pick(KOREAN, `${seed}/template`)(koLabel, tags), language }
  }
  const tags = someTags(concept.tags, label, 4, seed)
  if (tags.length > 2 && unitOf(`${seed}/tags-only`) < TAGS_ONLY_SHARE) return { text: capital(tags.join(' ')), language }
  return { text: tags.length < 2 ? `A drawing of ${article(label)}` : pick(ENGLISH, `${seed}/template`)(label, tags), language }
}

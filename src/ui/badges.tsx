import { formatLicence, parseLicence, type LicenceFamily } from '../pair/licence'
import { NSFW_CLASSES, type NsfwClass } from '../pair/pair'
import { Icon } from './Icon'

const BADGE = 'rounded px-1 text-[11px] leading-4'

/** When words give way to a shield. They stay in the page, for those who do not see it. */
interface NsfwLook {
  readonly tone: string
  readonly words: string
  readonly icon: string
  readonly shield: 'shield-check' | 'shield-question' | 'shield-alert' | 'shield'
}

const TAGGED = { words: '@max-[9rem]:sr-only', icon: 'hidden @max-[9rem]:inline' } as const

const NSFW_LOOKS: { readonly [C in NsfwClass]: NsfwLook } = {
  0: { tone: 'px-0! text-muted', words: '@max-[12rem]:sr-only', icon: 'hidden @max-[12rem]:inline', shield: 'shield-check' },
  1: { tone: 'bg-warn/12 text-warn font-medium', ...TAGGED, shield: 'shield-question' },
  2: { tone: 'bg-danger/12 text-danger font-medium', ...TAGGED, shield: 'shield-alert' },
  3: { tone: 'bg-line/70 text-ink', ...TAGGED, shield: 'shield' },
}

/** Licences as short as they are still told apart. */
const SHORT_LICENCES: { readonly [F in LicenceFamily]: string } = {
  cc0: 'CC0',
  pdm: 'PD',
  by: 'BY',
  'by-sa': 'BY-SA',
  'by-nd': 'BY-ND',
  'by-nc': 'BY-NC',
  'by-nc-sa': 'BY-NC-SA',
  'by-nc-nd': 'BY-NC-ND',
  mit: 'MIT',
  'apache-2.0': 'Apache',
  other: 'Other',
  unknown: '?',
}

/** The dataset's own NSFW class; a shield in a narrow container. UNLIKELY is the quiet norm. */
export function NsfwBadge({ nsfw }: { readonly nsfw: NsfwClass }) {
  const { tone, words, icon, shield } = NSFW_LOOKS[nsfw]
  return (
    <span
      data-badge="nsfw"
      title={`Safety tag of the dataset: ${NSFW_CLASSES[nsfw]}`}
      className={`${BADGE} relative shrink-0 @max-[6rem]:px-0 ${tone}`}
    >
      <span className={words}>{NSFW_CLASSES[nsfw]}</span>
      <Icon name={shield} className={`size-3.5 align-[-2.5px] ${icon}`} />
    </span>
  )
}

/** The licence; in a narrow container without its version. */
export function LicenceBadge({ licence }: { readonly licence: string }) {
  const parsed = parseLicence(licence)
  const unknown = parsed.family === 'unknown'
  return (
    <span
      data-badge="licence"
      title={unknown ? 'Licence unknown: the dataset names none' : `Licence: ${licence}`}
      data-short={SHORT_LICENCES[parsed.family]}
      className={
        `${BADGE} relative shrink-0 border border-line @max-[6rem]:border-0 @max-[6rem]:px-0 @max-[6rem]:text-[10px] ` +
        `@max-[12rem]:before:content-[attr(data-short)] ${unknown ? 'text-muted' : ''}`
      }
    >
      <span className="@max-[12rem]:sr-only">{formatLicence(parsed)}</span>
    </span>
  )
}

export function SimilarityBadge({ similarity }: { readonly similarity: number | null }) {
  return (
    <span data-badge="similarity" title={storedSimilarity(similarity)} className="shrink-0 text-[11px] leading-4 text-muted tabular-nums">
      {similarity === null ? '–' : similarity.toFixed(3)}
    </span>
  )
}

/** The score of a search, in place of the stored similarity, which stays in its title. */
export function ScoreBadge({ score, similarity }: { readonly score: number; readonly similarity: number | null }) {
  return (
    <span
      data-badge="score"
      title={`Score of this search. ${storedSimilarity(similarity)}`}
      className="shrink-0 text-[11px] leading-4 font-medium text-accent tabular-nums"
    >
      {score.toFixed(3)}
    </span>
  )
}

function storedSimilarity(similarity: number | null): string {
  return similarity === null ? 'No similarity is stored' : `Similarity of caption and picture, as stored: ${similarity.toFixed(3)}`
}

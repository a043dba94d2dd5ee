import { formatLicence, parseLicence } from '../pair/licence'
import { NSFW_CLASSES, type NsfwClass } from '../pair/pair'

const BADGE = 'rounded px-1 text-[11px] leading-4'

const NSFW_TONES: { readonly [C in NsfwClass]: string } = {
  0: 'px-0! text-muted',
  1: 'bg-warn/12 text-warn font-medium',
  2: 'bg-danger/12 text-danger font-medium',
  3: 'bg-line/70 text-ink',
}

/** The dataset's own NSFW class. UNLIKELY is the quiet norm. */
export function NsfwBadge({ nsfw }: { readonly nsfw: NsfwClass }) {
  return (
    <span data-badge="nsfw" className={`${BADGE} shrink-0 ${NSFW_TONES[nsfw]}`}>
      {NSFW_CLASSES[nsfw]}
    </span>
  )
}

export function LicenceBadge({ licence }: { readonly licence: string }) {
  const parsed = parseLicence(licence)
  return (
    <span data-badge="licence" title={parsed.family === 'unknown' ? 'Licence unknown: the dataset names none' : licence} className={`${BADGE} min-w-0 truncate border border-line ${parsed.family === 'unknown' ? 'text-muted' : ''}`}>
      {formatLicence(parsed)}
    </span>
  )
}

export function SimilarityBadge({ similarity }: { readonly similarity: number | null }) {
  return (
    <span data-badge="similarity" title={similarity === null ? 'No similarity is stored' : 'Similarity of caption and picture, as stored'} className="shrink-0 text-[11px] leading-4 text-muted tabular-nums">
      {similarity === null ? '–' : similarity.toFixed(3)}
    </span>
  )
}

import { memo, useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import { formatNumber } from '../pair/format'
import { NSFW_CLASSES, type Pair, type PairKey } from '../pair/pair'
import { pictureVerdict, type Consent } from '../pair/safety'
import { LicenceBadge, NsfwBadge, ScoreBadge, SimilarityBadge } from '../ui/badges'
import { Icon } from '../ui/Icon'
import type { GridModel } from './grid-model'
import { tileAspect } from './layout'
import type { PairsCache } from './pairs-cache'
import { deadWords, naturalSize, stopWhenGone, type PictureLoad, type PictureQueue } from './pictures'
import type { ShownValue } from './useColumnValues'

interface TileProps {
  readonly index: number
  /** Its place in its row, from 0. */
  readonly column: number
  readonly pairKey: PairKey
  /** Pixels in the canvas. */
  readonly left: number
  readonly top: number
  /** Pixels from the real top of the grid. */
  readonly realTop: number
  readonly width: number
  readonly height: number
  readonly strip: number
  /** As stored: width / height, 0 when unknown. */
  readonly aspect: number
  /** Of the search that ranked the pairs; null without one. */
  readonly score: number | null
  /** Of the columns that are looked at, as far as they are read; undefined while none is looked at. */
  readonly values: readonly ShownValue[] | undefined
  readonly focusable: boolean
  readonly open: boolean
  readonly selected: boolean
  /** Pairs are being marked: each shows where. */
  readonly marking: boolean
  readonly model: GridModel
  readonly pairs: PairsCache
  readonly queue: PictureQueue
  readonly consent: Consent
  readonly onOpen: (key: PairKey) => void
  readonly onActive: (index: number) => void
  /** `extend`: all from the one marked last. */
  readonly onMark: (index: number, key: PairKey, extend: boolean) => void
}

/** The element of a tile, for a row to own. */
export const tileId = (index: number): string => `pair-${index}`

/** One pair in the grid: its picture, or why there is none, over its caption and badges. */
export const Tile = memo(function Tile({
  index,
  column,
  pairKey,
  left,
  top,
  realTop,
  width,
  height,
  strip,
  aspect,
  score,
  values,
  focusable,
  open,
  selected,
  marking,
  model,
  pairs,
  queue,
  consent,
  onOpen,
  onActive,
  onMark,
}: TileProps) {
  const entry = useSyncExternalStore(
    useCallback((listener: () => void) => pairs.subscribe(pairKey, listener), [pairs, pairKey]),
    () => pairs.get(pairKey),
  )
  const rank = useCallback(() => model.fromMiddle(realTop), [model, realTop])
  const pair = entry === 'unreadable' ? undefined : entry
  const withheld = pair !== undefined && isWithheld(pair, consent)
  const caption = pair ? (withheld ? 'Caption hidden' : pair.caption.trim() === '' ? 'No caption' : pair.caption) : ''
  // Words of a pair whose caption is withheld may say the same.
  const said = withheld ? values?.filter(({ value }) => typeof value !== 'string') : values
  return (
    <div
      role="gridcell"
      id={tileId(index)}
      aria-colindex={column + 1}
      aria-selected={selected}
      data-position={index + 1}
      className="group/tile absolute"
      style={{ left, top, width, height: height + strip }}
    >
      <button
        type="button"
        data-tile={index}
        data-pair={pairKey}
        data-state={entry === undefined ? 'loading' : entry === 'unreadable' ? 'unreadable' : undefined}
        tabIndex={focusable ? 0 : -1}
        // Its name is what it says, the caption first: the words come before the picture that they stand below.
        aria-label={entry === undefined ? 'Loading' : undefined}
        className={
          'group flex w-full flex-col-reverse rounded-lg text-left outline-offset-2 ' + (open || selected ? 'outline-2 outline-accent' : '')
        }
        onFocus={() => onActive(index)}
        onClick={() => (entry === 'unreadable' ? pairs.retry(pairKey) : onOpen(pairKey))}
      >
        {strip > 0 && <Strip pair={pair} caption={caption} score={score} values={said} />}
        <span className="relative block overflow-hidden rounded-lg bg-line/50" style={{ height }}>
          {pair && strip === 0 && <Overlay pair={pair} caption={caption} score={score} values={said} />}
          {pair && (
            <TilePicture
              pair={pair}
              queue={queue}
              consent={consent}
              rank={rank}
              fit={aspect === tileAspect(aspect) ? 'cover' : 'contain'}
            />
          )}
          {entry === 'unreadable' && <Placeholder icon="retry" words="Row could not be read – try again" />}
        </span>
      </button>
      {entry !== 'unreadable' && (
        <Mark
          selected={selected}
          shown={marking}
          label={`Select pair ${index + 1}`}
          onFocus={() => onActive(index)}
          onMark={(extend) => onMark(index, pairKey, extend)}
        />
      )}
    </div>
  )
})

interface MarkProps {
  readonly selected: boolean
  readonly shown: boolean
  readonly label: string
  /** Keys go on from there. */
  readonly onFocus: () => void
  readonly onMark: (extend: boolean) => void
}

/** Seen under the pointer and on whatever the keyboard is at, and on every pair once one is marked. Keys have Space for it. */
function Mark({ selected, shown, label, onFocus, onMark }: MarkProps) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={selected}
      aria-label={label}
      tabIndex={-1}
      onFocus={onFocus}
      onClick={({ shiftKey }) => onMark(shiftKey)}
      className={
        'absolute top-1.5 right-1.5 z-2 grid size-6 place-items-center rounded-full border transition-opacity ' +
        'group-hover/tile:opacity-100 group-focus-within/tile:opacity-100 motion-reduce:transition-none ' +
        (selected
          ? 'border-accent bg-accent text-accent-ink'
          : `border-line bg-raised/90 text-muted hover:text-ink ${shown ? '' : 'opacity-0 [@media(hover:none)]:hidden'}`)
      }
    >
      <Icon name="check" className="size-4" />
    </button>
  )
}

/** Captions of pairs tagged NSFW can be as unpleasant as their pictures, and those of blocked ones are never shown. */
function isWithheld(pair: Pair, consent: Consent): boolean {
  const verdict = pictureVerdict(pair, consent)
  return verdict === 'blocked' || (verdict === 'hidden' && pair.nsfw === 2)
}

interface WordsProps {
  readonly caption: string
  readonly score: number | null
  readonly values: readonly ShownValue[] | undefined
}

function Strip({ pair, caption, score, values }: WordsProps & { readonly pair: Pair | undefined }) {
  if (!pair) {
    return (
      <span className="mt-2 block space-y-1.5" aria-hidden>
        <span className="block h-3 w-4/5 rounded bg-line/50" />
        <span className="block h-2.5 w-2/5 rounded bg-line/40" />
      </span>
    )
  }
  return (
    <span className="@container block px-0.5 pt-1">
      <span dir="auto" className="block truncate text-[13px] leading-5">
        {caption}
      </span>
      {values && <Values values={values} />}
      <Badges pair={pair} score={score} />
    </span>
  )
}

/**
 * One line of as many columns as fit; the others wrap below it, out of sight. Where several share a narrow one, the panel has their names.
 */
function Values({ values }: { readonly values: readonly ShownValue[] }) {
  const [room, name] = values.length > 1 ? ['max-w-1/2', '@max-[18rem]:hidden'] : ['max-w-full', '']
  return (
    <span
      className="flex h-4.5 flex-wrap gap-x-2.5 overflow-hidden text-xs leading-4.5 whitespace-nowrap"
      title={values.map(({ column, value }) => `${column}: ${textOf(value)}`).join('\n')}
    >
      {values.map(({ column, value }) => (
        <span key={column} className={`flex min-w-0 gap-1 ${room}`}>
          <bdi className={`max-w-[10ch] min-w-0 truncate text-muted ${name}`}>{column}</bdi>
          <bdi className="max-w-full truncate tabular-nums">{textOf(value)}</bdi>
        </span>
      ))}
    </span>
  )
}

function textOf(value: ShownValue['value']): string {
  return value === null ? '–' : typeof value === 'number' ? formatNumber(value) : value
}

/**
 * What does not fit wraps below the one line that is seen, whole: the number first. It is read out first, too: what gives way to a shield
 * or a shorter word stands last, so that what is seen is one part of what is read out.
 */
function Badges({ pair, score }: { readonly pair: Pair; readonly score: number | null }) {
  return (
    <span className="flex h-5 flex-wrap items-center gap-x-1.5 overflow-hidden @max-[6rem]:gap-x-1 whitespace-nowrap *:my-px">
      <span className="order-last ml-auto flex">
        {score === null ? <SimilarityBadge similarity={pair.similarity} /> : <ScoreBadge score={score} similarity={pair.similarity} />}
      </span>
      <NsfwBadge nsfw={pair.nsfw} />
      <LicenceBadge licence={pair.licence} />
    </span>
  )
}

/**
 * Compact tiles show their words over the picture, on hover and focus; a class other than UNLIKELY always. What is not seen is read out all
 * the same.
 */
function Overlay({ pair, caption, score, values }: WordsProps & { readonly pair: Pair }) {
  return (
    <>
      {pair.nsfw !== 0 && (
        <span className="absolute top-1 left-1 z-1 rounded bg-raised/90">
          <NsfwBadge nsfw={pair.nsfw} />
        </span>
      )}
      <span
        className={'absolute inset-x-0 bottom-0 z-1 bg-raised/95 p-1.5 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100'}
      >
        <span dir="auto" className="line-clamp-2 text-xs">
          {caption}
        </span>
        <span className="@container mt-0.5 block">
          {values && <Values values={values} />}
          <Badges pair={pair} score={score} />
        </span>
      </span>
    </>
  )
}

interface TilePictureProps {
  readonly pair: Pair
  readonly queue: PictureQueue
  readonly consent: Consent
  readonly rank: () => number
  readonly fit: 'cover' | 'contain'
}

function TilePicture({ pair, queue, consent, rank, fit }: TilePictureProps) {
  const load = useMemo(() => queue.load(pair, consent, rank), [queue, pair, consent, rank])
  if (load) return <LoadedPicture load={load} fit={fit} />
  return pictureVerdict(pair, consent) === 'blocked' ? (
    <Placeholder icon="lock" words="Blocked: an unsafe tag, with words about minors" state="blocked" />
  ) : (
    <Placeholder icon="eye-off" words={`Hidden · ${NSFW_CLASSES[pair.nsfw]}`} state="hidden" />
  )
}

function LoadedPicture({ load, fit }: { readonly load: PictureLoad; readonly fit: 'cover' | 'contain' }) {
  const state = useSyncExternalStore(load.subscribe, load.getSnapshot)
  useEffect(() => load.start(), [load])
  if (state.kind === 'dead') {
    const icon = state.why === 'timeout' ? 'clock' : state.why === 'offline' ? 'offline' : 'broken-picture'
    return <Placeholder icon={icon} words={deadWords(state.why)} state="dead" />
  }
  if (state.kind === 'waiting') return <span className="absolute inset-0 animate-pulse bg-line/40 motion-reduce:animate-none" />
  return (
    <img
      ref={stopWhenGone}
      src={state.src}
      // The caption is said once, by the tile.
      alt=""
      data-state={state.kind}
      referrerPolicy="no-referrer"
      decoding="async"
      draggable={false}
      onLoad={({ currentTarget }) => load.settled(true, naturalSize(currentTarget))}
      onError={() => load.settled(false)}
      className={
        'absolute inset-0 size-full transition-opacity duration-150 motion-reduce:transition-none ' +
        `${fit === 'cover' ? 'object-cover' : 'object-contain'} ${state.kind === 'loaded' ? 'opacity-100' : 'invisible opacity-0'}`
      }
    />
  )
}

function Placeholder({
  icon,
  words,
  state,
}: {
  readonly icon: 'retry' | 'lock' | 'eye-off' | 'clock' | 'offline' | 'broken-picture'
  readonly words: string
  readonly state?: string
}) {
  return (
    <span
      data-state={state}
      className="absolute inset-0 flex flex-col items-center justify-center gap-1.5 p-2 text-center text-xs text-muted"
    >
      <Icon name={icon} className="size-5 shrink-0 opacity-70" />
      <span className="line-clamp-3">{words}</span>
    </span>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState, useSyncExternalStore, type CSSProperties, type ReactNode } from 'react'
import type { Engine } from '../engine/engine'
import { deadWords, naturalSize, PictureQueue, stopWhenGone, type PictureLoad } from '../gallery/pictures'
import { NSFW_CLASSES, type Pair } from '../pair/pair'
import { pictureAddress } from '../pair/address'
import type { PictureSize } from '../pair/picture-size'
import { pictureVerdict, type Consent } from '../pair/safety'
import { NsfwBadge } from '../ui/badges'
import { Button, TextButton } from '../ui/Button'
import { Icon, type IconName } from '../ui/Icon'
import { canDiagnose, deadSentence, diagnose, diagnosisSentence, mayRecover } from './diagnose'
import { downloadError } from './row-text'

interface PictureProps {
  readonly engine: Engine
  readonly pair: Pair
  readonly consent: Consent
  readonly onAskConsent: () => void
}

/** A pair's picture as large as the room allows, or why there is none. */
export function Picture({ engine, pair, consent, onAskConsent }: PictureProps) {
  const [attempt, setAttempt] = useState(0)
  // A new queue an attempt: it remembers what failed.
  const load = useMemo(
    () => (attempt >= 0 ? new PictureQueue(engine).load(pair, consent, () => 0) : null),
    [engine, pair, consent, attempt],
  )
  if (load) return <Loaded key={attempt} engine={engine} load={load} pair={pair} onRetry={() => setAttempt(attempt + 1)} />
  if (pictureVerdict(pair, consent) === 'blocked') {
    return (
      <Message icon="lock" title="This picture stays blocked">
        Its tag says that it may be unsafe, and its caption speaks of minors. There is no way to show it here.
      </Message>
    )
  }
  return (
    <Message icon="eye-off" title="Hidden for safety" badge={<NsfwBadge nsfw={pair.nsfw} />}>
      {pair.nsfw === 3
        ? 'Nobody has said whether this picture is safe, so it has not been requested.'
        : `The dataset tags it ${NSFW_CLASSES[pair.nsfw]}, so it has not been requested.`}
      <span className="mt-4 flex justify-center">
        <Button onClick={onAskConsent}>Choose what to show…</Button>
      </span>
    </Message>
  )
}

function Loaded({
  engine,
  load,
  pair,
  onRetry,
}: {
  readonly engine: Engine
  readonly load: PictureLoad
  readonly pair: Pair
  readonly onRetry: () => void
}) {
  const state = useSyncExternalStore(load.subscribe, load.getSnapshot)
  const [natural, setNatural] = useState<PictureSize | null>(null)
  useEffect(() => load.start(), [load])
  if (state.kind === 'dead') {
    const { why } = state
    return (
      <Message icon={why === 'timeout' ? 'clock' : why === 'offline' ? 'offline' : 'broken-picture'} title={deadWords(why)}>
        {deadSentence(why, pair.hasPicture)}
        <DownloadError engine={engine} pair={pair} />
        {canDiagnose(why, pair.hasPicture) && <Why pair={pair} />}
        {mayRecover(why) && (
          <span className="mt-4 flex justify-center">
            <Button onClick={onRetry}>
              <Icon name="retry" className="size-4" /> Try again
            </Button>
          </span>
        )}
      </Message>
    )
  }
  if (state.kind === 'waiting') return <Waiting pair={pair} />
  return (
    <>
      {state.kind === 'loading' && <Waiting pair={pair} />}
      <img
        ref={stopWhenGone}
        src={state.src}
        alt={pair.caption}
        referrerPolicy="no-referrer"
        onLoad={({ currentTarget }) => {
          const size = naturalSize(currentTarget)
          setNatural(size)
          load.settled(true, size)
        }}
        onError={() => load.settled(false)}
        style={room(natural ?? pair)}
        className={`object-contain ${state.kind === 'loaded' ? 'size-full' : 'invisible absolute'}`}
      />
    </>
  )
}

/** Small pictures are shown larger, but not so large that only their pixels are seen. */
function room({ width, height }: PictureSize): CSSProperties {
  return { maxWidth: width > 0 ? `min(100%, ${width * 3}px)` : '100%', maxHeight: height > 0 ? `min(100%, ${height * 3}px)` : '100%' }
}

/** The very place the picture will take. */
function Waiting({ pair }: { readonly pair: Pair }) {
  const known = pair.width > 0 && pair.height > 0
  const size = known ? { width: pair.width, height: pair.height } : { width: 120, height: 120 }
  return (
    <svg
      role="img"
      aria-label="Loading the picture"
      viewBox={`0 0 ${size.width} ${size.height}`}
      style={room(size)}
      className="size-full animate-pulse fill-line/60 motion-reduce:animate-none"
    >
      <rect width={size.width} height={size.height} />
    </svg>
  )
}

/** What the download that made the dataset said of a picture that it did not get. */
function DownloadError({ engine, pair }: { readonly engine: Engine; readonly pair: Pair }) {
  const { data: row } = useQuery({ queryKey: ['row', pair.key], queryFn: ({ signal }) => engine.row(pair.key, { signal }) })
  const message = row && downloadError(row)
  return message ? (
    <span dir="auto" className="mt-1 block wrap-anywhere">
      Its download failed: {message}
    </span>
  ) : null
}

/** Asks the host why, when the person wants to know. */
function Why({ pair }: { readonly pair: Pair }) {
  const [answer, setAnswer] = useState<string | null>(null)
  const [asking, setAsking] = useState<AbortController | null>(null)
  useEffect(() => () => asking?.abort(), [asking])
  const address = pictureAddress(pair.url, location.hostname)
  if (address.kind === 'refused') return null
  const ask = () => {
    const controller = new AbortController()
    setAsking(controller)
    diagnose(address.src, controller.signal).then(
      (diagnosis) => setAnswer(diagnosisSentence(diagnosis)),
      () => undefined,
    )
  }
  return (
    <span role="status" className="mt-1 block">
      {answer ?? (
        <TextButton disabled={asking !== null} onClick={ask}>
          {asking ? 'Asking the host…' : 'Find out why'}
        </TextButton>
      )}
    </span>
  )
}

/** In place of the picture. */
export function Message({
  icon,
  title,
  badge,
  children,
}: {
  readonly icon: IconName
  readonly title: string
  readonly badge?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className="max-w-[calc(100%-6rem)] text-center text-muted md:max-w-xs">
      <Icon name={icon} className="mx-auto mb-3 size-8 opacity-60" />
      <p className="mb-1 text-base font-medium text-ink">{title}</p>
      {badge && <p className="mb-2">{badge}</p>}
      <div>{children}</div>
    </div>
  )
}

import { useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import type { Engine } from '../engine/engine'
import { deadWords, PictureQueue, type PictureLoad } from '../gallery/pictures'
import { NSFW_CLASSES, type Pair } from '../pair/pair'
import { pictureAddress, pictureVerdict, type Consent } from '../pair/safety'
import { Button } from '../ui/Button'
import { Icon, type IconName } from '../ui/Icon'
import { diagnose, diagnosisSentence } from './diagnose'

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
  const load = useMemo(() => (attempt >= 0 ? new PictureQueue(engine).load(pair, consent, () => 0) : null), [engine, pair, consent, attempt])
  if (load) return <Loaded key={attempt} load={load} pair={pair} onRetry={() => setAttempt(attempt + 1)} />
  if (pictureVerdict(pair, consent) === 'blocked') {
    return (
      <Message icon="lock" title="This picture stays blocked">
        Its tag says that it may be unsafe, and its caption speaks of minors. There is no way to show it here.
      </Message>
    )
  }
  return (
    <Message icon="eye-off" title={`Hidden: tagged ${NSFW_CLASSES[pair.nsfw]}`}>
      This picture is not known to be safe, so it has not been requested.
      <Button className="mt-4" onClick={onAskConsent}>
        Choose what to show…
      </Button>
    </Message>
  )
}

function Loaded({ load, pair, onRetry }: { readonly load: PictureLoad; readonly pair: Pair; readonly onRetry: () => void }) {
  const state = useSyncExternalStore(load.subscribe, load.getSnapshot)
  useEffect(() => load.start(), [load])
  if (state.kind === 'dead') {
    return (
      <Message icon={state.why === 'timeout' ? 'clock' : 'broken-picture'} title={deadWords(state.why)}>
        <Why pair={pair} />
        <span className="mt-4 flex justify-center">
          <Button onClick={onRetry}>Try again</Button>
        </span>
      </Message>
    )
  }
  if (state.kind === 'waiting') return <Waiting pair={pair} />
  return (
    <>
      {state.kind === 'loading' && <Waiting pair={pair} />}
      <img
        src={state.src}
        alt={pair.caption}
        referrerPolicy="no-referrer"
        onLoad={() => load.settled(true)}
        onError={() => load.settled(false)}
        // Small pictures are shown larger, but not so large that only their pixels are seen.
        style={{ maxWidth: pair.width > 0 ? `min(100%, ${pair.width * 3}px)` : '100%', maxHeight: pair.height > 0 ? `min(100%, ${pair.height * 3}px)` : '100%' }}
        className={`size-full object-contain ${state.kind === 'loaded' ? '' : 'absolute opacity-0'}`}
      />
    </>
  )
}

function Waiting({ pair }: { readonly pair: Pair }) {
  const aspect = pair.width > 0 && pair.height > 0 ? pair.width / pair.height : 1
  return <div aria-label="Loading" className="max-h-full w-full max-w-sm animate-pulse rounded-xl bg-line/60 motion-reduce:animate-none" style={{ aspectRatio: aspect }} />
}

/** Asks the host why, when the person wants to know. */
function Why({ pair }: { readonly pair: Pair }) {
  const [answer, setAnswer] = useState<string | null>(null)
  const [asking, setAsking] = useState<AbortController | null>(null)
  useEffect(() => () => asking?.abort(), [asking])
  const address = pictureAddress(pair.url, location.hostname)
  if (address.kind === 'refused') return null
  if (answer !== null) return <span role="status">{answer}</span>
  const ask = () => {
    const controller = new AbortController()
    setAsking(controller)
    diagnose(address.src, controller.signal).then(
      (diagnosis) => setAnswer(diagnosisSentence(diagnosis)),
      () => undefined,
    )
  }
  return (
    <button type="button" disabled={asking !== null} onClick={ask} className="text-accent underline decoration-accent/35 underline-offset-3">
      {asking ? 'Asking the host…' : 'Find out why'}
    </button>
  )
}

function Message({ icon, title, children }: { readonly icon: IconName; readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="max-w-xs text-center text-muted">
      <Icon name={icon} className="mx-auto mb-3 size-8 opacity-60" />
      <p className="mb-1 text-base font-medium text-ink">{title}</p>
      <div>{children}</div>
    </div>
  )
}

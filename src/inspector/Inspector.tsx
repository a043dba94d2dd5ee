import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore, type KeyboardEvent } from 'react'
import type { Engine } from '../engine/engine'
import type { ResultList } from '../gallery/results'
import { formatCount } from '../pair/format'
import { formatPairKey, type PairKey } from '../pair/pair'
import type { Consent } from '../pair/safety'
import { IconButton } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Icon } from '../ui/Icon'
import { Details } from './Details'
import { Picture } from './Picture'

export interface InspectorProps {
  readonly engine: Engine
  readonly pairKey: PairKey
  /** The list that previous and next walk. */
  readonly results: ResultList
  readonly consent: Consent
  readonly onOpen: (key: PairKey) => void
  readonly onClose: () => void
  readonly onAskConsent: () => void
}

/** One pair, closely: its picture beside all that is known of it. */
export function Inspector({ engine, pairKey, results, consent, onOpen, onClose, onAskConsent }: InspectorProps) {
  useSyncExternalStore(results.subscribe, results.getSnapshot)
  const index = results.indexOf(pairKey)
  const previous = index > 0 ? results.keyAt(index - 1) : undefined
  const next = index >= 0 ? results.keyAt(index + 1) : undefined
  const pair = useQuery({
    queryKey: ['pair', pairKey],
    queryFn: async ({ signal }) => (await engine.pairs([pairKey], { signal }))[0] ?? null,
    staleTime: Infinity,
  })
  const go = (key: PairKey | undefined) => {
    if (key !== undefined) onOpen(key)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (event.key === 'ArrowLeft') go(previous)
    else if (event.key === 'ArrowRight') go(next)
    else return
    event.preventDefault()
  }
  return (
    <Dialog open onClose={onClose} label="Pair" shape="full">
      <div className="flex min-h-0 flex-1 flex-col md:flex-row" onKeyDown={onKeyDown}>
        <div className="relative grid h-[55dvh] shrink-0 place-items-center overflow-hidden bg-bg p-4 md:h-auto md:min-w-0 md:flex-1 md:p-14">
          {pair.data && <Picture key={pairKey} engine={engine} pair={pair.data} consent={consent} onAskConsent={onAskConsent} />}
          {pair.isPending && <div aria-label="Loading" className="size-40 animate-pulse rounded-xl bg-line/60 motion-reduce:animate-none" />}
          {(pair.data === null || pair.isError) && (
            <p role="alert" className="max-w-xs text-center text-muted">
              The row {formatPairKey(pairKey)} could not be read. Its shard may have failed, or the link is from another version of the dataset.
            </p>
          )}
          <IconButton label="Previous pair" disabled={previous === undefined} onClick={() => go(previous)} className="absolute top-1/2 left-2 -translate-y-1/2 rounded-full! bg-raised/80">
            <Icon name="chevron-left" />
          </IconButton>
          <IconButton label="Next pair" disabled={next === undefined} onClick={() => go(next)} className="absolute top-1/2 right-2 -translate-y-1/2 rounded-full! bg-raised/80">
            <Icon name="chevron-right" />
          </IconButton>
        </div>
        <div className="contents border-line md:flex md:min-h-0 md:w-104 md:flex-none md:flex-col md:border-l">
          <div className="order-first flex shrink-0 items-center justify-between gap-2 border-b border-line py-1.5 pr-2 pl-5">
            <p className="text-muted tabular-nums">{index >= 0 ? `${formatCount(index + 1)}${results.status === 'ready' ? ` of ${formatCount(results.count)}` : ''}` : formatPairKey(pairKey)}</p>
            <IconButton label="Close" data-autofocus onClick={onClose}>
              <Icon name="close" />
            </IconButton>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">{pair.data && <Details key={pairKey} engine={engine} pair={pair.data} consent={consent} />}</div>
        </div>
      </div>
    </Dialog>
  )
}

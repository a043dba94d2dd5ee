import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import type { Results } from '../gallery/list'
import { formatCount } from '../pair/format'
import type { PairKey } from '../pair/pair'
import { Button, IconButton } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Icon, type IconName } from '../ui/Icon'
import { Details, type DetailsProps } from './Details'
import { Message, Picture } from './Picture'
import { RowProblem } from './RowProblem'
import { noRowSentence } from './row-text'

interface InspectorProps extends Omit<DetailsProps, 'pair'> {
  readonly pairKey: PairKey
  /** The list that previous and next walk. */
  readonly results: Results
  readonly onOpen: (key: PairKey) => void
  readonly onClose: () => void
  readonly onAskConsent: () => void
}

/** The dark theme's neutrals in both themes: a picture is judged against the same dark. */
const STAGE =
  'scheme-dark bg-[#141517] text-ink [--accent:#79c6d0] [--danger:#ff8f85] [--ink:#ececed] [--line:#3b3e43] ' +
  '[--muted:#a1a4aa] [--ok:#74cf9b] [--raised:#2c2e32] [--warn:#e6b655]'

/** One pair, closely: its picture beside all that is known of it. */
export function Inspector({
  engine,
  pairKey,
  results,
  consent,
  onOpen,
  onClose,
  onAskConsent,
  columns,
  filterBy,
  onSearch,
  link,
  searchesWords,
}: InspectorProps) {
  useSyncExternalStore(results.subscribe, results.getSnapshot)
  const place = engine.place(pairKey)
  const index = results.indexOf(pairKey)
  const previous = index > 0 ? results.keyAt(index - 1) : undefined
  const next = index >= 0 ? results.keyAt(index + 1) : undefined
  const pair = useQuery({
    queryKey: ['pair', pairKey],
    queryFn: async ({ signal }) => (await engine.pairs([pairKey], { signal }))[0] ?? null,
    // A row that could not be read may be readable later: its shard can be tried again.
    staleTime: ({ state }) => (state.data ? Infinity : 0),
  })
  useArrowKeys(
    () => previous !== undefined && onOpen(previous),
    () => next !== undefined && onOpen(next),
  )
  return (
    <Dialog open onClose={onClose} label="Pair" shape="full">
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <div
          className={
            'relative grid h-[50dvh] shrink-0 grid-cols-1 grid-rows-1 place-items-center overflow-hidden p-4 md:h-auto ' +
            `md:min-w-0 md:flex-1 md:px-16 md:py-8 ${STAGE}`
          }
        >
          {pair.data && <Picture key={pairKey} engine={engine} pair={pair.data} consent={consent} onAskConsent={onAskConsent} />}
          {pair.isPending && (
            <div aria-label="Loading" className="size-40 animate-pulse rounded-xl bg-line/60 motion-reduce:animate-none" />
          )}
          {(pair.data === null || pair.isError) && (
            <Message icon="alert" title={`Row ${place.text} could not be read`}>
              {pair.isError ? <RowProblem error={pair.error} /> : <p role="alert">{noRowSentence(engine.scanning !== null)}</p>}
              <span className="mt-4 flex justify-center">
                <Button disabled={pair.isFetching} onClick={() => void pair.refetch()}>
                  <Icon name="retry" className="size-4" /> Try again
                </Button>
              </span>
            </Message>
          )}
          <Step label="Previous pair" icon="chevron-left" to={previous} onOpen={onOpen} className="left-2 md:left-3" />
          <Step label="Next pair" icon="chevron-right" to={next} onOpen={onOpen} className="right-2 md:right-3" />
        </div>
        <div className="contents border-line md:flex md:min-h-0 md:w-104 md:flex-none md:flex-col md:border-l">
          <div className="order-first flex shrink-0 items-center justify-between gap-2 border-b border-line py-1.5 pr-2 pl-5">
            <p aria-live="polite" className="text-muted tabular-nums">
              {index >= 0
                ? `${formatCount(index + 1)}${results.status === 'ready' ? ` of ${formatCount(results.count)}` : ''}`
                : place.text}
            </p>
            <IconButton label="Close" data-autofocus onClick={onClose}>
              <Icon name="close" />
            </IconButton>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
            {pair.data && (
              <Details
                key={pairKey}
                engine={engine}
                pair={pair.data}
                consent={consent}
                columns={columns}
                filterBy={filterBy}
                onSearch={onSearch}
                link={link}
                searchesWords={searchesWords}
              />
            )}
            {pair.isPending && <Lines />}
          </div>
        </div>
      </div>
    </Dialog>
  )
}

interface StepProps {
  readonly label: string
  readonly icon: IconName
  readonly to: PairKey | undefined
  readonly onOpen: (key: PairKey) => void
  readonly className: string
}

function Step({ label, icon, to, onOpen, className }: StepProps) {
  return (
    <IconButton
      label={label}
      disabled={to === undefined}
      onClick={() => to !== undefined && onOpen(to)}
      className={`absolute! top-1/2 -translate-y-1/2 rounded-full! bg-raised/85 text-ink! pointer-coarse:size-11 ${className}`}
    >
      <Icon name={icon} />
    </IconButton>
  )
}

/** Where the words will be. */
function Lines() {
  return (
    <div aria-hidden className="animate-pulse space-y-3 p-5 *:h-4 *:rounded *:bg-line/60 motion-reduce:animate-none">
      <div className="w-full" />
      <div className="w-4/5" />
      <div className="w-1/2" />
    </div>
  )
}

/** On the window, since the focus is nowhere after a click on words or when a focused button is disabled. */
function useArrowKeys(onLeft: () => void, onRight: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    // Another dialog above this one has the keys.
    if (document.querySelectorAll('dialog[open]').length > 1) return
    if (event.key === 'ArrowLeft') onLeft()
    else if (event.key === 'ArrowRight') onRight()
    else return
    event.preventDefault()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}

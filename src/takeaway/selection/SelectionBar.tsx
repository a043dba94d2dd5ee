import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { problemOf } from '../../dataset/problem-values'
import { describeProblem } from '../../dataset/problem'
import type { Engine } from '../../engine/engine'
import type { Store } from '../../flow/store'
import { formatCount } from '../../pair/format'
import { countKeys, type KeyRanges } from '../../pair/key-ranges'
import { identityOf, passesAll, type Query } from '../../query/query'
import { Button, IconButton } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { useStore } from '../../ui/useStore'
import { selectionReducer, type Selection, type SelectionAction } from './selection'

interface SelectionBarProps {
  readonly engine: Engine
  readonly datasetId: string
  readonly selection: Store<Selection>
  /** What is asked now, without its search. */
  readonly asked: Query
  /** Of the table: counts are taken anew when it grows. */
  readonly revision: number
  readonly onOnly: (keys: KeyRanges) => void
  /** Gives all that is shown here, for the choices of all and of the others. */
  readonly all: (signal: AbortSignal) => Promise<KeyRanges>
  /** What else can be done with them. */
  readonly children?: ReactNode
}

/** Below the grid while pairs are marked: how many, and what to do with them. */
export function SelectionBar({ engine, datasetId, selection, asked, revision, onOnly, all, children }: SelectionBarProps) {
  const { keys, cleared } = useStore(selection)
  const select = (action: SelectionAction): void => selection.set(selectionReducer(selection.get(), action))
  const hidden = useHiddenBy(engine, datasetId, asked, keys, revision)
  const work = useWork()
  if (keys.length === 0 && cleared.length > 0) {
    return (
      <Bar>
        <p role="status" className="min-w-0 flex-1 truncate text-muted">
          {formatCount(countKeys(cleared))} not selected any more
        </p>
        <Button onClick={() => select({ kind: 'undo' })}>Undo</Button>
        <IconButton label="Close" onClick={() => select({ kind: 'dismiss' })}>
          <Icon name="close" />
        </IconButton>
      </Bar>
    )
  }
  if (keys.length === 0) return null
  const choose = (next: (shown: KeyRanges) => SelectionAction) => work.run(async (signal) => select(next(await all(signal))))
  return (
    <Bar>
      <p role="status" className="min-w-24 flex-1 leading-5">
        <span className="font-medium tabular-nums">{formatCount(countKeys(keys))} selected</span>
        {work.problem !== null && <Beside className="text-danger">{work.problem}</Beside>}
        {work.problem === null && hidden > 0 && (
          <Beside className="text-muted">
            {formatCount(hidden)} not shown<span className="max-sm:hidden"> by these filters</span>
          </Beside>
        )}
      </p>
      {/* On a phone they are more than fit, and scroll. */}
      <div className="flex min-w-0 items-center gap-1.5 overflow-x-auto py-1 [scrollbar-width:none] sm:gap-2">
        {work.busy ? (
          <Button kind="quiet" onClick={work.stop}>
            Stop selecting
          </Button>
        ) : (
          <>
            <Button kind="quiet" onClick={() => choose((shown) => ({ kind: 'set', keys: shown }))}>
              Select all
            </Button>
            <Button kind="quiet" onClick={() => choose((shown) => ({ kind: 'invert', shown }))}>
              Invert
            </Button>
          </>
        )}
        <Button kind="quiet" onClick={() => onOnly(keys)}>
          Show only these
        </Button>
        {children}
      </div>
      <IconButton label="Clear the selection" onClick={() => select({ kind: 'none' })}>
        <Icon name="close" />
      </IconButton>
    </Bar>
  )
}

/** In the line where there is room, below it on a phone. */
function Beside({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  return (
    <span className={`max-sm:block max-sm:text-xs ${className}`}>
      <span className="max-sm:hidden"> · </span>
      {children}
    </span>
  )
}

function Bar({ children }: { readonly children: ReactNode }) {
  return (
    <section
      aria-label="Selection"
      className="flex min-h-12 shrink-0 items-center gap-1.5 border-t border-line bg-surface pr-1.5 pl-4 sm:gap-2"
    >
      {children}
    </section>
  )
}

/** How many of these the filters keep back. The last count stays until the next is there. */
function useHiddenBy(engine: Engine, datasetId: string, asked: Query, keys: KeyRanges, revision: number): number {
  const narrowed = !passesAll(asked)
  const { data } = useQuery({
    queryKey: ['hidden of selected', datasetId, identityOf(asked), revision, numberOf(keys)],
    queryFn: async ({ signal }) => countKeys(keys) - (await engine.count(asked, keys, { signal })),
    enabled: narrowed && keys.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  })
  return narrowed && keys.length > 0 ? (data ?? 0) : 0
}

/** A million ranges are no name for an answer: each selection has a number of its own. */
const numbers = new WeakMap<KeyRanges, number>()
let numbered = 0

function numberOf(keys: KeyRanges): number {
  const known = numbers.get(keys) ?? ++numbered
  numbers.set(keys, known)
  return known
}

/** One thing that takes a while and can be stopped. */
function useWork() {
  const [running, setRunning] = useState<AbortController | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  return {
    busy: running !== null,
    problem,
    stop: () => running?.abort(),
    run(work: (signal: AbortSignal) => Promise<void>): void {
      const controller = new AbortController()
      setRunning(controller)
      setProblem(null)
      work(controller.signal)
        .catch((error: unknown) => {
          if (!controller.signal.aborted) setProblem(describeProblem(problemOf(error, 'engine', '')).title)
        })
        .finally(() => setRunning(null))
    },
  }
}

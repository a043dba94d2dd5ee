import { useVirtualizer } from '@tanstack/react-virtual'
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  useSyncExternalStore,
  type KeyboardEvent,
} from 'react'
import { problemOf } from '../dataset/problem-values'
import { describeProblem } from '../dataset/problem'
import type { Engine } from '../engine/engine'
import type { PairKey } from '../pair/pair'
import { hasKey } from '../pair/key-ranges'
import type { Consent } from '../pair/safety'
import type { Store } from '../flow/store'
import type { Selection } from '../takeaway/selection/selection'
import { Icon } from '../ui/Icon'
import type { Density } from './density'
import { GridModel, PADDING } from './grid-model'
import type { JustifiedLayout, Row } from './layout'
import type { Results } from './list'
import { PairsCache } from './pairs-cache'
import { PictureQueue } from './pictures'
import { Skeleton } from './Skeleton'
import { Tile, tileId } from './Tile'
import { useStore } from '../ui/useStore'
import { useColumnValues, type ShownValue } from './useColumnValues'
import { useHiddenCount } from './useHiddenCount'
import { useMarking } from './useMarking'
import { useSureClick } from './useSureClick'

export interface GridProps {
  readonly engine: Engine
  readonly results: Results
  readonly consent: Consent
  readonly density: Density
  /** Paths of columns whose values each pair says. */
  readonly columns: readonly string[]
  /** Of the table: more values may be read by then. */
  readonly revision: number
  /** The pair open in the inspector, marked in the grid. */
  readonly openKey: PairKey | null
  readonly onOpen: (key: PairKey) => void
  readonly onAskConsent: () => void
  /** Pairs that are marked. */
  readonly selection: Store<Selection>
  /** Marks all that pass. */
  readonly onSelectAll: () => void
}

/** The virtualiser's items are segments of this many rows, or more in very long grids: it allocates an object an item. */
const SEGMENT_ROWS = 8
const MAX_SEGMENTS = 4000
const NO_VALUES: readonly ShownValue[] = []

/** Pairs as justified rows of pictures, from the first to the very last. What was read outlives a change of query. */
export function Grid({ engine, ...props }: GridProps) {
  const pairs = useMemo(() => new PairsCache(engine), [engine])
  const queue = useMemo(() => new PictureQueue(engine), [engine])
  useEffect(() => () => pairs.dispose(), [pairs])
  const sureClick = useSureClick(props.onOpen)
  return (
    <div className="h-full" {...sureClick}>
      {/* Each list of results begins at its top, with a scroll position and a virtualiser of its own. */}
      <GridOfResults key={props.results.id} engine={engine} pairs={pairs} queue={queue} {...props} />
    </div>
  )
}

type GridOfResultsProps = GridProps & { readonly pairs: PairsCache; readonly queue: PictureQueue }

function GridOfResults({
  engine,
  pairs,
  queue,
  results,
  consent,
  density,
  columns,
  revision,
  openKey,
  onOpen,
  onAskConsent,
  selection,
  onSelectAll,
}: GridOfResultsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const [model] = useState(() => new GridModel(results, density, columns.length > 0))
  useSyncExternalStore(model.subscribe, model.getSnapshot)
  const resultVersion = useSyncExternalStore(results.subscribe, results.getSnapshot)
  const [active, setActive] = useState(0)

  useEffect(() => (scroller.current ? model.attach(scroller.current) : undefined), [model])
  const hasValues = columns.length > 0
  useEffect(() => model.setDensity(density, hasValues), [model, density, hasValues])
  useEffect(() => pairs.put(results.head), [pairs, results, resultVersion])

  const rows = useVisibleRows(model, scroller)
  const { layout, shift } = model
  const keys = rows
    .flatMap((row) => Array.from({ length: row.last - row.first }, (_, i) => results.keyAt(row.first + i) ?? -1))
    .filter((key) => key >= 0)
  const keyList = keys.join()
  useEffect(() => pairs.want(keyList === '' ? [] : keyList.split(',').map(Number)), [pairs, keyList])
  useLayoutEffect(() => model.canvasRendered())
  const values = useColumnValues(engine, columns, keyList, revision)
  const hidden = useHiddenCount(pairs, keyList, consent)

  const { keys: selected } = useStore(selection)
  const marking = useMarking({ model, selection, scroller, active })

  /** A tile on its way into the page that gets the keyboard once it is there; what another is focused by meanwhile is of before. */
  const wanted = useRef<number | null>(null)
  const [, draw] = useReducer((drawn: number) => drawn + 1, 0)
  const focusTile = (index: number): void => {
    wanted.current = index
    setActive(index)
    model.reveal(index)
    draw()
  }
  useLayoutEffect(() => {
    const tile = wanted.current === null ? null : scroller.current?.querySelector<HTMLElement>(`[data-tile="${wanted.current}"]`)
    if (!tile) return
    wanted.current = null
    tile.focus({ preventScroll: true })
  })
  const onActive = useCallback((index: number) => {
    if (wanted.current === null) setActive(index)
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (results.count === 0 || marking.onKey(event, openKey !== null)) return
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      event.preventDefault()
      onSelectAll()
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const last = results.count - 1
    const moves: { readonly [key: string]: () => number } = {
      ArrowLeft: () => Math.max(0, active - 1),
      ArrowRight: () => Math.min(last, active + 1),
      ArrowUp: () => model.neighbour(active, 'up'),
      ArrowDown: () => model.neighbour(active, 'down'),
      PageUp: () => model.neighbour(active, 'page-up'),
      PageDown: () => model.neighbour(active, 'page-down'),
      Home: () => 0,
      End: () => last,
    }
    const move = moves[event.key]
    if (!move) return
    event.preventDefault()
    const to = move()
    if (event.shiftKey) marking.extendTo(to)
    focusTile(to)
  }

  return (
    <div className="relative h-full">
      <div
        ref={scroller}
        data-testid="grid"
        className="h-full overflow-x-hidden overflow-y-scroll overscroll-contain outline-none [overflow-anchor:none]"
        onKeyDown={onKeyDown}
        onPointerDownCapture={() => (wanted.current = null)}
        // Where a key goes down on a button, some browsers click once it goes up.
        onKeyUp={(event) => event.key === ' ' && event.preventDefault()}
        {...marking.handlers}
      >
        <GridOfCells rows={rows} layout={layout} busy={results.status === 'loading'} />
        <div className="relative" style={{ height: model.canvas }}>
          {layout &&
            rows.flatMap((row) =>
              layout.boxes(row, results.aspectAt).map((box, column) => {
                const key = results.keyAt(box.index)
                if (key === undefined) return null
                return (
                  <Tile
                    key={key}
                    index={box.index}
                    column={column}
                    pairKey={key}
                    left={box.left + PADDING}
                    top={row.top + shift}
                    realTop={row.top}
                    width={box.width}
                    height={row.height}
                    strip={layout.measures.strip}
                    aspect={results.aspectAt(box.index)}
                    score={results.scoreAt(box.index)}
                    values={hasValues ? (values.get(key) ?? NO_VALUES) : undefined}
                    focusable={
                      box.index === active ||
                      (active < (rows[0]?.first ?? 0) && box.index === rows[0]?.first) ||
                      (active >= (rows.at(-1)?.last ?? 0) && box.index === rows[0]?.first)
                    }
                    open={key === openKey}
                    selected={hasKey(selected, key)}
                    marking={selected.length > 0}
                    model={model}
                    pairs={pairs}
                    queue={queue}
                    consent={consent}
                    onOpen={onOpen}
                    onActive={onActive}
                    onMark={marking.mark}
                  />
                )
              }),
            )}
        </div>
      </div>
      {marking.frame && (
        <div aria-hidden className="pointer-events-none absolute rounded-sm border border-accent bg-accent/10" style={marking.frame} />
      )}
      {results.count === 0 && results.status === 'loading' && <Skeleton density={density} values={hasValues} />}
      {results.status === 'error' && <GridError error={results.error} />}
      <div className="pointer-events-none absolute inset-x-0 bottom-3 flex flex-col items-center gap-2 px-3">
        {results.stale && (
          <Pill onClick={results.refresh}>
            <Icon name="retry" className="size-4" /> Better pairs have come – show them in order
          </Pill>
        )}
        {hidden > 0 && hidden * 2 >= keys.length && (
          <Pill onClick={onAskConsent}>
            <Icon name="shield" className="size-4" /> Pictures not known to be safe are hidden – choose what to show
          </Pill>
        )}
      </div>
    </div>
  )
}

/**
 * What is told of the rows: they own their tiles, and do not hold them, since a tile must stay where it is in the page, with its picture
 * and the keyboard, when it comes into another row.
 */
function GridOfCells({
  rows,
  layout,
  busy,
}: {
  readonly rows: readonly Row[]
  readonly layout: JustifiedLayout | null
  readonly busy: boolean
}) {
  return (
    <div role="grid" aria-label="Pairs" aria-multiselectable aria-rowcount={layout?.rows ?? -1} aria-colcount={-1} aria-busy={busy}>
      {rows.map(({ first, last }) => {
        const index = layout?.rowOfTile(first) ?? 0
        const ids = Array.from({ length: last - first }, (_, i) => tileId(first + i))
        return <div key={index} role="row" aria-rowindex={index + 1} aria-owns={ids.join(' ')} />
      })}
    </div>
  )
}

function Pill({ onClick, children }: { readonly onClick: () => void; readonly children: React.ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className={
        'pointer-events-auto flex items-center gap-2 rounded-full border border-line bg-raised px-4 py-2 text-sm ' +
        'shadow-lift hover:bg-surface'
      }
    >
      {children}
    </button>
  )
}

function GridError({ error }: { readonly error: unknown }) {
  const text = describeProblem(problemOf(error, 'engine', ''))
  return (
    <div role="alert" className="absolute inset-0 grid place-items-center p-6 text-center">
      <div className="max-w-md">
        <p className="font-medium">{text.title}</p>
        <p className="mt-1 text-muted">
          {text.cause} {text.next}
        </p>
      </div>
    </div>
  )
}

/** The rows to render: the virtualiser finds the segments in view, the model the rows within them. */
function useVisibleRows(model: GridModel, scroller: React.RefObject<HTMLDivElement | null>) {
  const total = model.layout?.rows ?? 0
  const segmentRows = Math.max(SEGMENT_ROWS, Math.ceil(total / MAX_SEGMENTS))
  const topOf = (row: number) => (model.layout && row < model.layout.rows ? model.layout.row(row).top : (model.layout?.height ?? 0))
  const virtualizer = useVirtualizer({
    count: Math.ceil(total / segmentRows),
    getScrollElement: () => scroller.current,
    estimateSize: (segment) => topOf((segment + 1) * segmentRows) - topOf(segment * segmentRows),
    overscan: 1,
    // Real offsets, where the element's own are those of the capped canvas.
    observeElementOffset: (_, report) => {
      report(model.scroll.offset, false)
      return model.subscribe(() => report(model.scroll.offset, false))
    },
    scrollToFn: (offset) => model.scrollTo(offset),
  })
  const height = model.layout?.height ?? 0
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height, segmentRows])

  return virtualizer.getVirtualItems().flatMap(({ index }) => model.rowsInView(index * segmentRows, (index + 1) * segmentRows))
}

import { useRef, useState, type PointerEvent } from 'react'
import { HISTOGRAM_BINS, type Facets } from '../engine/engine'
import { formatCount } from '../pair/format'
import type { FilterOf } from '../query/query'
import { DraftInput } from '../ui/DraftInput'
import { setMissing, setRange, shortNumber, similarityDomain, type OnEdit } from './edit'

const STEP = 0.01
const EPSILON = STEP / 10
const HEIGHT = 64
const NO_BINS: readonly number[] = new Array<number>(HISTOGRAM_BINS).fill(0)

interface SimilarityRangeProps {
  readonly filter: FilterOf<'similarity'> | undefined
  readonly facet: Facets['similarity'] | undefined
  readonly onEdit: OnEdit
}

function toStep(value: number): number {
  return Math.round(value / STEP) / Math.round(1 / STEP)
}

/** A histogram to drag a range on, the same range as two sliders and as two numbers, and the pairs without a similarity. */
export function SimilarityRange({ filter, facet, onEdit }: SimilarityRangeProps) {
  const { min, max } = filter ?? { min: 0, max: 1 }
  const bins = facet?.bins ?? NO_BINS
  const natural = similarityDomain(bins, min, max)
  // Held while the pointer is down: an axis that moves under a drag cannot be aimed at.
  const [held, setHeld] = useState<readonly [number, number] | null>(null)
  const [low, high] = held ?? natural
  const anchor = useRef<number | null>(null)

  // The ends of the axis stand for “no bound”: nothing lies beyond them.
  const lower = (value: number): number => (value <= low + EPSILON ? 0 : value)
  const upper = (value: number): number => (value >= high - EPSILON ? 1 : value)
  const change = (from: number, to: number): void => onEdit(setRange(from, to), 'drag')
  const valueAt = (event: PointerEvent<SVGSVGElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width))
    return toStep(low + share * (high - low))
  }
  const end = (): void => {
    anchor.current = null
    setHeld(null)
  }

  const from = Math.max(min, low)
  const to = Math.min(max, high)
  const place = (value: number): number => ((value - low) / (high - low)) * 100
  const tallest = Math.max(1, ...bins)
  const number = { format: shortNumber, parse: parseBound, type: 'text', inputMode: 'decimal', autoComplete: 'off', className: 'h-8 w-18 rounded-md border border-line bg-raised px-2 text-center text-ink tabular-nums' } as const

  return (
    <div>
      <svg
        className="block w-full cursor-crosshair touch-none select-none"
        height={HEIGHT}
        viewBox={`0 0 100 ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Histogram of similarity from ${shortNumber(low)} to ${shortNumber(high)}`}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          setHeld([low, high])
          anchor.current = valueAt(event)
        }}
        onPointerMove={(event) => {
          if (anchor.current === null) return
          const here = valueAt(event)
          if (here !== anchor.current) change(lower(Math.min(here, anchor.current)), upper(Math.max(here, anchor.current)))
        }}
        onPointerUp={end}
        onPointerCancel={end}
      >
        {filter && <rect x={place(from)} y={0} width={Math.max(0, place(to) - place(from))} height={HEIGHT} className="fill-accent/10" />}
        {bins.map((count, bin) => {
          const start = bin / HISTOGRAM_BINS
          const stop = (bin + 1) / HISTOGRAM_BINS
          if (count === 0 || stop <= low || start >= high) return null
          const height = Math.max(1.5, (count / tallest) * (HEIGHT - 2))
          const inside = stop > min && start < max
          const width = place(stop) - place(start)
          return (
            <rect key={bin} x={place(start) + width * 0.06} y={HEIGHT - height} width={width * 0.88} height={height} className={inside ? 'fill-accent' : 'fill-muted/35'}>
              <title>{`${shortNumber(start)} to ${shortNumber(stop)}: ${formatCount(count)}`}</title>
            </rect>
          )
        })}
      </svg>
      <div className="relative -mx-2 h-5" onPointerDown={() => setHeld([low, high])} onPointerUp={end} onPointerCancel={end}>
        <div className="absolute inset-x-2 top-[9px] h-0.5 rounded-full bg-line" />
        <div className="absolute inset-x-2 top-[9px]">
          <div className="absolute h-0.5 rounded-full bg-accent" style={{ left: `${place(from)}%`, right: `${100 - place(to)}%` }} />
        </div>
        <input
          type="range"
          aria-label="Lowest similarity"
          aria-valuetext={shortNumber(from)}
          className={`range-pair absolute inset-x-0 top-0 h-5 w-full ${from > (low + high) / 2 ? 'z-10' : ''}`}
          min={low}
          max={high}
          step={STEP}
          value={from}
          onChange={(event) => change(lower(Math.min(Number(event.target.value), to)), max)}
        />
        <input
          type="range"
          aria-label="Highest similarity"
          aria-valuetext={shortNumber(to)}
          className="range-pair absolute inset-x-0 top-0 h-5 w-full"
          min={low}
          max={high}
          step={STEP}
          value={to}
          onChange={(event) => change(min, upper(Math.max(Number(event.target.value), from)))}
        />
      </div>
      <div className="mt-1.5 flex items-center justify-between text-muted">
        <DraftInput aria-label="Similarity from" value={min} onCommit={(value) => onEdit(setRange(value, Math.max(value, max)))} {...number} />
        <span>to</span>
        <DraftInput aria-label="Similarity to" value={max} onCommit={(value) => onEdit(setRange(Math.min(value, min), value))} {...number} />
      </div>
      {facet && facet.missing > 0 && <Missing count={facet.missing} filter={filter} onEdit={onEdit} />}
    </div>
  )
}

function parseBound(text: string): number | undefined {
  const value = Number(text.trim().replace(',', '.'))
  return text.trim() !== '' && value >= 0 && value <= 1 ? value : undefined
}

function Missing({ count, filter, onEdit }: { readonly count: number; readonly filter: FilterOf<'similarity'> | undefined; readonly onEdit: OnEdit }) {
  const included = filter?.missing ?? true
  return (
    <label className="-mx-2 mt-2 flex min-h-8 items-center gap-2.5 rounded-md px-2 hover:bg-ink/5">
      <input type="checkbox" className="size-4" checked={included} onChange={() => onEdit(setMissing(!included))} />
      <span className="flex-1">
        No similarity
        {!included && <span className="text-muted"> (left out)</span>}
      </span>
      <span className="text-muted tabular-nums">{formatCount(count)}</span>
    </label>
  )
}

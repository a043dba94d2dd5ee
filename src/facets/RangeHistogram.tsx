import { useRef, useState, type PointerEvent } from 'react'
import { formatCount } from '../pair/format'
import { DraftInput } from '../ui/DraftInput'

const HEIGHT = 64

export interface Bar {
  /** [from, to) */
  readonly from: number
  readonly to: number
  readonly count: number
}

interface RangeHistogramProps<B extends number | null> {
  /** Within a sentence, and at the start of one. */
  readonly name: string
  readonly title: string
  readonly bars: readonly Bar[]
  readonly axis: readonly [number, number]
  /** What is chosen; both ends of the axis where nothing is. */
  readonly range: readonly [number | B, number | B] | null
  /** The bounds that the ends of the axis stand for: nothing lies beyond them. */
  readonly ends: readonly [B, B]
  readonly step: number
  /** Width of a value on the axis: 1 where each whole number has a bar, else 0. */
  readonly reach: 0 | 1
  readonly format: (value: number) => string
  /** Undefined where a text says no bound. */
  readonly parse: (text: string) => number | B | undefined
  readonly onRange: (min: number | B, max: number | B, move: 'step' | 'drag') => void
}

/** A histogram to drag a range on, and the same range as two sliders and as two numbers. */
export function RangeHistogram<B extends number | null>({
  name,
  title,
  bars,
  axis,
  range,
  ends,
  step,
  reach,
  format,
  parse,
  onRange,
}: RangeHistogramProps<B>) {
  // Held while the pointer is down: an axis that moves under a drag cannot be aimed at.
  const [held, setHeld] = useState<readonly [number, number] | null>(null)
  const [low, high] = held ?? axis
  const anchor = useRef<number | null>(null)

  const [min, max] = range ?? ends
  const clamp = (value: number): number => Math.min(Math.max(value, low), high - reach)
  const from = clamp(min ?? low)
  const to = clamp(max ?? high)
  const lower = (value: number): number | B => (value <= low + step / 10 ? ends[0] : value)
  const upper = (value: number): number | B => (value + reach >= high - step / 10 ? ends[1] : value)
  const place = (value: number): number => ((value - low) / (high - low)) * 100
  const valueAt = (event: PointerEvent<SVGSVGElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const value = low + Math.min(1, Math.max(0, (event.clientX - left) / width)) * (high - low)
    return clamp(reach === 1 ? Math.floor(value) : toStep(value, step))
  }
  const hold = (): void => setHeld([low, high])
  const end = (): void => {
    anchor.current = null
    setHeld(null)
  }
  const tallest = Math.max(1, ...bars.map(({ count }) => count))
  const number = {
    format: (value: number | B) => (value === null ? '' : format(value)),
    parse,
    type: 'text',
    inputMode: 'decimal',
    autoComplete: 'off',
    className: 'h-8 w-18 min-w-0 rounded-md border border-line bg-raised px-2 text-center text-ink tabular-nums',
  } as const

  return (
    <>
      <svg
        className="block w-full cursor-crosshair touch-none select-none"
        height={HEIGHT}
        viewBox={`0 0 100 ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Histogram of ${name} from ${format(low)} to ${format(high - reach)}`}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          hold()
          anchor.current = valueAt(event)
        }}
        onPointerMove={(event) => {
          if (anchor.current === null) return
          const here = valueAt(event)
          // A bar of its own is a range too; elsewhere a range has two ends.
          if (here !== anchor.current || reach === 1)
            onRange(lower(Math.min(here, anchor.current)), upper(Math.max(here, anchor.current)), 'drag')
        }}
        onPointerUp={end}
        onPointerCancel={end}
      >
        {range && (
          <rect x={place(from)} y={0} width={Math.max(0, place(to + reach) - place(from))} height={HEIGHT} className="fill-accent/10" />
        )}
        {bars.map(({ from: start, to: stop, count }) => {
          if (count === 0 || stop <= low || start >= high) return null
          const height = Math.max(1.5, (count / tallest) * (HEIGHT - 2))
          const inside = stop > from && start < to + reach
          const width = place(stop) - place(start)
          const span = stop - start === 1 && reach === 1 ? format(start) : `${format(start)} to ${format(stop)}`
          return (
            <rect
              key={start}
              x={place(start) + width * 0.06}
              y={HEIGHT - height}
              width={width * 0.88}
              height={height}
              className={inside ? 'fill-accent' : 'fill-muted/35'}
            >
              <title>{`${span}: ${formatCount(count)}`}</title>
            </rect>
          )
        })}
      </svg>
      <div className="relative -mx-3 h-5" onPointerDown={hold} onPointerUp={end} onPointerCancel={end}>
        <div className="absolute inset-x-3 top-[9px] h-0.5 rounded-full bg-line" />
        <div className="absolute inset-x-3 top-[9px]">
          <div
            className="absolute h-0.5 rounded-full bg-accent"
            style={{ left: `${place(from)}%`, right: `${100 - place(to + reach)}%` }}
          />
        </div>
        <input
          type="range"
          aria-label={`Lowest ${name}`}
          aria-valuetext={format(from)}
          className={`range-pair absolute inset-x-0 -top-0.5 h-6 w-full ${from > (low + high) / 2 ? 'z-10' : ''}`}
          min={low}
          max={high}
          step={step}
          value={from}
          onChange={(event) => onRange(lower(Math.min(Number(event.target.value), to)), max, 'drag')}
        />
        <input
          type="range"
          aria-label={`Highest ${name}`}
          aria-valuetext={format(to)}
          className="range-pair absolute inset-x-0 -top-0.5 h-6 w-full"
          min={low}
          max={high}
          step={step}
          value={to + reach}
          onChange={(event) => onRange(min, upper(Math.max(Number(event.target.value) - reach, from)), 'drag')}
        />
      </div>
      <div className="mt-1.5 flex items-center justify-between gap-2 text-muted">
        <DraftInput
          aria-label={`${title} from`}
          placeholder={format(low)}
          value={min}
          onCommit={(value) => onRange(value, value !== null && max !== null && max < value ? value : max, 'step')}
          {...number}
        />
        <span>to</span>
        <DraftInput
          aria-label={`${title} to`}
          placeholder={format(high - reach)}
          value={max}
          onCommit={(value) => onRange(value !== null && min !== null && min > value ? value : min, value, 'step')}
          {...number}
        />
      </div>
    </>
  )
}

/** The nearest multiple of a step, without what binary fractions add. */
export function toStep(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12))
}

interface MissingToggleProps {
  readonly label: string
  readonly count: number
  readonly included: boolean
  readonly onToggle: () => void
}

/** The rows without a number, beside a range of numbers. */
export function MissingToggle({ label, count, included, onToggle }: MissingToggleProps) {
  return (
    <label className="-mx-2 mt-2 flex min-h-8 items-center gap-2.5 rounded-md px-2 hover:bg-ink/5">
      <input type="checkbox" className="size-4" checked={included} onChange={onToggle} />
      <span className="flex-1">
        {label}
        {!included && <span className="text-muted"> (left out)</span>}
      </span>
      <span className="text-muted tabular-nums">{formatCount(count)}</span>
    </label>
  )
}

import { useState, type PointerEvent } from 'react'
import { formatCount } from '../pair/format'
import { DraftInput } from '../ui/DraftInput'
import { countFrom, nearestBin, scoreDomain, scoreOfBin, snapScore } from './histogram'
import { passingSentence } from './sentences'

const HEIGHT = 64

interface ScoreHistogramProps {
  /** Counts of bins from -1 to 1, as RankStatus has them. */
  readonly histogram: readonly number[]
  /** Their sum. */
  readonly matching: number
  readonly minScore: number | null
  /** `drag`: one of many in a movement. Null: all. */
  readonly onMinScore: (score: number | null, move: 'step' | 'drag') => void
}

/** How the scores of a search lie, with a threshold to drag, to step and to type. */
export function ScoreHistogram({ histogram, matching, minScore, onMinScore }: ScoreHistogramProps) {
  // Held while the pointer is down: an axis that moves under a drag cannot be aimed at.
  const [held, setHeld] = useState<readonly [number, number] | null>(null)
  const [low, high] = held ?? scoreDomain(histogram, minScore)
  const threshold = minScore === null ? low : Math.max(low, nearestBin(minScore))
  const tallest = Math.max(1, ...histogram)

  // The low end of the axis stands for “no threshold”: nothing lies below it.
  const change = (bin: number): void => onMinScore(bin <= low ? null : scoreOfBin(bin), 'drag')
  const hold = (): void => setHeld([low, high])
  const end = (): void => setHeld(null)
  const dragTo = (event: PointerEvent<SVGSVGElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width))
    change(Math.round(low + share * (high - low)))
  }
  const place = (bin: number): number => ((bin - low) / (high - low)) * 100

  return (
    <div>
      <svg
        className="block w-full cursor-ew-resize touch-none select-none"
        height={HEIGHT}
        viewBox={`0 0 100 ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Histogram of scores from ${scoreOfBin(low).toFixed(2)} to ${scoreOfBin(high).toFixed(2)}`}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          hold()
          dragTo(event)
        }}
        onPointerMove={(event) => {
          if (held) dragTo(event)
        }}
        onPointerUp={end}
        onPointerCancel={end}
      >
        {histogram.slice(low, high).map((count, i) => {
          const bin = low + i
          if (count === 0) return null
          // By the square root: the best are few among millions, and they are what a threshold is for.
          const height = Math.max(1.5, Math.sqrt(count / tallest) * (HEIGHT - 2))
          return (
            <rect
              key={bin}
              x={place(bin)}
              y={HEIGHT - height}
              width={(100 / (high - low)) * 0.9}
              height={height}
              className={bin >= threshold ? 'fill-accent' : 'fill-muted/35'}
            >
              <title>{`${scoreOfBin(bin).toFixed(3)} to ${scoreOfBin(bin + 1).toFixed(3)}: ${formatCount(count)}`}</title>
            </rect>
          )
        })}
      </svg>
      <div className="relative -mx-3 h-5" onPointerDown={hold} onPointerUp={end} onPointerCancel={end}>
        <div className="absolute inset-x-3 top-[9px] h-0.5 rounded-full bg-line" />
        <div className="absolute inset-x-3 top-[9px]">
          <div className="absolute right-0 h-0.5 rounded-full bg-accent" style={{ left: `${place(threshold)}%` }} />
        </div>
        <input
          type="range"
          aria-label="Lowest score"
          aria-valuetext={scoreOfBin(threshold).toFixed(3)}
          className="range-pair absolute inset-x-0 -top-0.5 h-6 w-full"
          min={low}
          max={high}
          value={threshold}
          onChange={(event) => change(Number(event.target.value))}
        />
      </div>
      <div className="mt-1.5 flex items-center gap-3 text-muted">
        <DraftInput
          type="text"
          inputMode="decimal"
          autoComplete="off"
          aria-label="Score from"
          placeholder="All"
          className="h-8 w-18 shrink-0 rounded-md border border-line bg-raised px-2 text-center text-ink tabular-nums"
          value={minScore}
          format={(score) => (score === null ? '' : score.toFixed(3))}
          parse={parseScore}
          onCommit={(score) => onMinScore(score, 'step')}
        />
        <output className="min-w-0 flex-1 text-xs">{passingSentence(countFrom(histogram, minScore), matching, minScore)}</output>
      </div>
    </div>
  )
}

/** Null for none, undefined for what is no score. Snapped to the edge of a bin. */
function parseScore(text: string): number | null | undefined {
  const trimmed = text.trim().replace('−', '-').replace(',', '.')
  if (trimmed === '') return null
  const score = Number(trimmed)
  return score >= -1 && score <= 1 ? snapScore(score) : undefined
}

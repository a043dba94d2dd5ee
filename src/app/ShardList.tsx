import { useVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState } from 'react'
import { describeProblem } from '../dataset/problem'
import type { Scanning, ScanStatus, ShardStatus } from '../engine/scanning/scanning'
import { formatCount } from '../pair/format'
import { TextButton } from '../ui/Button'
import { isTriedAgain } from './FailedShards'
import { failedShards, shardSentence } from './progress'

/** Height of a line, in pixels; of one that also says why, and of any other. */
const TALL = 52
const PLAIN = 36

interface ShardListProps {
  readonly scan: ScanStatus
  readonly scanning: Scanning
}

/** Every shard in dataset order with what became of it. Only the lines in view are in the page: there may be fifty thousand. */
export function ShardList({ scan, scanning }: ShardListProps) {
  const [onlyFailed, setOnlyFailed] = useState(false)
  const failed = failedShards(scan)
  const mixed = failed.length > 0 && failed.length < scan.shards.length
  const listed = onlyFailed && mixed ? failed : null
  const size = listed ? TALL : PLAIN
  const count = listed?.length ?? scan.shards.length
  const indexAt = (line: number): number => listed?.[line] ?? line
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    overscan: 6,
  })
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, size])
  return (
    <>
      {mixed && (
        <div role="group" aria-label="Which shards are listed" className="flex gap-1 border-b border-line px-3 py-2">
          <Choice label={`All ${formatCount(scan.shards.length)}`} chosen={!onlyFailed} onChoose={() => setOnlyFailed(false)} />
          <Choice label={`Not read ${formatCount(failed.length)}`} chosen={onlyFailed} onChoose={() => setOnlyFailed(true)} />
        </div>
      )}
      <div ref={scroller} className="max-h-80 overflow-y-auto overscroll-contain" tabIndex={0} role="group" aria-label="Shards">
        <ul className="relative" style={{ height: count * size }}>
          {virtualizer.getVirtualItems().map((line) => {
            const index = indexAt(line.index)
            const shard = scan.shards[index]
            return (
              shard && (
                <li
                  key={index}
                  aria-posinset={line.index + 1}
                  aria-setsize={count}
                  className="absolute inset-x-0 border-b border-line/60 px-4 py-2"
                  style={{ top: line.index * size, height: size }}
                >
                  <Shard shard={shard} saysWhy={listed !== null} onRetry={() => scanning.retryShards([index], false)} />
                </li>
              )
            )
          })}
        </ul>
      </div>
    </>
  )
}

function Choice({ label, chosen, onChoose }: { readonly label: string; readonly chosen: boolean; readonly onChoose: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onChoose}
      className={
        'h-8 rounded-lg px-2.5 text-xs font-medium tabular-nums ' +
        (chosen ? 'bg-ink/8 text-ink' : 'text-muted hover:bg-ink/5 hover:text-ink')
      }
    >
      {label}
    </button>
  )
}

interface ShardProps {
  readonly shard: ShardStatus
  readonly saysWhy: boolean
  readonly onRetry: () => void
}

function Shard({ shard, saysWhy, onRetry }: ShardProps) {
  const { name, state, problem } = shard
  return (
    <>
      <div className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 truncate font-mono text-xs" title={name}>
          {name}
        </span>
        <span className={`shrink-0 text-xs tabular-nums ${state === 'failed' ? 'text-danger' : 'text-muted'}`}>{shardSentence(shard)}</span>
      </div>
      {saysWhy && problem && (
        <p className="flex gap-3 text-xs text-muted">
          <span className="min-w-0 flex-1 truncate">{describeProblem(problem).title}</span>
          {isTriedAgain(problem) && (
            <TextButton className="shrink-0" onClick={onRetry}>
              Try again
            </TextButton>
          )}
        </p>
      )}
    </>
  )
}

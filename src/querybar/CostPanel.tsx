import { formatBytes } from '../pair/format'
import type { Cost } from '../engine/ranking'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { costSentence, keepsSentence, type Keeps } from './sentences'

interface CostPanelProps {
  readonly cost: Cost
  readonly shards: number
  /** Bytes that are fetched without asking. */
  readonly budgetBytes: number
  readonly keeps: Keeps
  /** Fetch at most so many bytes; null: all. */
  readonly onStart: (limitBytes: number | null) => void
  readonly onStop: () => void
}

/** In place of results: what ranking would fetch, before anything is fetched. */
export function CostPanel({ cost, shards, budgetBytes, keeps, onStart, onStop }: CostPanelProps) {
  return (
    <section aria-label="Cost of this search" className="grid h-full place-items-center overflow-y-auto p-6">
      <div className="max-w-md text-center">
        <Icon name="search" className="mx-auto size-7 text-muted" />
        <h2 className="mt-3 text-base font-semibold text-balance">{costSentence(cost, shards)}</h2>
        <p className="mt-1.5 text-balance text-muted">
          {cost.keptBytes > 0 && `${formatBytes(cost.keptBytes)} more is kept in this browser already and costs nothing. `}
          {keepsSentence(keeps) ?? 'What is fetched is kept as far as there is room, so that the next search need not fetch it again.'}{' '}
          Everything is ranked on this computer.
        </p>
        <div className="mt-5 flex flex-wrap justify-center gap-2">
          <Button kind="primary" onClick={() => onStart(null)}>
            Fetch {formatBytes(cost.bytes)}
          </Button>
          {budgetBytes > 0 && budgetBytes < cost.bytes && (
            <Button onClick={() => onStart(budgetBytes)}>Rank within {formatBytes(budgetBytes)}</Button>
          )}
          <Button kind="quiet" onClick={onStop}>
            Not now
          </Button>
        </div>
      </div>
    </section>
  )
}

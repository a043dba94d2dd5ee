import { MOST_WHERE, type Problem } from '../dataset/problem'
import { inSentence } from '../pair/plain-text'
import type { Scanning, ScanStatus } from '../engine/scanning/scanning'
import { Button, TextButton } from '../ui/Button'
import { plural } from '../ui/format'
import { failuresOf } from './failures'
import { mappingOpen } from './mapping'

interface FailedShardsProps {
  readonly scan: ScanStatus
  readonly scanning: Scanning
}

/** Why shards were set aside, each reason once, and what can be done about it. */
export function FailedShards({ scan, scanning }: FailedShardsProps) {
  const groups = failuresOf(scan)
  const again = groups.filter(({ problem }) => isTriedAgain(problem)).flatMap(({ shards }) => shards)
  return (
    <div className="text-[0.8125rem]">
      <ul aria-label="Why shards could not be read" className="space-y-2.5">
        {groups.map(({ problem, title, cause, next, shards }) => {
          const remedy = remedyOf({ problem, shards, scanning })
          return (
            <li key={title}>
              <p className="flex items-baseline gap-3 font-medium">
                <span className="flex-1">{title}</span>
                <span className="shrink-0 text-xs font-normal text-muted tabular-nums">{plural(shards.length, 'shard')}</span>
              </p>
              <p className="mt-0.5 text-muted">
                {cause} {next} {remedy && <TextButton onClick={remedy.run}>{remedy.label}</TextButton>}
              </p>
              {shards.length === 1 && (
                <p className="mt-1 font-mono text-xs break-all text-muted">{inSentence(problem.where, MOST_WHERE)}</p>
              )}
            </li>
          )
        })}
      </ul>
      {groups.length > 1 && again.length > 1 && (
        <Button className="mt-3" onClick={() => scanning.retryShards(again, false)}>
          Try all {plural(again.length, 'shard')} again
        </Button>
      )}
    </div>
  )
}

/** Whether trying again as before may help: nothing else has to be chosen or agreed to. */
export function isTriedAgain({ code }: Problem): boolean {
  return code !== 'empty' && code !== 'no-columns' && code !== 'no-range'
}

interface RemedyProps {
  readonly problem: Problem
  /** Those that have it. */
  readonly shards: readonly number[]
  readonly scanning: Scanning
}

/** The one thing that may help with a problem of shards; null where nothing does. */
function remedyOf({ problem, shards, scanning }: RemedyProps): { readonly label: string; readonly run: () => void } | null {
  if (problem.code === 'empty') return null
  if (problem.code === 'no-columns') return { label: 'Choose columns…', run: () => mappingOpen.set(true) }
  if (isTriedAgain(problem)) return { label: 'Try again', run: () => scanning.retryShards(shards, false) }
  const what =
    shards.length > 1 ? `all ${plural(shards.length, 'file')} whole` : `the whole file${problem.detail ? ` (${problem.detail})` : ''}`
  return { label: `Download ${what}`, run: () => scanning.retryShards(shards, true) }
}

export function Remedy(props: RemedyProps) {
  const remedy = remedyOf(props)
  return remedy && <Button onClick={remedy.run}>{remedy.label}</Button>
}

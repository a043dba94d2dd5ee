import { useState } from 'react'
import type { Problem } from '../dataset/problem'
import { problemOf } from '../dataset/problem-values'
import type { Health } from '../engine/scanning/client'
import { passesAll } from '../query/query'
import type { Scanning, ScanStatus } from '../engine/scanning/scanning'
import { FilterChips } from '../facets/FilterChips'
import { changeSince, dataChangeSentence } from '../takeaway/fingerprint'
import { TextButton } from '../ui/Button'
import { Notice } from '../ui/Notice'
import { ProblemText } from '../ui/ProblemText'
import { FailedShards } from './FailedShards'
import { changedSentence, changesOf, failedSentence, untriedShards } from './progress'
import { RestartedNotice } from './ReaderHealth'
import type { View } from './useView'

interface NoticesProps {
  readonly view: View
  /** Shards that could not be read. */
  readonly failed: readonly number[]
  readonly filesProblem: Problem | null
  readonly health: Health
  /** What the data was when the link was made that the person came by; null where it says nothing. */
  readonly linked: string | null
}

/** Above the pairs: what narrows them, and what went wrong. */
export function Notices({ view: { engine, query, scan, error, onEdit }, failed, filesProblem, health, linked }: NoticesProps) {
  const { scanning } = engine
  const changed = scan ? changedSentence(scan) : ''
  const since =
    linked !== null && scan
      ? changeSince(
          linked,
          scan.shards.map(({ mark }) => mark),
        )
      : null
  const calm = failed.length === 0 && !filesProblem && !error && changed === '' && !since && health.kind === 'well'
  if (passesAll(query) && calm) return null
  return (
    <div className="flex flex-col gap-2 px-3 pb-2 empty:hidden">
      <FilterChips query={query} onEdit={onEdit} />
      <RestartedNotice health={health} />
      {scan && scanning && failed.length > 0 && <PartlyFailed failed={failed.length} scan={scan} scanning={scanning} />}
      {since && <Changed key={`${since.changed} ${since.more}`} sentence={dataChangeSentence(since)} />}
      {scan && changed !== '' && <Changed key={changesOf(scan)} sentence={changed} />}
      {error && (
        <Notice tone="danger" role="alert">
          <ProblemText problem={problemOf(error, 'engine', '')} />
        </Notice>
      )}
      {filesProblem && <DismissableProblem key={filesProblem.where} problem={filesProblem} />}
    </div>
  )
}

function PartlyFailed({ failed, scan, scanning }: { readonly failed: number; readonly scan: ScanStatus; readonly scanning: Scanning }) {
  return (
    <Notice tone="warn">
      <details>
        <summary className="font-medium">{failedSentence(failed, scan.shards.length, untriedShards(scan))}</summary>
        <div className="mt-2.5 max-h-[40vh] overflow-y-auto">
          <FailedShards scan={scan} scanning={scanning} />
        </div>
      </details>
    </Notice>
  )
}

/** Told until the person has seen it, and again with the next change. */
function Changed({ sentence }: { readonly sentence: string }) {
  const [shown, setShown] = useState(true)
  if (!shown) return null
  return (
    <Notice tone="warn">
      <div className="flex items-start gap-3">
        <p className="flex-1" role="status">
          {sentence}
        </p>
        <TextButton onClick={() => setShown(false)}>OK</TextButton>
      </div>
    </Notice>
  )
}

function DismissableProblem({ problem }: { readonly problem: Problem }) {
  const [shown, setShown] = useState(true)
  if (!shown) return null
  return (
    <Notice tone="warn">
      <div className="flex items-start gap-3">
        <p className="flex-1">{problem.detail}</p>
        <TextButton onClick={() => setShown(false)}>OK</TextButton>
      </div>
    </Notice>
  )
}

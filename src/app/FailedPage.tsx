import type { ReactNode } from 'react'
import { describeProblem, MOST_WHERE, type Problem } from '../dataset/problem'
import type { HostStop } from '../engine/scanning/scanning'
import { inSentence } from '../pair/plain-text'
import { SAMPLE } from '../query/url'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { plural } from '../ui/format'
import { stopSentence } from './progress'
import { SourceBox } from './SourceBox'
import { TokenForm } from './TokenForm'

/** What the Hub keeps back until it is asked with a token. */
const KEPT_BACK: ReadonlySet<Problem['code']> = new Set(['private', 'gated', 'bad-token'])

interface FailedPageProps {
  readonly problem: Problem
  /** How many more shards failed besides the one told of. */
  readonly more: number
  /** Hosts that are asked no more, with what was not tried. */
  readonly stops?: readonly HostStop[]
  /** Null for files of the person's own. */
  readonly source: string | null
  /** What may help with this problem beyond trying again. */
  readonly remedy: ReactNode
  readonly onOpen: (source: string) => void
  readonly onRetry: () => void
}

/** Nothing could be opened: the cause, the next step, and what was typed, ready to be mended. */
export function FailedPage({ problem, more, stops = [], source, remedy, onOpen, onRetry }: FailedPageProps) {
  const { title, cause, next } = describeProblem(problem)
  return (
    <main className="mx-auto flex w-full max-w-2xl flex-1 flex-col justify-center overflow-y-auto px-5 py-10">
      <div role="alert" className="flex gap-3.5">
        <Icon name="alert" className="mt-0.5 size-5 shrink-0 text-danger" />
        <div className="min-w-0">
          <h2 className="text-lg leading-6 font-semibold">{title}</h2>
          <p className="mt-1.5 text-muted">
            {cause} {next}
          </p>
          {problem.where !== '' && <p className="mt-2 font-mono text-xs break-all text-muted">{inSentence(problem.where, MOST_WHERE)}</p>}
          {stops.map((stop) => (
            <p key={stop.host} className="mt-2 text-muted">
              {stopSentence(stop)}
            </p>
          ))}
          {stops.length === 0 && more > 0 && <p className="mt-2 text-muted">{plural(more, 'other shard')} could not be read either.</p>}
        </div>
      </div>
      {KEPT_BACK.has(problem.code) && (
        <div className="mt-5 pl-8.5">
          <TokenForm page={problem.code === 'gated' ? problem.where : null} onReopen={onRetry} />
        </div>
      )}
      <div className="mt-5 flex flex-wrap gap-2 pl-8.5">
        {remedy ?? <Button onClick={onRetry}>Try again</Button>}
        {source !== SAMPLE && (
          <Button kind="quiet" onClick={() => onOpen(SAMPLE)}>
            Explore the sample
          </Button>
        )}
      </div>
      {source !== null && source !== SAMPLE && (
        <div className="mt-8 pl-8.5">
          <h2 className="mb-2 font-medium">Correct the address</h2>
          <SourceBox key={source} initial={source} onOpen={onOpen} />
        </div>
      )}
    </main>
  )
}

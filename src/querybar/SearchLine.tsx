import { useId, type ReactNode } from 'react'
import { formatBytes } from '../pair/format'
import type { RankBy } from '../query/search'
import type { SearchState } from '../search/state'
import { TextButton } from '../ui/Button'
import { Notice } from '../ui/Notice'
import { ProblemText } from '../ui/ProblemText'
import { BackendNote } from './BackendNote'
import { Progress } from './Progress'
import { SearchRemarks } from './SearchRemarks'
import {
  announcement,
  BY_LABELS,
  costSentence,
  coverageSentence,
  downloadSentence,
  noModelSentence,
  nothingSentence,
  rankedSentence,
  rankedShare,
  searchProblem,
} from './sentences'

interface SearchLineProps {
  readonly state: SearchState
  readonly by: RankBy
  readonly onBy: (by: RankBy) => void
  readonly minScore: number | null
  readonly onMinScore: (score: number | null, move: 'step' | 'drag') => void
  /** Fetch at most so many bytes more; null: all. */
  readonly onStart: (limitBytes: number | null) => void
  readonly onPause: () => void
  readonly onResume: () => void
  readonly onStop: () => void
  readonly onRetry: () => void
}

/** What a search is doing, how far it is and what computes it, while there is one. */
export function SearchLine({ state, by, onBy, minScore, onMinScore, onRetry, ...acts }: SearchLineProps) {
  if (state.phase === 'off') return null
  const problem = searchProblem(state)
  return (
    <div data-testid="search-line">
      <span role="status" className="sr-only">
        {announcement(state)}
      </span>
      {problem ? (
        <Notice tone="danger" role="alert">
          <ProblemText problem={problem} />
          {problem.code !== 'refused' && (
            <p className="mt-1.5">
              <TextButton onClick={onRetry}>Try again</TextButton>
            </p>
          )}
        </Notice>
      ) : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-1 text-xs text-muted tabular-nums">
          <Doing state={state} {...acts} />
          {minScore !== null && (
            <span>
              Score of {minScore.toFixed(3)} or more <TextButton onClick={() => onMinScore(null, 'step')}>Show all</TextButton>
            </span>
          )}
          <span className="flex-1" />
          {state.by.length > 1 && <By by={by} among={state.by} onBy={onBy} />}
          <BackendNote state={state} />
        </div>
      )}
      <SearchRemarks state={state} />
    </div>
  )
}

type Acts = Pick<SearchLineProps, 'onStart' | 'onPause' | 'onResume' | 'onStop'>

function Doing({ state, onStart, onPause, onResume, onStop }: Acts & { readonly state: SearchState }) {
  const { phase, encoder, rank } = state
  if (phase === 'nothing') return <Words>{nothingSentence(state)}</Words>
  if (phase === 'no-model') return <Words>{noModelSentence(state)}</Words>
  if (phase === 'encoding' || !rank) {
    const downloading = encoder?.phase === 'downloading'
    const share = downloading && encoder.totalBytes ? encoder.bytes / encoder.totalBytes : null
    return (
      <>
        <Progress label="Text model" share={share} />
        <Words>
          {downloading ? downloadSentence(encoder) : encoder?.phase === 'starting' ? 'Starting the text model' : 'Reading the search'}
        </Words>
        <TextButton onClick={onStop}>Cancel</TextButton>
      </>
    )
  }
  switch (rank.phase) {
    case 'planning':
      return (
        <>
          <Progress label="Rows ranked" share={null} />
          <Words>Looking at the embeddings</Words>
          <TextButton onClick={onStop}>Stop</TextButton>
        </>
      )
    case 'ranking':
    case 'paused':
      return (
        <>
          <Progress label="Rows ranked" share={rankedShare(rank)} />
          <Words>
            {rank.phase === 'paused' && 'Paused: '}
            {coverageSentence(rank)}
          </Words>
          <span className="flex gap-x-3">
            {rank.phase === 'paused' ? (
              <TextButton onClick={onResume}>Resume</TextButton>
            ) : (
              <TextButton onClick={onPause}>Pause</TextButton>
            )}
            <TextButton onClick={onStop}>Stop</TextButton>
          </span>
        </>
      )
    case 'asking':
      // Before anything is ranked the panel in place of the results asks.
      return rank.rowsRanked > 0 && rank.cost ? (
        <>
          <Words>
            Ranked so far: {coverageSentence(rank)}. {costSentence(rank.cost, rank.shardsTotal)}
          </Words>
          <span className="flex gap-x-3">
            <TextButton onClick={() => onStart(null)}>Fetch {formatBytes(rank.cost.bytes)}</TextButton>
            <TextButton onClick={onStop}>Not now</TextButton>
          </span>
        </>
      ) : (
        <Words>Nothing is ranked yet</Words>
      )
    case 'stopped':
      return (
        <>
          <Words>{rank.rowsRanked > 0 ? rankedSentence(rank) : 'Nothing is ranked'}</Words>
          <TextButton onClick={() => onStart(null)}>Rank the rest</TextButton>
        </>
      )
    case 'done':
    case 'failed':
      return <Words>{rankedSentence(rank)}</Words>
  }
}

function Words({ children }: { readonly children: ReactNode }) {
  return <span data-testid="search-progress">{children}</span>
}

function By({ by, among, onBy }: { readonly by: RankBy; readonly among: readonly RankBy[]; readonly onBy: (by: RankBy) => void }) {
  const group = useId()
  return (
    <div role="radiogroup" aria-label="Rank by" className="flex rounded-md bg-ink/6 p-0.5">
      {among.map((name) => (
        <label
          key={name}
          className={
            'rounded px-2 py-0.5 has-checked:bg-raised has-checked:text-ink has-checked:shadow-sm ' +
            'has-focus-visible:outline-2 has-focus-visible:outline-accent'
          }
        >
          <input type="radio" name={group} className="sr-only" checked={by === name} onChange={() => onBy(name)} />
          {BY_LABELS[name]}
        </label>
      ))}
    </div>
  )
}

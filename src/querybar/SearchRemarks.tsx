import type { SearchState } from '../search/state'
import { plural } from '../ui/format'
import { ProblemText } from '../ui/ProblemText'
import { remarks } from './sentences'

/** Beyond this a list of failures only says how many more there are. */
const SHOWN = 50

/** What a person should know of how the search was understood, and of what could not be ranked. */
export function SearchRemarks({ state }: { readonly state: SearchState }) {
  const said = remarks(state)
  const failures = state.phase === 'ranking' && state.rank && state.rank.phase !== 'failed' ? state.rank.failures : []
  if (said.length === 0 && failures.length === 0) return null
  return (
    <div className="space-y-0.5 px-1 pt-1 text-xs text-muted">
      {said.map((sentence) => (
        <p key={sentence} dir="auto" className="break-words">
          {sentence}
        </p>
      ))}
      {failures.length > 0 && (
        <details>
          <summary className="text-warn">{plural(failures.length, 'shard')} of embeddings could not be ranked; the others go on.</summary>
          <ul className="mt-1 max-h-60 space-y-2 overflow-y-auto rounded-lg border border-line bg-surface p-3">
            {failures.slice(0, SHOWN).map(({ shard, problem }) => (
              <li key={shard}>
                <p className="font-mono break-all text-ink">{shard}</p>
                <ProblemText problem={problem} showWhere={problem.where !== shard} />
              </li>
            ))}
            {failures.length > SHOWN && <li>and {failures.length - SHOWN} more</li>}
          </ul>
        </details>
      )}
    </div>
  )
}

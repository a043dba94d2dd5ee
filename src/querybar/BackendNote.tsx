import type { SearchState } from '../search/state'
import { Popover } from '../ui/Popover'
import { attemptSentence, backendLabel, backendSentence } from './sentences'

/** What really computes, and what was tried before it. */
export function BackendNote({ state }: { readonly state: SearchState }) {
  const label = backendLabel(state)
  if (label === '') return null
  const dropped = state.encoder?.dropped ?? []
  const sentence = backendSentence(state)
  return (
    <Popover label={sentence} align="end" triggerClass="rounded border border-line px-1.5 leading-5 hover:border-muted/60" trigger={label}>
      <div className="w-72 max-w-full p-4 text-sm">
        {sentence.split(' · ').map((part) => (
          <p key={part}>{part}</p>
        ))}
        {dropped.length > 0 && (
          <>
            <p className="mt-3 text-muted">Tried before, and dropped:</p>
            <ul className="mt-1 space-y-1 text-muted">
              {dropped.map((attempt, i) => (
                <li key={i} className="break-words">
                  {attemptSentence(attempt)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Popover>
  )
}

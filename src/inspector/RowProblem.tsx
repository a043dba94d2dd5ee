import { describeProblem, type Problem } from '../dataset/problem'
import { problemOf } from '../dataset/problem-values'

/** Why a row could not be read, in a sentence. */
export function RowProblem({ error }: { readonly error: Error }) {
  const text = describeProblem(problemOf(error, 'engine', ''))
  return (
    <p role="alert" className="text-muted wrap-anywhere">
      <span className="font-medium text-ink">{text.title}.</span> {text.cause} {text.next}
    </p>
  )
}

/** Why one column of a row has no value here, where the others have. */
export function unread(problem: Problem): string {
  return `Could not be read. ${describeProblem(problem).cause}`
}

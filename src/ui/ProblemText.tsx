import { describeProblem, MOST_WHERE, type Problem } from '../dataset/problem'
import { inSentence } from '../pair/plain-text'

/** What went wrong, why, and what to do next. */
export function ProblemText({ problem, showWhere = true }: { readonly problem: Problem; readonly showWhere?: boolean }) {
  const { title, cause, next } = describeProblem(problem)
  return (
    <div className="min-w-0">
      <p className="font-medium">{title}</p>
      <p className="mt-0.5 text-muted">
        {cause} {next}
      </p>
      {showWhere && problem.where !== '' && (
        <p className="mt-1 font-mono text-xs break-all text-muted">{inSentence(problem.where, MOST_WHERE)}</p>
      )}
    </div>
  )
}

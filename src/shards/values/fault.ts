import { ProblemError } from '../../dataset/problem'

/** Why values cannot be read though nothing is damaged. The message is a sentence for people. */
export class Unsupported extends Error {}

/** What decoding threw, as a problem of the file at `where`: plain errors mean damage. */
export function decodingProblem(error: unknown, where: string): ProblemError {
  if (error instanceof ProblemError) return error
  return new ProblemError({
    code: error instanceof Unsupported ? 'unsupported' : 'truncated',
    where,
    detail: error instanceof Error ? error.message : '',
  })
}

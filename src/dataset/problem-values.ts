import type { ErrorsAsValues } from '../flow/calls'
import { ProblemError, type Problem, type ProblemCode } from './problem'

/** Any failure as a problem: the one it carries, else one of this code with what the error says. */
export function problemOf(error: unknown, code: ProblemCode, where: string): Problem {
  if (error instanceof ProblemError) return error.problem
  return { code, where, detail: error instanceof Error ? error.message : String(error) }
}

/** Errors cross between threads as their problems; what carries none becomes one of this code, from this place. */
export function problemsAsValues(code: ProblemCode, where: string): ErrorsAsValues {
  return {
    toValue: (error) => problemOf(error, code, where),
    toError: (value) => new ProblemError(value as Problem),
  }
}

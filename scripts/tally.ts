/** How tests of one kind ended. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const NO_TESTS: Tally = { passed: 0, failed: 0, skipped: 0 }

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), NO_TESTS)
}

function numbers(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null) throw new Error('A test report is not what its reporter should have written.')
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
}

/** From vitest's json reporter. */
export function vitestTally(report: unknown): Tally {
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = numbers(report)
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
}

/** Journeys of a run that may pass at their second try: a lost race or two say that the machine is busy, more that the code is wrong. */
export const MOST_SECOND_TRIES = 2

/** From Playwright's json reporter. What passed at its second try has passed, unless too many did. */
export function playwrightTally(report: unknown): Tally {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = numbers((report as { stats?: unknown }).stats)
  return flaky > MOST_SECOND_TRIES
    ? { passed: expected, failed: unexpected + flaky, skipped }
    : { passed: expected + flaky, failed: unexpected, skipped }
}

/** The line that ends a run: `12 passed, 0 failed`, and what was skipped if anything. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

import { expect, it } from 'vitest'
import { closingLine, NO_TESTS, playwrightTally, sum, vitestTally } from './tally'

it('adds unit and end-to-end tests', () => {
  const unit = vitestTally({ numPassedTests: 10, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: [] })
  const e2e = playwrightTally({ stats: { expected: 5, unexpected: 1, flaky: 0, skipped: 0, duration: 12 } })
  expect(sum([unit, e2e])).toEqual({ passed: 15, failed: 2, skipped: 3 })
})

it('lets a journey or two pass at their second try, and no more', () => {
  const ran = (flaky: number) => playwrightTally({ stats: { expected: 5, unexpected: 0, flaky, skipped: 0 } })
  expect(ran(2)).toEqual({ passed: 7, failed: 0, skipped: 0 })
  expect(ran(3)).toEqual({ passed: 5, failed: 3, skipped: 0 })
})

it('closes with one line', () => {
  expect(closingLine(NO_TESTS)).toBe('0 passed, 0 failed')
  expect(closingLine({ passed: 7, failed: 0, skipped: 1 })).toBe('7 passed, 0 failed, 1 skipped')
})

it('refuses a report without its numbers', () => {
  expect(() => playwrightTally({})).toThrow()
})

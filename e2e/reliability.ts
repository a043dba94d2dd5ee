/**
 * What journeys tell `docs/reliability.md`. A journey that tried something calls `tell` once it has seen how it ended.
 * `npm run reliability` writes the page from the report of the last run, and `npm test` fails where the two differ. Only journeys that
 * passed are told of.
 *
 *     tell('workers', { tried: 'DuckDB’s worker is ended from inside.', seen: 'It is started anew; the query and the selection stay.' })
 */
import { test } from '@playwright/test'
import { ANNOTATION, type Section, type Trial } from '../scripts/reliability/trial'

/** Adds a line to a section of the page. What is told must be the same in every run, but for `requests` and `bytes`. */
export function tell(section: Section, trial: Trial): void {
  test.info().annotations.push({ type: ANNOTATION, description: JSON.stringify({ section, ...trial }) })
}

/**
 * `npm run reliability [-- REPORT]`: writes docs/reliability.md from what the last `npm test` told, or from another report of Playwright's
 * json reporter. With `--check`: only compares, as `npm test` does at its end, and fails where names or sentences differ.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { differences, fuzzedOf, trialsOf, written } from './reliability/page'
import { E2E_REPORT, ROOT, UNIT_REPORT } from './steps'
import { playwrightTally } from './tally'

const PAGE = join(ROOT, 'docs', 'reliability.md')

const { values, positionals } = parseArgs({ allowPositionals: true, options: { check: { type: 'boolean', default: false } } })
const [journeys = E2E_REPORT] = positionals
if (!existsSync(journeys)) {
  console.error('There is no report of the journeys: run "npm test" first.')
  process.exit(2)
}
const report: unknown = JSON.parse(readFileSync(journeys, 'utf8'))
const trials = trialsOf(report)
const fuzzed = existsSync(UNIT_REPORT) ? fuzzedOf(JSON.parse(readFileSync(UNIT_REPORT, 'utf8'))) : []
const page = readFileSync(PAGE, 'utf8')
if (values.check) {
  // What is skipped where a browser is missing tells nothing, and stays on the page.
  const lines = differences(page, trials, fuzzed, playwrightTally(report).skipped === 0)
  for (const line of lines) console.error(line)
  if (lines.length > 0) console.error('docs/reliability.md is not what the tests say: "npm run reliability" writes it from this run.')
  process.exitCode = lines.length > 0 ? 1 : 0
} else {
  writeFileSync(PAGE, written(page, trials, fuzzed))
  console.log(`docs/reliability.md: ${trials.length} trials of journeys, ${fuzzed.length} parsers.`)
}

/** `npm test`: every check there is, in the order of how soon it tells; stops at the first that fails. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findBrowser } from './browser'
import { heading, ROOT, seconds, tool } from './steps'
import { closingLine, playwrightTally, sum, vitestTally, type Tally } from './tally'

interface Step {
  readonly title: string
  run(): Promise<number>
  /** Steps with tests of their own write a report. */
  readonly report?: { readonly path: string; tally(report: unknown): Tally }
}

const REPORTS = join(ROOT, '.cache', 'test-reports')
const UNIT = join(REPORTS, 'unit.json')
const E2E = join(REPORTS, 'e2e.json')

const STEPS: readonly Step[] = [
  { title: 'kernel', run: () => tool('tsx', ['scripts/kernel.ts']) },
  { title: 'types', run: () => tool('tsc', ['-p', '.']) },
  { title: 'lint', run: () => tool('eslint', ['.']) },
  { title: 'sample', run: () => tool('tsx', ['sample/build.ts']) },
  {
    title: 'unit',
    run: () => tool('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${UNIT}`]),
    report: { path: UNIT, tally: vitestTally },
  },
  { title: 'build', run: () => tool('vite', ['build']) },
  {
    title: 'e2e',
    run: () => tool('playwright', ['test', '--reporter=list,json'], { PAIRSCOPE_BROWSER: findBrowser(), PLAYWRIGHT_JSON_OUTPUT_NAME: E2E }),
    report: { path: E2E, tally: playwrightTally },
  },
]

function tallyOf(step: Step, failed: boolean): Tally[] {
  let tally: Tally | null = null
  try {
    if (step.report) tally = step.report.tally(JSON.parse(readFileSync(step.report.path, 'utf8')))
  } catch {
    // No report: the step did not come as far as its tests.
  }
  // A failed step is a failure even when no single test failed.
  if (failed && (tally?.failed ?? 0) === 0) return [{ passed: tally?.passed ?? 0, failed: 1, skipped: tally?.skipped ?? 0 }]
  return tally ? [tally] : []
}

async function runs(step: Step): Promise<boolean> {
  const started = performance.now()
  heading(step.title)
  let code: number
  try {
    code = await step.run()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    code = 1
  }
  console.log(`${code === 0 ? 'ok' : 'FAILED'}: ${step.title}, ${seconds(started)}`)
  return code === 0
}

rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS, { recursive: true })
const started = performance.now()
const tallies: Tally[] = []
let failed = false
for (const step of STEPS) {
  failed = !(await runs(step))
  tallies.push(...tallyOf(step, failed))
  if (failed) break
}
heading(`${failed ? 'failed' : 'all good'}, ${seconds(started)}`)
console.log(closingLine(sum(tallies)))
process.exitCode = failed ? 1 : 0

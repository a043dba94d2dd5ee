/** `npm test`: every check there is. What reads the code goes beside what runs it; after one that fails none is begun. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { findBrowser } from './browser'
import { findOtherBrowsers, missingBrowsers } from './other-browsers'
import { BROWSERS_REPORT, E2E_REPORT, heading, REPORTS, seconds, tool, UNIT_REPORT } from './steps'
import { closingLine, playwrightTally, sum, vitestTally, type Tally } from './tally'

interface Step {
  readonly title: string
  run(): Promise<number>
  /** Steps with tests of their own write a report. */
  readonly report?: { readonly path: string; tally(report: unknown): Tally }
}

const FIRST: readonly Step[] = [{ title: 'kernel', run: () => tool('tsx', ['scripts/kernel.ts']) }]

/** Most machines have two cores, and these keep one busy each. */
const READING: readonly Step[] = [
  { title: 'types', run: () => tool('tsc', ['-p', '.'], { held: true }) },
  { title: 'format', run: () => tool('prettier', ['--check', '.'], { held: true }) },
  { title: 'rooms', run: () => tool('depcruise', ['src', 'bench', 'e2e', 'sample', 'scripts'], { held: true }) },
  // Without a cache: what it says of a file hangs on the types of others.
  { title: 'lint', run: () => tool('eslint', ['.'], { held: true }) },
]
const RUNNING: readonly Step[] = [
  { title: 'sample', run: () => tool('tsx', ['sample/build.ts']) },
  {
    title: 'unit',
    run: () => tool('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`]),
    report: { path: UNIT_REPORT, tally: vitestTally },
  },
  { title: 'build', run: () => tool('vite', ['build']) },
  { title: 'reproducible', run: () => tool('tsx', ['scripts/reproducible.ts']) },
  {
    title: 'e2e',
    run: () =>
      tool('playwright', ['test', '--reporter=list,json'], {
        env: { PAIRSCOPE_BROWSER: findBrowser(), PLAYWRIGHT_JSON_OUTPUT_NAME: E2E_REPORT },
      }),
    report: { path: E2E_REPORT, tally: playwrightTally },
  },
  {
    title: 'e2e in Firefox and WebKit',
    run() {
      const browsers = findOtherBrowsers()
      for (const sentence of missingBrowsers(browsers)) console.log(sentence)
      return tool('playwright', ['test', '-c', 'e2e/browsers/playwright.config.ts', '--reporter=list,json'], {
        env: { PAIRSCOPE_OTHER_BROWSERS: JSON.stringify(browsers), PLAYWRIGHT_JSON_OUTPUT_NAME: BROWSERS_REPORT },
      })
    },
    report: { path: BROWSERS_REPORT, tally: playwrightTally },
  },
  { title: 'reliability', run: () => tool('tsx', ['scripts/reliability.ts', '--check']) },
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
// A step that failed counts as a failure at least.
const failed = (): boolean => sum(tallies).failed > 0

async function oneByOne(steps: readonly Step[], announce: (title: string) => void): Promise<void> {
  for (const step of steps) {
    if (failed()) return
    announce(step.title)
    const passed = await runs(step)
    tallies.push(...tallyOf(step, !passed))
  }
}

await oneByOne(FIRST, heading)
// Those that read have nothing to show before they end.
await Promise.all([oneByOne(READING, () => undefined), oneByOne(RUNNING, heading)])
heading(`${failed() ? 'failed' : 'all good'}, ${seconds(started)}`)
console.log(closingLine(sum(tallies)))
process.exitCode = failed() ? 1 : 0

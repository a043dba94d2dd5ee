/**
 * `npm run soak -- [MINUTES] [SEED]`: drives the built app with random actions that follow from the seed, against hosts that fail now and
 * then. Each round ends at the start page, where what must not grow is measured. Fails on an error that nobody caught, a console error, a
 * violation of the Content Security Policy, or steady growth; else its figures are written into docs/reliability.md.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { after, AT_START, choose, DATASETS, ROUND } from '../e2e/soak/actions'
import { ENOUGH, verdictsOf, type Sample } from '../e2e/soak/growth'
import { Gauge } from '../e2e/soak/measure'
import { SoakPage } from '../e2e/soak/page'
import { hasFailed, soakText } from '../e2e/soak/report'
import { Stage } from '../e2e/soak/stage'
import { withPart } from './reliability/page'
import { heading, ROOT } from './steps'

const PAGE = join(ROOT, 'docs', 'reliability.md')

const [minutes = 5, seed = 1] = process.argv.slice(2).map(Number)
if (!(minutes > 0 && Number.isInteger(seed))) {
  console.error('Usage: npm run soak -- [MINUTES] [SEED]')
  process.exit(2)
}
if (!existsSync(join(ROOT, 'dist', 'index.html'))) {
  console.error('The soak drives the built app: run "npm run build" first.')
  process.exit(2)
}

const stage = await Stage.set()
const samples: Sample[] = []
let step = 0
let passedOver = 0
try {
  const soaked = new SoakPage(stage.page, stage.data)
  const gauge = await Gauge.of(stage.page, stage.browser)
  heading(`soak, ${minutes} minutes, seed ${seed}`)
  // Each engine once, so that what is loaded and compiled for good is there before anything is judged.
  for (const dataset of DATASETS) {
    await soaked.perform({ kind: 'open', dataset })
    if (dataset === 'sample') await soaked.search('a dog')
    await soaked.home()
  }
  for (const end = performance.now() + minutes * 60_000; performance.now() < end && stage.errors.length === 0;) {
    let state = AT_START
    const done: string[] = []
    for (let i = 0; i < ROUND; i++) {
      const action = choose(seed, step++, state)
      const performed = await soaked.perform(action)
      if (!performed) passedOver++
      done.push(`${performed ? '' : '('}${Object.values(action).join(' ')}${performed ? '' : ')'}`)
      state = after(state, action)
    }
    await soaked.home()
    const sample = await gauge.measure()
    samples.push(sample)
    const figures = Object.entries(sample).map(
      ([figure, value]) => `${figure} ${value === null ? 'not told' : Number((value as number).toFixed(2))}`,
    )
    console.log(`round ${samples.length}: ${done.join(', ')}\n  ${figures.join(', ')}`)
  }
} finally {
  await stage.close()
}
const soak = {
  seed,
  minutes,
  rounds: samples.length,
  actions: step,
  passedOver,
  verdicts: verdictsOf(samples),
  errors: stage.errors,
  machine: `${cpus().length} cores, ${Math.round(totalmem() / 1e9)} GB, ${process.platform}, Chromium ${stage.version}`,
}
heading(hasFailed(soak) ? 'failed' : 'nothing grew, nothing failed')
console.log(soakText(soak))
for (const error of soak.errors) console.error(error)
if (hasFailed(soak)) process.exitCode = 1
else if (samples.length < ENOUGH) console.log(`\nFewer than ${ENOUGH} rounds judge nothing: docs/reliability.md stays as it is.`)
else writeFileSync(PAGE, withPart(readFileSync(PAGE, 'utf8'), 'soak', soakText(soak)))

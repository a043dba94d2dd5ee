/** `npm run bench`: measures, prints, and keeps the outcome in docs/performance.md. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import { heading, ROOT, seconds } from '../scripts/steps'
import { MEASURES, readArgs, type MeasureName } from './args'
import { measureEncode } from './measures/encode'
import { measureExport } from './measures/export'
import { measureFacets } from './measures/facets'
import { measureFirstPage } from './measures/first-page'
import { measureMemory } from './measures/memory'
import { measureRank } from './measures/rank'
import { measureScan } from './measures/scan'
import { measureStart } from './measures/start'
import { report } from './report'
import type { Section } from './result'
import { buildBenchPage, setStage, type Stage } from './stage'

const RUN: Readonly<Record<MeasureName, (stage: Stage, repeat: number) => Promise<Section>>> = {
  'first-page': measureFirstPage,
  facets: measureFacets,
  scan: measureScan,
  export: measureExport,
  memory: measureMemory,
  start: measureStart,
  encode: measureEncode,
  rank: measureRank,
}
const RESULTS = join(ROOT, '.cache', 'bench', 'results.json')
const DOCUMENT = join(ROOT, 'docs', 'performance.md')

type Results = Partial<Record<MeasureName, Section>>

/** Of earlier runs: `--only` measures one thing anew and leaves the others as they were. */
function earlier(): Results {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8')) as Results
  } catch {
    return {}
  }
}

const { only, repeat } = readArgs(process.argv.slice(2))
heading('build')
if (only.includes('memory') || only.includes('start')) await build({ root: ROOT, logLevel: 'warn' })
await buildBenchPage()
const stage = await setStage()
const results = earlier()
try {
  for (const name of only) {
    heading(name)
    const started = performance.now()
    const section = await RUN[name](stage, repeat)
    results[name] = section
    console.log(section.title)
    console.table(section.rows.map(({ met, ...row }) => ({ ...row, met: met ?? '' })))
    console.log(seconds(started))
  }
  const sections = MEASURES.flatMap((name) => results[name] ?? [])
  mkdirSync(dirname(RESULTS), { recursive: true })
  writeFileSync(RESULTS, JSON.stringify(results, null, 2))
  mkdirSync(dirname(DOCUMENT), { recursive: true })
  writeFileSync(
    DOCUMENT,
    report(sections, {
      machine:
        `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ` + `${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}`,
      browser: `Chromium ${stage.browser.version()}, headless`,
      node: process.version,
      peer: '@duckdb/duckdb-wasm 1.28.0 (eh bundle), `read_parquet(url)` over its own HTTP, in turn with ours in the same run',
    }),
  )
  console.log(`\nKept in ${DOCUMENT}`)
} finally {
  await stage.close()
}

/** `npm run conform -- FOLDER...`: how every Parquet file below is read, by rows and by filters, against native DuckDB. */
import { fork, type ChildProcess } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Verdict } from './conform/compare'

const LIMIT_MS = 30_000

interface Line {
  readonly outcome: Verdict['outcome'] | 'hang'
  readonly detail: string
}

function parquetFiles(folder: string): string[] {
  if (statSync(folder).isFile()) return [folder]
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:parquet|parq)$/i.test(name) && statSync(join(folder, name)).isFile())
    .sort()
    .map((name) => join(folder, name))
}

let child: ChildProcess | null = null

/** In a process of its own, so that a hang or a crash ends no more than one file. */
function lineOf(path: string): Promise<Line> {
  child ??= fork(join(import.meta.dirname, 'conform', 'child.ts'))
  const asked = child
  return new Promise((resolve) => {
    const settle = (line: Line, over: boolean) => {
      clearTimeout(timer)
      asked.removeAllListeners()
      if (over) {
        asked.kill('SIGKILL')
        child = null
      }
      resolve(line)
    }
    const timer = setTimeout(() => settle({ outcome: 'hang', detail: `no answer in ${LIMIT_MS / 1000} s` }, true), LIMIT_MS)
    asked.once('message', (verdict) => settle(verdict as Line, false))
    asked.once('exit', (code) => settle({ outcome: 'hang', detail: `the process ended (${code ?? 'killed'})` }, true))
    asked.send(path)
  })
}

const folders = process.argv.slice(2)
if (folders.length === 0) {
  console.error('Say which folder: npm run conform -- FOLDER')
  process.exit(2)
}
const tally = new Map<string, number>()
for (const folder of folders) {
  for (const path of parquetFiles(folder)) {
    const { outcome, detail } = await lineOf(path)
    tally.set(outcome, (tally.get(outcome) ?? 0) + 1)
    console.log(`${outcome.padEnd(9)} ${relative(folder, path) || path}: ${detail}`)
  }
}
console.log([...tally].map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'No Parquet files.')
process.exit(tally.has('different') || tally.has('hang') ? 1 : 0)

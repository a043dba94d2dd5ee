/** A process that reads damaged files of one parser, one after another: see `run.ts`, which starts it and watches it from outside. */
import { openSync, writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { ProblemError } from '../../src/dataset/problem'
import { mutate } from './mutate'
import type { Fault, FaultKind } from './run'
import type { FuzzTarget } from './target'

const SLOW_SECONDS = 2.5
const MEMORY_LIMIT = 500e6

const [module = '', progress = '', ...numbers] = process.argv.slice(2)
const [seed = 1, from = 0, runs = 0] = numbers.map(Number)
const target = (await import(pathToFileURL(module).href)) as FuzzTarget
const files = await target.seeds()
const notes = openSync(progress, 'w')

let index = from
let how = ''
function report(kind: FaultKind, detail: string): void {
  const fault: Fault = { index, how, kind, detail }
  writeSync(1, `${JSON.stringify(fault)}\n`)
}

process.on('unhandledRejection', (error) => {
  if (!(error instanceof ProblemError)) report('exception', `not handled: ${text(error)}`)
})

function text(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ') : String(error)
}

// A seed that cannot be read would make all that follows mean little.
for (const [number, file] of files.entries()) {
  how = `file ${number} as it is`
  await target.read(file).catch((error: unknown) => {
    report('exception', text(error))
  })
}

let peak = peakBytes()
for (; index < from + runs; index++) {
  const mutation = mutate(files, seed, index)
  how = mutation.how
  writeSync(notes, String(index).padEnd(12), 0)
  const cpu = process.cpuUsage()
  try {
    await target.read(mutation.bytes)
  } catch (error) {
    if (!(error instanceof ProblemError)) report('exception', text(error))
  }
  const { user, system } = process.cpuUsage(cpu)
  if (user + system > SLOW_SECONDS * 1e6) report('slow', `${((user + system) / 1e6).toFixed(1)} s`)
  const now = peakBytes()
  if (now - peak > MEMORY_LIMIT) report('memory', `${Math.round((now - peak) / 1e6)} MB`)
  // Small files in turn let the heap grow too; what one file takes is what it takes at once.
  peak = now
}
writeSync(1, `${JSON.stringify({ done: true, peak })}\n`)
process.exit(0)

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024
}

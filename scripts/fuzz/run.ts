import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { ROOT } from '../steps'

export type FaultKind = 'exception' | 'hang' | 'slow' | 'memory' | 'crash'

export interface Fault {
  readonly index: number
  /** The injuries of the file. */
  readonly how: string
  readonly kind: FaultKind
  readonly detail: string
}

export interface Fuzzed {
  readonly runs: number
  readonly faults: readonly Fault[]
  readonly seconds: number
  /** Largest memory of the process, in bytes. */
  readonly peak: number
}

/** Nothing small takes as long on any machine, however busy. */
const HANG_SECONDS = 20
/** A parser that fails on everything is known to by then. */
const MOST_FAULTS = 50

/** The modules that say what can be fuzzed, by name. */
export function fuzzTargets(): ReadonlyMap<string, string> {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.fuzz.ts'))
  return new Map(files.sort().map((file) => [basename(file, '.fuzz.ts'), join(ROOT, 'src', file)]))
}

/** Reads `runs` damaged files by one parser in a process of its own; one that hangs or dies is named, and the next goes on behind it. */
export async function fuzz(module: string, { seed, from = 0, runs }: { seed: number; from?: number; runs: number }): Promise<Fuzzed> {
  const started = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const faults: Fault[] = []
  let peak = 0
  try {
    for (let next = from; next < from + runs && faults.length < MOST_FAULTS;) {
      const end = await inChild(module, join(folder, 'progress'), { seed, from: next, runs: from + runs - next })
      faults.push(...end.faults)
      peak = Math.max(peak, end.peak)
      if (end.done) break
      next = (faults.at(-1)?.index ?? next) + 1
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return { runs, faults, peak, seconds: (performance.now() - started) / 1000 }
}

interface ChildEnd {
  readonly faults: Fault[]
  readonly done: boolean
  readonly peak: number
}

function inChild(module: string, progress: string, { seed, from, runs }: { seed: number; from: number; runs: number }): Promise<ChildEnd> {
  const script = join(import.meta.dirname, 'child.ts')
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--max-old-space-size=600', script, module, progress, `${seed}`, `${from}`, `${runs}`],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  let errors = ''
  child.stdout.on('data', (part) => (output += String(part)))
  child.stderr.on('data', (part) => (errors = (errors + String(part)).slice(-600)))
  let at = ''
  let since = Date.now()
  let hung = false
  const watch = setInterval(() => {
    const now = progressOf(progress)
    if (now !== at) {
      at = now
      since = Date.now()
    } else if (at !== '' && Date.now() - since > HANG_SECONDS * 1000) {
      hung = true
      child.kill('SIGKILL')
    }
  }, 250)
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearInterval(watch)
      const lines = output.split('\n').filter((line) => line !== '')
      const said = lines.map((line) => JSON.parse(line) as Fault | { readonly done: true; readonly peak: number })
      const faults = said.filter((line) => 'kind' in line)
      const end = said.find((line) => 'done' in line)
      // It cannot tell itself how it died.
      if (!end) {
        const index = Number(progressOf(progress) || from)
        const detail = hung ? `over ${HANG_SECONDS} s` : `exit ${code}: ${errors.trim()}`
        faults.push({ index, how: '', kind: hung ? 'hang' : 'crash', detail })
      }
      resolve({ faults, done: end !== undefined, peak: end?.peak ?? 0 })
    })
  })
}

function progressOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}

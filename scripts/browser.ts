import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import type * as Playwright from '@playwright/test'

/** What the search for a browser needs to know of a machine, and may do to it. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isRoot: boolean
  /** Whether there is an executable file at this path. */
  exists(path: string): boolean
  /** Runs a command to its end; false when it cannot start, fails, or takes longer. */
  run(command: string, args: readonly string[], timeoutMs: number): boolean
  /** Where Playwright puts its own Chromium, present or not. */
  playwrightPath(): string | null
  say(line: string): void
}

export const NO_BROWSER =
  'No browser could be found or installed for the end-to-end tests: install Chromium (on Debian: apt-get install chromium), run "npx playwright install chromium", or set PAIRSCOPE_BROWSER to the path of one.'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'] as const
const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['/usr/bin', '/usr/local/bin', '/snap/bin', '/usr/lib/chromium', '/opt/google/chrome'].flatMap((folder) =>
    NAMES.map((name) => `${folder}/${name}`),
  ),
  darwin: ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
}
const WINDOWS_ROOTS = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'] as const

const VERSION_MS = 20_000
const DOWNLOAD_MS = 180_000
const APT_MS = 600_000

/** Every path where a system browser may be, best first. */
export function candidates({ platform, env }: Pick<Machine, 'platform' | 'env'>): readonly string[] {
  if (platform === 'win32') {
    return WINDOWS_ROOTS.flatMap((root) => env[root] ?? []).flatMap((root) => [
      `${root}\\Chromium\\Application\\chrome.exe`,
      `${root}\\Google\\Chrome\\Application\\chrome.exe`,
    ])
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...new Set([...onPath, ...(PLACES[platform] ?? [])])]
}

/** Present is not enough: Ubuntu has a stub that only tells of a snap, and a download may lack its libraries. */
function works(path: string, machine: Machine): boolean {
  if (!machine.exists(path)) return false
  // On Windows `--version` opens a window instead of printing.
  return machine.platform === 'win32' || machine.run(path, ['--version'], VERSION_MS)
}

function systemBrowser(machine: Machine): string | null {
  return candidates(machine).find((path) => works(path, machine)) ?? null
}

function playwrightBrowser(machine: Machine): string | null {
  const path = machine.playwrightPath()
  return path !== null && works(path, machine) ? path : null
}

function downloadedBrowser(machine: Machine): string | null {
  machine.say('No browser here: asking Playwright for its own.')
  machine.run('npx', ['--no-install', 'playwright', 'install', 'chromium'], DOWNLOAD_MS)
  return playwrightBrowser(machine)
}

function debianBrowser(machine: Machine): string | null {
  if (machine.platform !== 'linux') return null
  const sudo = machine.isRoot ? [] : ['sudo', '-n']
  const root = (...args: string[]): boolean => {
    const [command = '', ...rest] = [...sudo, ...args]
    return machine.run(command, rest, APT_MS)
  }
  if (!root('apt-get', '--version')) return null
  machine.say('Installing Debian’s chromium.')
  root('apt-get', 'update')
  root('env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '--no-install-recommends', 'chromium')
  return systemBrowser(machine)
}

/** The path of a Chromium that starts: one of the system's, else Playwright's, else one that can be installed. */
export function findBrowser(machine: Machine = thisMachine()): string {
  const given = machine.env.PAIRSCOPE_BROWSER
  if (given) return given
  for (const find of [systemBrowser, playwrightBrowser, downloadedBrowser, debianBrowser]) {
    const path = find(machine)
    if (path !== null) return path
  }
  throw new Error(NO_BROWSER)
}

function thisMachine(): Machine {
  return {
    platform: process.platform,
    env: process.env,
    isRoot: process.getuid?.() === 0,
    exists(path) {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    },
    run(command, args, timeout) {
      const shell = process.platform === 'win32' && command === 'npx'
      return spawnSync(command, args, { timeout, stdio: 'ignore', killSignal: 'SIGKILL', shell }).status === 0
    },
    playwrightPath() {
      // Not imported at the top: its module takes a second to load, and most machines never need it.
      const { chromium } = createRequire(import.meta.url)('@playwright/test') as typeof Playwright
      return chromium.executablePath() || null
    },
    say: (line) => console.log(line),
  }
}

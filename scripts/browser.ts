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
  /** Where Playwright puts its own Chromium, the whole of it, present or not. */
  playwrightPath(): string | null
  say(line: string): void
}

export const NO_BROWSER =
  'No browser could be found or installed for the end-to-end tests: install Chromium (on Debian: apt-get install ' +
  'chromium), run "npx playwright install chromium", or set PAIRSCOPE_BROWSER to the path of one.'

/** Chromium without a window or anything around it: journeys take three quarters of the time in it. */
const SHELL = 'chromium-headless-shell'
const WHOLE = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'] as const
const FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/usr/lib/chromium', '/opt/google/chrome'] as const
const MAC_PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
] as const
const WINDOWS_ROOTS = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'] as const

export const VERSION_MS = 20_000
const DOWNLOAD_MS = 180_000
const APT_MS = 600_000

/** Every path where the system may have a browser of one of these names, best first. */
export function systemPaths({ platform, env }: Pick<Machine, 'platform' | 'env'>, names: readonly string[]): readonly string[] {
  const onPath = (env.PATH ?? '').split(delimiter).filter(Boolean)
  const folders = platform === 'linux' ? [...onPath, ...FOLDERS] : onPath
  return [...new Set(names.flatMap((name) => folders.map((folder) => join(folder, name))))]
}

/** Where whole browsers are on systems that put them on no PATH. */
function applications({ platform, env }: Machine): readonly string[] {
  if (platform === 'darwin') return MAC_PLACES
  if (platform !== 'win32') return []
  return WINDOWS_ROOTS.flatMap((root) => env[root] ?? []).flatMap((root) => [
    `${root}\\Chromium\\Application\\chrome.exe`,
    `${root}\\Google\\Chrome\\Application\\chrome.exe`,
  ])
}

/** Where Playwright puts its headless shell: it tells only the path of the whole browser, two folders beside. */
export function shellBeside(path: string): string {
  return path.replace(
    /([/\\])chromium-(\d+)\1chrome-([^/\\]+)\1.*?(\.exe)?$/,
    '$1chromium_headless_shell-$2$1chrome-headless-shell-$3$1chrome-headless-shell$4',
  )
}

/** Present is not enough: Ubuntu has a stub that only tells of a snap, and a download may lack its libraries. */
function works(path: string, machine: Machine): boolean {
  if (!machine.exists(path)) return false
  // On Windows `--version` opens a window instead of printing.
  return machine.platform === 'win32' || machine.run(path, ['--version'], VERSION_MS)
}

/** Every path where there may be a browser, best first: headless shells before whole ones, the system's before Playwright's. */
function* places(machine: Machine): Generator<string> {
  yield* systemPaths(machine, [SHELL])
  const whole = machine.playwrightPath()
  if (whole !== null) yield shellBeside(whole)
  yield* systemPaths(machine, WHOLE)
  yield* applications(machine)
  if (whole !== null) yield whole
}

function presentBrowser(machine: Machine): string | null {
  for (const path of places(machine)) if (works(path, machine)) return path
  return null
}

function downloadedBrowser(machine: Machine): string | null {
  machine.say('No browser here: asking Playwright for its own.')
  machine.run('npx', ['--no-install', 'playwright', 'install', 'chromium'], DOWNLOAD_MS)
  return presentBrowser(machine)
}

/** Installs Debian's packages by name, asking to be root where it is not; null on other systems. */
export function debianPackages(machine: Machine): ((...names: string[]) => void) | null {
  if (machine.platform !== 'linux') return null
  const sudo = machine.isRoot ? [] : ['sudo', '-n']
  const root = (...args: string[]): boolean => {
    const [command = '', ...rest] = [...sudo, ...args]
    return machine.run(command, rest, APT_MS)
  }
  if (!root('apt-get', '--version')) return null
  let updated = false
  return (...names) => {
    machine.say(`Installing Debian’s ${names.join(', ')}.`)
    if (!updated) root('apt-get', 'update')
    updated = true
    root('env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '--no-install-recommends', ...names)
  }
}

function debianBrowser(machine: Machine): string | null {
  const install = debianPackages(machine)
  if (!install) return null
  // Older releases have no package of the shell.
  for (const name of [SHELL, 'chromium']) {
    install(name)
    const path = presentBrowser(machine)
    if (path !== null) return path
  }
  return null
}

/** The path of a Chromium that starts: one that is here, a headless shell if there is one, else one that can be installed. */
export function findBrowser(machine: Machine = thisMachine()): string {
  const given = machine.env.PAIRSCOPE_BROWSER
  if (given) return given
  for (const find of [presentBrowser, downloadedBrowser, debianBrowser]) {
    const path = find(machine)
    if (path !== null) return path
  }
  throw new Error(NO_BROWSER)
}

export function thisMachine(): Machine {
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
      // Not imported at the top: its module takes a second to load, and not every machine needs it.
      const { chromium } = createRequire(import.meta.url)('@playwright/test') as typeof Playwright
      return chromium.executablePath() || null
    },
    say: (line) => console.log(line),
  }
}

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { debianPackages, systemPaths, thisMachine, VERSION_MS, type Machine } from './browser'

/** Where WebKit is, for WebDriver. */
export interface WebKit {
  /** WebKitWebDriver. */
  readonly driver: string
  /** The small browser that it drives. */
  readonly browser: string
  /** Gives a program a screen that nobody sees. */
  readonly screen: string
}

/** What is told to whoever runs the tests. */
export interface Missing {
  readonly missing: string
}

/** The browsers beside Chromium that journeys are driven in; each is its place, or a sentence that says why there is none. */
export interface OtherBrowsers {
  readonly firefox: string | Missing
  readonly webkit: WebKit | Missing
}

/** What the search needs to know beyond {@link Machine}. */
export interface Folders {
  /** The names in a folder; none where it is not there. */
  list(folder: string): readonly string[]
}

export const NO_FIREFOX =
  'Firefox could not be found or installed, so its journeys are skipped: install it (on Debian: apt-get install firefox-esr).'
export const NO_WEBKIT =
  'WebKit could not be found or installed, so its journeys are skipped: on Debian, apt-get install webkit2gtk-driver xvfb xauth.'

const MAC_FIREFOX = '/Applications/Firefox.app/Contents/MacOS/firefox'
/** Where Debian has programs that belong to a library. */
const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/libexec'] as const

function presentFirefox(machine: Machine): string | null {
  const all = [...systemPaths(machine, ['firefox-esr', 'firefox']), ...(machine.platform === 'darwin' ? [MAC_FIREFOX] : [])]
  // Ubuntu has a stub that only tells of a snap.
  return all.find((path) => machine.exists(path) && machine.run(path, ['--version'], VERSION_MS)) ?? null
}

/** Of Linux alone: Safari's own driver needs a person's leave and a window. */
function presentWebKit(machine: Machine, folders: Folders): WebKit | null {
  const on = (name: string): string | undefined => systemPaths(machine, [name]).find((path) => machine.exists(path))
  const driver = on('WebKitWebDriver')
  const screen = on('xvfb-run')
  const browser = LIBRARIES.flatMap((folder) =>
    // The newest last: webkit2gtk-4.0, webkit2gtk-4.1, webkitgtk-6.0.
    [...folders.list(folder)]
      .filter((name) => /^webkit2?gtk-/.test(name))
      .sort()
      .reverse()
      .map((name) => join(folder, name, 'MiniBrowser')),
  ).find((path) => machine.exists(path))
  return driver !== undefined && screen !== undefined && browser !== undefined ? { driver, browser, screen } : null
}

/** Finds Firefox and WebKit, and installs what is missing where that troubles nobody: as root, in a container, or in CI. */
export function findOtherBrowsers(machine: Machine = thisMachine(), folders: Folders = theseFolders): OtherBrowsers {
  let install: ReturnType<typeof debianPackages> | undefined
  const found = <T>(find: () => T | null, ...packages: string[]): T | null => {
    const present = find()
    if (present !== null || !(machine.isRoot || machine.env.CI !== undefined)) return present
    if (install === undefined) install = debianPackages(machine)
    install?.(...packages)
    return find()
  }
  return {
    firefox: found(() => presentFirefox(machine), 'firefox-esr') ?? { missing: NO_FIREFOX },
    webkit: found(() => presentWebKit(machine, folders), 'webkit2gtk-driver', 'xvfb', 'xauth') ?? { missing: NO_WEBKIT },
  }
}

const theseFolders: Folders = {
  list(folder) {
    try {
      return readdirSync(folder)
    } catch {
      return []
    }
  },
}

/** The sentences about what could not be had. */
export function missingBrowsers({ firefox, webkit }: OtherBrowsers): readonly string[] {
  return [firefox, webkit].flatMap((found) => (typeof found === 'object' && 'missing' in found ? [found.missing] : []))
}

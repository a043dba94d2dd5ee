import { describe, expect, it } from 'vitest'
import { findBrowser, NO_BROWSER, shellBeside, systemPaths, type Machine } from './browser'

const OWN = '/root/.cache/ms-playwright/chromium-1/chrome-linux64/chrome'
const OWN_SHELL = '/root/.cache/ms-playwright/chromium_headless_shell-1/chrome-headless-shell-linux64/chrome-headless-shell'

interface Setup {
  readonly files?: readonly string[]
  /** Files that exist but do not start. */
  readonly broken?: readonly string[]
  readonly isRoot?: boolean
  readonly platform?: NodeJS.Platform
  readonly env?: Machine['env']
  /** What a command installs. */
  readonly installs?: Readonly<Record<string, string>>
  readonly commands?: readonly string[]
}

function machine(setup: Setup): Machine & { readonly ran: string[] } {
  const files = new Set([...(setup.files ?? []), ...(setup.broken ?? [])])
  const ran: string[] = []
  return {
    platform: setup.platform ?? 'linux',
    env: setup.env ?? { PATH: '/bin:/usr/bin' },
    isRoot: setup.isRoot ?? false,
    exists: (path) => files.has(path),
    run(command, args) {
      const line = [command, ...args].join(' ')
      ran.push(line)
      if (args[0] === '--version' && files.has(command)) return !setup.broken?.includes(command)
      for (const [part, file] of Object.entries(setup.installs ?? {})) if (line.includes(part)) files.add(file)
      return (setup.commands ?? []).some((allowed) => line.startsWith(allowed))
    },
    playwrightPath: () => OWN,
    say: () => undefined,
    ran,
  }
}

describe('findBrowser', () => {
  it('takes what the person names', () => {
    expect(findBrowser(machine({ env: { PAIRSCOPE_BROWSER: '/my/chrome' } }))).toBe('/my/chrome')
  })

  it('prefers a system browser, by the order of names', () => {
    expect(findBrowser(machine({ files: ['/usr/bin/google-chrome', '/usr/bin/chromium', OWN] }))).toBe('/usr/bin/chromium')
  })

  it('prefers a headless shell, the system’s or Playwright’s, to a whole browser', () => {
    const files = ['/usr/bin/chromium', '/usr/bin/chromium-headless-shell', OWN, OWN_SHELL]
    expect(findBrowser(machine({ files }))).toBe('/usr/bin/chromium-headless-shell')
    expect(findBrowser(machine({ files, broken: ['/usr/bin/chromium-headless-shell'] }))).toBe(OWN_SHELL)
  })

  it('looks in the usual places beyond PATH', () => {
    expect(findBrowser(machine({ env: {}, files: ['/opt/google/chrome/chrome'] }))).toBe('/opt/google/chrome/chrome')
    const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
    expect(findBrowser(machine({ platform: 'darwin', env: {}, files: [mac] }))).toBe(mac)
    const windows = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
    expect(findBrowser(machine({ platform: 'win32', env: { ProgramFiles: 'C:\\Program Files' }, files: [windows] }))).toBe(windows)
  })

  it('passes over one that does not start', () => {
    expect(findBrowser(machine({ broken: ['/usr/bin/chromium-browser'], files: [OWN] }))).toBe(OWN)
  })

  it('lets Playwright download one, and takes its shell if that came with it', () => {
    const bare = machine({ installs: { 'playwright install chromium': OWN } })
    expect(findBrowser(bare)).toBe(OWN)
    expect(bare.ran.some((line) => line.includes('apt-get'))).toBe(false)
    expect(findBrowser(machine({ installs: { 'playwright install': OWN, 'install chromium': OWN_SHELL } }))).toBe(OWN_SHELL)
  })

  it('installs Debian’s shell as root, else its whole browser', () => {
    const shell = machine({
      isRoot: true,
      commands: ['apt-get'],
      installs: { 'chromium-headless-shell': '/usr/bin/chromium-headless-shell' },
    })
    expect(findBrowser(shell)).toBe('/usr/bin/chromium-headless-shell')
    expect(shell.ran).toContain('apt-get update')
    expect(shell.ran.filter((line) => line.includes('apt-get install'))).toHaveLength(1)
    const older = machine({ isRoot: true, commands: ['apt-get'], installs: { 'recommends chromium': '/usr/bin/chromium' } })
    expect(findBrowser(older)).toBe('/usr/bin/chromium')
  })

  it('uses sudo only where it asks for no password', () => {
    const sudo = machine({ commands: ['sudo -n'], installs: { 'apt-get install': '/usr/bin/chromium' } })
    expect(findBrowser(sudo)).toBe('/usr/bin/chromium')
    const refused = machine({ installs: { 'apt-get install': '/usr/bin/chromium' } })
    expect(() => findBrowser(refused)).toThrow(NO_BROWSER)
    expect(refused.ran.some((line) => line.includes('apt-get install'))).toBe(false)
  })

  it('says one sentence when none can be had', () => {
    expect(() => findBrowser(machine({ platform: 'darwin' }))).toThrow(NO_BROWSER)
  })
})

it('names each path once', () => {
  const paths = systemPaths({ platform: 'linux', env: { PATH: '/usr/bin:/usr/bin' } }, ['chromium', 'chrome'])
  expect(new Set(paths).size).toBe(paths.length)
})

it('knows where Playwright’s shell is from where its whole browser is', () => {
  expect(shellBeside(OWN)).toBe(OWN_SHELL)
  expect(shellBeside('/p/chromium-12/chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing')).toBe(
    '/p/chromium_headless_shell-12/chrome-headless-shell-mac-arm64/chrome-headless-shell',
  )
  expect(shellBeside('C:\\p\\chromium-12\\chrome-win64\\chrome.exe')).toBe(
    'C:\\p\\chromium_headless_shell-12\\chrome-headless-shell-win64\\chrome-headless-shell.exe',
  )
})

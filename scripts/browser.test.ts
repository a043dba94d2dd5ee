import { describe, expect, it } from 'vitest'
import { candidates, findBrowser, NO_BROWSER, type Machine } from './browser'

const OWN = '/root/.cache/ms-playwright/chromium-1/chrome'

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

  it('lets Playwright download one', () => {
    const bare = machine({ installs: { 'playwright install chromium': OWN } })
    expect(findBrowser(bare)).toBe(OWN)
    expect(bare.ran.some((line) => line.includes('apt-get'))).toBe(false)
  })

  it('installs Debian’s package as root', () => {
    const root = machine({ isRoot: true, commands: ['apt-get'], installs: { 'apt-get install': '/usr/bin/chromium' } })
    expect(findBrowser(root)).toBe('/usr/bin/chromium')
    expect(root.ran).toContain('apt-get update')
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

it('names each candidate once', () => {
  const paths = candidates({ platform: 'linux', env: { PATH: '/usr/bin:/usr/bin' } })
  expect(new Set(paths).size).toBe(paths.length)
})

import { describe, expect, it } from 'vitest'
import type { Machine } from './browser'
import { findOtherBrowsers, NO_FIREFOX, NO_WEBKIT } from './other-browsers'

const LIB = '/usr/lib/x86_64-linux-gnu'
const FIREFOX = ['/usr/bin/firefox-esr']
const WEBKIT = ['/usr/bin/WebKitWebDriver', '/usr/bin/xvfb-run', `${LIB}/webkit2gtk-4.0/MiniBrowser`, `${LIB}/webkit2gtk-4.1/MiniBrowser`]

interface Setup extends Partial<Pick<Machine, 'platform' | 'env' | 'isRoot'>> {
  readonly files?: readonly string[]
  /** Files that exist but do not start. */
  readonly broken?: readonly string[]
  /** What a package brings. */
  readonly packages?: Readonly<Record<string, readonly string[]>>
}

function find({ files = [], broken = [], packages = {}, platform = 'linux', env = { PATH: '/usr/bin' }, isRoot = false }: Setup) {
  const there = new Set([...files, ...broken])
  const ran: string[] = []
  const machine: Machine = {
    platform,
    env,
    isRoot,
    exists: (path) => there.has(path),
    run(command, args) {
      const line = [command, ...args].join(' ')
      if (there.has(command)) return !broken.includes(command)
      ran.push(line)
      for (const [name, brought] of Object.entries(packages))
        if (line.includes(` install -y --no-install-recommends ${name}`)) for (const file of brought) there.add(file)
      return true
    },
    playwrightPath: () => null,
    say: () => undefined,
  }
  const list = (folder: string): string[] => [
    ...new Set([...there].flatMap((path) => (path.startsWith(`${folder}/`) ? (path.slice(folder.length + 1).split('/')[0] ?? '') : []))),
  ]
  return { ...findOtherBrowsers(machine, { list }), ran }
}

describe('findOtherBrowsers', () => {
  it('takes what is here, the newest WebKit, and installs nothing', () => {
    expect(find({ files: [...FIREFOX, ...WEBKIT], isRoot: true })).toEqual({
      firefox: FIREFOX[0],
      webkit: { driver: WEBKIT[0], screen: WEBKIT[1], browser: `${LIB}/webkit2gtk-4.1/MiniBrowser` },
      ran: [],
    })
  })

  it('installs what is missing as root, each on its own: not every system has both', () => {
    const { firefox, webkit, ran } = find({ packages: { 'webkit2gtk-driver xvfb xauth': WEBKIT }, isRoot: true })
    expect(firefox).toEqual({ missing: NO_FIREFOX })
    expect(webkit).toMatchObject({ driver: WEBKIT[0] })
    expect(ran.filter((line) => line.endsWith('update'))).toHaveLength(1)
    expect(find({ files: WEBKIT, packages: { 'firefox-esr': FIREFOX }, isRoot: true }).firefox).toBe(FIREFOX[0])
  })

  it('asks to be root in CI alone, and never on a person’s machine', () => {
    expect(find({ packages: { 'firefox-esr': FIREFOX } })).toEqual({
      firefox: { missing: NO_FIREFOX },
      webkit: { missing: NO_WEBKIT },
      ran: [],
    })
    const ci = find({ packages: { 'firefox-esr': FIREFOX }, env: { CI: '1' } })
    expect(ci.firefox).toBe(FIREFOX[0])
    expect(ci.ran[0]).toMatch(/^sudo -n /)
  })

  it('does without a part of WebKit as without all of it', () => {
    for (const missing of WEBKIT.slice(0, 2)) {
      expect(find({ files: WEBKIT.filter((path) => path !== missing) }).webkit).toEqual({ missing: NO_WEBKIT })
    }
    expect(find({ files: WEBKIT.slice(0, 2) }).webkit).toEqual({ missing: NO_WEBKIT })
  })

  it('passes over a Firefox that does not start, and finds one on a Mac', () => {
    expect(find({ files: ['/usr/bin/firefox'], broken: ['/usr/bin/firefox-esr'] }).firefox).toBe('/usr/bin/firefox')
    const mac = '/Applications/Firefox.app/Contents/MacOS/firefox'
    expect(find({ platform: 'darwin', files: [mac] }).firefox).toBe(mac)
  })
})

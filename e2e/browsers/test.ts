import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { HEADER_POLICY } from '../../scripts/content-policy'
import type { OtherBrowsers } from '../../scripts/other-browsers'
import { ShardServer } from '../server/server'
import type { Driver } from './driver'
import { startFirefox } from './firefox'
import { Person } from './person'
import { startWebKit } from './webkit'

export { expect } from '@playwright/test'

const DIST = join(import.meta.dirname, '..', '..', 'dist')

/** Told by the page itself, which every browser can. It comes before the app and as a file, as a strict page allows. */
const LISTENER = `
  var complaints = window.complaints = []
  addEventListener('error', (event) => complaints.push('error: ' + event.message))
  addEventListener('unhandledrejection', (event) => complaints.push('rejection: ' + event.reason))
  addEventListener('securitypolicyviolation', (event) => complaints.push('policy: ' + event.violatedDirective + ' ' + event.blockedURI))
  var say = console.error
  console.error = (...words) => { complaints.push('console: ' + words.join(' ')); say.apply(console, words) }
`

interface Servers {
  /** The built app, as a static host would serve it. */
  readonly app: ShardServer
  /** Shards and pictures, from another origin. */
  readonly data: ShardServer
}

interface Test {
  readonly app: ShardServer
  readonly data: ShardServer
  readonly person: Person
  /** Opens the app at a fragment, in a page of its own. */
  readonly visit: (fragment?: string) => Promise<void>
  /** Anything the page wrote to its console as an error, and any exception nobody caught. */
  readonly complaints: () => Promise<readonly string[]>
}

/** The page of a browser, or a sentence that says why there is none. */
function start(name: string): Promise<Driver> | string {
  const { firefox, webkit } = JSON.parse(process.env.PAIRSCOPE_OTHER_BROWSERS ?? '') as OtherBrowsers
  if (name === 'firefox') return typeof firefox === 'string' ? startFirefox(firefox) : firefox.missing
  return 'missing' in webkit ? webkit.missing : startWebKit(webkit)
}

export const test = base.extend<Test, { readonly servers: Servers }>({
  servers: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
    async ({}, provide) => {
      const app = await ShardServer.start({ folder: DIST, headers: { 'Content-Security-Policy': HEADER_POLICY } })
      const data = await ShardServer.start()
      const page = readFileSync(join(DIST, 'index.html'), 'utf8')
      app.serve('/', Buffer.from(page.replace('<head>', '<head><script src="./listener.js"></script>')), 'text/html')
      app.serve('/listener.js', Buffer.from(LISTENER), 'text/javascript')
      await provide({ app, data })
      await Promise.all([app.close(), data.close()])
    },
    { scope: 'worker' },
  ],
  app: async ({ servers: { app } }, provide) => {
    await provide(app)
  },
  data: async ({ servers: { data } }, provide) => {
    data.reset()
    await provide(data)
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  person: async ({}, provide, info) => {
    const started = start(info.project.name)
    if (typeof started === 'string') {
      info.skip(true, started)
      return
    }
    const driver = await started
    await provide(new Person(driver))
    if (info.status !== info.expectedStatus) {
      const body = await driver.screenshot().catch(() => null)
      if (body) await info.attach('page', { body, contentType: 'image/png' })
    }
    await driver.close()
  },
  visit: async ({ person, app }, provide) => {
    // A change of the fragment alone would not be a page of its own.
    await provide(async (fragment = '') => {
      await person.driver.goto('about:blank')
      await person.driver.goto(`${app.origin}/${fragment}`)
    })
  },
  complaints: async ({ person }, provide) => {
    await provide(() => person.run(() => (window as Window & { readonly complaints?: readonly string[] }).complaints ?? ['no listener']))
  },
})

import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { ShardServer } from './server/server'

export { expect } from '@playwright/test'

/** Names that only the browser of the tests knows; they point at the test's own server. */
export const DATA = 'http://data.test'
/** The same over a link with a delay and a limit. */
export const SLOW = 'http://slow.test'
/** A name that nobody has. */
export const NOWHERE = 'http://nowhere.test'

interface Servers {
  /** The built app, as a static host would serve it. */
  readonly app: ShardServer
  /** Shards and pictures, from another origin. */
  readonly data: ShardServer
  readonly slow: ShardServer
}

interface Worker {
  readonly servers: Servers
}

interface Test {
  readonly data: ShardServer
  readonly slow: ShardServer
  /** Anything the page wrote to its console as an error, and any exception nobody caught. */
  readonly complaints: readonly string[]
}

export const test = base.extend<Test, Worker>({
  servers: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
    async ({}, provide) => {
      const app = await ShardServer.start({ folder: join(import.meta.dirname, '..', 'dist') })
      const data = await ShardServer.start()
      const slow = await ShardServer.start({ delayMs: 30, bitsPerSecond: 50_000_000 })
      await provide({ app, data, slow })
      await Promise.all([app.close(), data.close(), slow.close()])
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ launchOptions, servers: { data, slow } }, provide) => {
      // Every other name is unknown, so no test can reach the network, whatever it does.
      const rules = [
        `MAP data.test 127.0.0.1:${data.port}`,
        `MAP pictures.test 127.0.0.1:${data.port}`,
        `MAP slow.test 127.0.0.1:${slow.port}`,
        'MAP * ~NOTFOUND',
        'EXCLUDE 127.0.0.1',
      ]
      await provide({ ...launchOptions, args: [...(launchOptions.args ?? []), `--host-resolver-rules=${rules.join(', ')}`] })
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ servers: { app } }, provide) => {
    await provide(app.origin)
  },
  data: [
    async ({ servers: { data } }, provide) => {
      data.reset()
      await provide(data)
    },
    { auto: true },
  ],
  slow: async ({ servers: { slow } }, provide) => {
    slow.reset()
    await provide(slow)
  },
  complaints: async ({ page }, provide) => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      // The browser itself reports every failed request; tests of faults make many.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text())
    })
    await provide(complaints)
  },
})

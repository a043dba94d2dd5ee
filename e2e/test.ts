import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { HEADER_POLICY } from '../scripts/content-policy'
import { failureLog, listen } from './failure-log'
import { ShardServer } from './server/server'
import { ViolationReports, watchHosts } from './trespasses'

export { expect } from '@playwright/test'

/** Names that only the browser of the tests knows; they point at the test's own server. */
export const DATA = 'http://data.test'
/** The same over a link with a delay and a limit. */
export const SLOW = 'http://slow.test'
/** The same as DATA by a name of its own, for the one that fails: what is known of a host is known by its name. */
export const FAULTY = 'http://faulty.test'
/** A host on which no port is open. */
export const CLOSED = 'http://closed.test'
/** The built app by a public name and plain http, which browsers trust with less than 127.0.0.1. */
export const PLAIN_HTTP = 'http://app.test'
/** A name that nobody has. */
export const NOWHERE = 'http://nowhere.test'

/** Whom every journey may ask: the test's own servers. */
const HOSTS = ['127.0.0.1', 'app.test', 'data.test', 'faulty.test', 'closed.test', 'pictures.test', 'slow.test', 'nowhere.test'] as const

interface Servers {
  /** The built app, as a static host would serve it. */
  readonly app: ShardServer
  /** Shards and pictures, from another origin. */
  readonly data: ShardServer
  readonly slow: ShardServer
}

interface Worker {
  readonly servers: Servers
  readonly violations: ViolationReports
}

interface Test {
  readonly data: ShardServer
  readonly slow: ShardServer
  /** Anything the page wrote to its console as an error, and any exception nobody caught. */
  readonly complaints: readonly string[]
  /** Kept for the case that the journey fails. */
  readonly log: readonly string[]
  /** Names that this journey may ask beyond the test's own servers. */
  readonly hosts: readonly string[]
  /** Violations of the Content Security Policy and requests to hosts that are not named: with any of them the journey fails. */
  readonly trespasses: string[]
}

export const test = base.extend<Test, Worker>({
  violations: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
    async ({}, provide) => {
      const reports = await ViolationReports.start()
      await provide(reports)
      await reports.close()
    },
    { scope: 'worker' },
  ],
  // Most journeys ask what the network is asked for: they are without what keeps files. Those of e2e/offline.ts are with it.
  serviceWorkers: 'block',
  servers: [
    async ({ violations }, provide) => {
      const headers = { 'Content-Security-Policy': violations.policy(HEADER_POLICY) }
      const app = await ShardServer.start({ folder: join(import.meta.dirname, '..', 'dist'), headers })
      const data = await ShardServer.start()
      const slow = await ShardServer.start({ delayMs: 30, bitsPerSecond: 50_000_000 })
      await provide({ app, data, slow })
      await Promise.all([app.close(), data.close(), slow.close()])
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ launchOptions, servers: { app, data, slow } }, provide) => {
      // Every other name is unknown, so no test can reach the network, whatever it does.
      const rules = [
        `MAP app.test 127.0.0.1:${app.port}`,
        `MAP data.test 127.0.0.1:${data.port}`,
        `MAP pictures.test 127.0.0.1:${data.port}`,
        `MAP faulty.test 127.0.0.1:${data.port}`,
        // The port of a service that nobody runs any more.
        'MAP closed.test 127.0.0.1:9',
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
  data: async ({ servers: { data } }, provide) => {
    await provide(data)
  },
  slow: async ({ servers: { slow } }, provide) => {
    await provide(slow)
  },
  log: [
    async ({ context, servers }, provide, info) => {
      const lines = listen(context)
      for (const server of Object.values(servers) as readonly ShardServer[]) server.reset()
      await provide(lines)
      if (info.status === info.expectedStatus) return
      const path = info.outputPath('log.txt')
      writeFileSync(
        path,
        failureLog(lines, { 'The app’s host': servers.app, 'Shards and pictures': servers.data, 'The slow host': servers.slow }),
      )
      // Not by attach(), which would copy it.
      info.attachments.push({ name: 'log', path, contentType: 'text/plain' })
    },
    { auto: true },
  ],
  hosts: [[], { option: true }],
  trespasses: [
    async ({ context, hosts, violations }, provide) => {
      const trespasses: string[] = []
      watchHosts(context, [...HOSTS, ...hosts], trespasses)
      await provide(trespasses)
      // One that comes late counts for the next journey: better than for none.
      trespasses.push(...violations.heard.splice(0))
      expect(trespasses).toEqual([])
    },
    { auto: true },
  ],
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

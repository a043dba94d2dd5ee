import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test as base } from './test'

/** A name that is nobody's own network, under which the built app is served too. */
export const APP = 'http://app.test'
/** In the person's own network. */
export const PRIVATE = 'http://10.0.0.7:8080'
/** Of nobody the person has chosen. */
export const EVIL = 'http://evil.test'
/** Sends everyone on to the same path in the person's network. */
export const LURE = 'http://lure.test'

interface Lure {
  readonly lurePort: number
}

/** The app on the open net, and hosts of every kind around it: all of them the test's own servers. */
export const test = base.extend<object, Lure>({
  lurePort: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
    async ({}, provide) => {
      const server = createServer((request, response) => {
        response.writeHead(302, { Location: PRIVATE + (request.url ?? '/'), 'Access-Control-Allow-Origin': '*' }).end()
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      await provide((server.address() as AddressInfo).port)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ launchOptions, servers: { app, data }, lurePort }, provide) => {
      const own = ['10.*', 'evil.test', 'xn--80ak6aa92e.test', 'mirror.test'].map((name) => `MAP ${name} 127.0.0.1:${data.port}`)
      const rules = [`MAP app.test 127.0.0.1:${app.port}`, `MAP lure.test 127.0.0.1:${lurePort}`, ...own]
      const flag = '--host-resolver-rules='
      const args = (launchOptions.args ?? []).map((arg) =>
        arg.startsWith(flag) ? `${flag}${rules.join(', ')}, ${arg.slice(flag.length)}` : arg,
      )
      await provide({ ...launchOptions, args })
    },
    { scope: 'worker' },
  ],
  baseURL: APP,
  hosts: ['app.test', 'evil.test', 'lure.test', 'xn--80ak6aa92e.test', '10.0.0.7'],
})

import type { BrowserContext, Page } from '@playwright/test'
import { ShardServer } from '../server/server'
import { DATA, test } from '../test'
import { expectEnding, faultyPath, prepare } from './ending'
import { HOST_FAULTS } from './hosts'
import { FILES, pathOf } from './shards'

const SLOW = HOST_FAULTS.filter(({ slow }) => slow)
/** Milliseconds: two tries at 15 s each, on a machine that has other work. */
const PATIENCE = 90_000

interface Opened {
  readonly page: Page
  readonly server: ShardServer
}

const opened = new Map<string, Opened>()
let context: BrowserContext | null = null

// What these faults take is waiting. All are opened at once, each in a page of its own and with a host of its own.
test.beforeAll(async ({ browser, servers: { app, data } }) => {
  context = await browser.newContext({ baseURL: app.origin })
  data.serve(pathOf('good'), FILES.good)
  for (const fault of SLOW) {
    const server = await ShardServer.start()
    prepare(server, fault)
    const page = await context.newPage()
    opened.set(fault.name, { page, server })
    await page.goto(`/#/?src=${encodeURIComponent([server.origin + faultyPath(fault), DATA + pathOf('good')].join(' '))}`)
  }
})

test.afterAll(async () => {
  await context?.close()
  await Promise.all([...opened.values()].map(({ server }) => server.close()))
})

for (const fault of SLOW)
  test(`${fault.name}: ${fault.does}`, async () => {
    const { page, server } = opened.get(fault.name) ?? {}
    if (!page || !server) throw new Error('Its page was not opened.')
    await expectEnding(page, fault, () => server.requests.filter(({ url }) => url.startsWith(faultyPath(fault))), PATIENCE)
  })

import type { BrowserContext } from '@playwright/test'
import { Explorer } from '../explorer'
import { tell } from '../reliability'
import type { Faults } from '../server/faults'
import { png } from '../server/png'
import { ShardServer } from '../server/server'
import { handShard } from '../shards/write'
import { expect, NOWHERE, test } from '../test'

interface PictureFault {
  readonly name: string
  readonly does: string
  readonly faults?: Faults
  readonly holds?: Uint8Array
  readonly url?: string
  /** On its tile; null where the picture is shown. */
  readonly says: string | null
}

const PICTURE = png(7, 48, 32)
/** Longer than the tile waits, 20 s, on a machine that has other work. */
const PATIENCE = 60_000

const FAULTS: readonly PictureFault[] = [
  { name: 'nothing wrong', does: 'What the others are compared with.', says: null },
  { name: 'no CORS', does: 'No Access-Control headers are sent: pictures need none.', faults: { noCors: true }, says: null },
  { name: 'redirect', does: 'The picture lies elsewhere.', faults: { hops: 3 }, says: null },
  { name: '404', does: 'There is no such picture.', faults: { status: 404 }, says: 'Dead link' },
  { name: '403', does: 'The host keeps the picture back.', faults: { status: 403 }, says: 'Dead link' },
  { name: '500', does: 'The host fails.', faults: { status: 500 }, says: 'Dead link' },
  { name: 'a web page in place', does: 'A login page comes with status 200.', faults: { html: true }, says: 'Dead link' },
  { name: 'broken bytes', does: 'The bytes mean nothing.', faults: { garbage: true }, says: 'Dead link' },
  { name: 'zero bytes', does: 'The picture is empty.', faults: { cutFile: 0 }, says: 'Dead link' },
  { name: 'reset', does: 'The connection is reset.', faults: { reset: true }, says: 'Dead link' },
  { name: 'redirect loop', does: 'Each request is sent on to where it was.', faults: { hops: Infinity }, says: 'Dead link' },
  {
    name: 'redirect to a data address',
    does: 'The request is sent on to an address that holds a page of its own.',
    faults: { redirect: 'data:text/html,<script>alert(1)</script>' },
    says: 'Dead link',
  },
  { name: 'unknown name', does: 'Nobody has a host of this name.', url: `${NOWHERE}/1.png`, says: 'Dead link' },
  { name: 'never answers', does: 'The host takes the request and says nothing.', faults: { hang: true }, says: 'No answer in 20 s' },
]

const path = (index: number): string => `/faulty-${index}.png`
let server: ShardServer
let context: BrowserContext
let explorer: Explorer

// All in one grid, as a person would meet them: none may hold up another.
test.beforeAll(async ({ browser, servers: { app } }) => {
  server = await ShardServer.start()
  for (const [index, { faults, holds }] of FAULTS.entries()) {
    server.serve(path(index), holds ?? PICTURE, 'image/png')
    if (faults) server.fault(path(index), faults)
  }
  const rows = FAULTS.map(({ name, url }, index) => ({
    url: url ?? server.origin + path(index),
    caption: name,
    nsfw: 'UNLIKELY',
    similarity: 0.3,
  }))
  server.serve('/pictures.parquet', handShard(rows))
  context = await browser.newContext({ baseURL: app.origin })
  explorer = new Explorer(await context.newPage())
  await explorer.open(`${server.origin}/pictures.parquet`)
})

test.afterAll(async () => {
  await context.close()
  await server.close()
})

for (const [index, { name, does, says }] of FAULTS.entries())
  test(`${name}: ${does}`, async () => {
    const tile = explorer.tile(index + 1)
    if (says === null) await expect(tile.locator('img')).toHaveAttribute('data-state', 'loaded')
    else await expect(tile).toContainText(says, { timeout: PATIENCE })
    expect(server.requests.filter(({ url }) => url.startsWith(path(index))).length).toBeLessThanOrEqual(25)
    tell('pictures', { tried: `${name}: ${does}`, seen: says === null ? 'The picture.' : `“${says}” on its tile.` })
  })

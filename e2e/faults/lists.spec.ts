import type { Page } from '@playwright/test'
import { Explorer } from '../explorer'
import { tell } from '../reliability'
import type { Faults } from '../server/faults'
import { DATA, expect, FAULTY, test } from '../test'
import { FILES, pathOf, ROWS } from './shards'

interface ListFault {
  readonly name: string
  readonly does: string
  readonly path: string
  readonly holds?: string
  readonly faults?: Faults
  /** Null where the dataset opens. */
  readonly says: string | null
}

const MANIFEST = JSON.stringify({ pairscope: 1, name: 'Two', shards: [DATA + pathOf('good')] })
const LIST = `${DATA}${pathOf('good')}\n`

const FAULTS: readonly ListFault[] = [
  { name: 'manifest', does: 'Nothing is wrong.', path: '/m.json', holds: MANIFEST, says: null },
  {
    name: 'manifest, 404',
    does: 'There is no manifest.',
    path: '/m.json',
    faults: { status: 404 },
    says: 'There is no file at this address (404)',
  },
  {
    name: 'manifest, 500',
    does: 'The host fails.',
    path: '/m.json',
    faults: { status: 500 },
    says: 'The host answered with an error (500)',
  },
  {
    name: 'manifest, no CORS',
    does: 'No Access-Control headers.',
    path: '/m.json',
    faults: { noCors: true },
    says: 'The host does not let other pages read this file',
  },
  {
    name: 'manifest, wrong type',
    does: 'JSON of another kind.',
    path: '/m.json',
    holds: '{"pairscope": 1, "name": 7, "shards": "all"}',
    says: 'The manifest cannot be used',
  },
  {
    name: 'manifest, a web page',
    does: 'A login page comes in its place.',
    path: '/m.json',
    faults: { html: true },
    says: 'The manifest cannot be used',
  },
  {
    name: 'manifest, never answers',
    does: 'The host takes the request and says nothing.',
    path: '/m.json',
    faults: { hang: true },
    says: 'The host keeps us waiting',
  },
  {
    name: 'manifest, 10 MB',
    does: 'A manifest longer than any.',
    path: '/m.json',
    holds: JSON.stringify({ pairscope: 1, name: 'Two', shards: Array.from({ length: 250_000 }, (_, i) => `${DATA}/part-${i}.parquet`) }),
    says: 'The manifest cannot be used',
  },
  { name: 'list', does: 'A text of addresses, nothing wrong.', path: '/l.txt', holds: LIST, says: null },
  { name: 'list, 403', does: 'The host keeps it back.', path: '/l.txt', faults: { status: 403 }, says: 'The host refused access (403)' },
  {
    name: 'list, 10 MB',
    does: 'A list longer than any.',
    path: '/l.txt',
    holds: LIST.repeat(10e6 / LIST.length),
    says: 'This is not an address Pairscope can open',
  },
  {
    name: 'folder, 404',
    does: 'There is no such folder.',
    path: '/folder/',
    faults: { status: 404 },
    says: 'There is no file at this address (404)',
  },
  {
    name: 'folder, a web page',
    does: 'A login page in place of a listing.',
    path: '/folder/',
    faults: { html: true },
    says: 'Nothing can be opened in this folder',
  },
  {
    name: 'folder, 10 MB',
    does: 'A listing longer than any.',
    path: '/folder/',
    holds: `<title>Index of /folder/</title>${'<a href="x">x</a>'.repeat(600_000)}`,
    says: 'Nothing can be opened in this folder',
  },
]

test.describe.configure({ mode: 'parallel' })

async function expectPage(page: Page, says: string): Promise<void> {
  const alert = page.getByRole('alert')
  // A host that is silent is given up after 15 s, twice.
  await expect(alert.getByRole('heading')).toContainText(says, { timeout: 60_000 })
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
  await expect(page.getByRole('textbox', { name: /^Addresses of Parquet files/ })).toBeVisible()
}

for (const { name, does, path, holds, faults, says } of FAULTS)
  test(`${name}: ${does}`, async ({ page, data }) => {
    data.serve(pathOf('good'), FILES.good)
    data.serve(path, Buffer.from(holds ?? 'nothing'), path.endsWith('/') ? 'text/html' : undefined)
    if (faults) data.fault(path, faults)
    const explorer = new Explorer(page)
    await explorer.open(FAULTY + path)
    if (says === null) await explorer.expectCount(ROWS, ROWS)
    else await expectPage(page, says)
    const requests = data.requests.filter(({ url }) => url.startsWith(path)).length
    expect(requests).toBeLessThanOrEqual(8)
    tell('lists', {
      tried: `${name}: ${does}`,
      seen: says === null ? 'The dataset.' : `“${says}”, with “Try again” and the address to mend.`,
      requests,
    })
  })

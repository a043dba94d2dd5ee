import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page, Worker } from '@playwright/test'
import { HEADER_POLICY } from '../scripts/content-policy'
import { Explorer } from './explorer'
import { workerNamed, type WorkerName } from './page-workers'
import { ShardServer } from './server/server'
import { DATA, expect, test } from './test'

/** A worker of the opened sample. */
async function workerOf(page: Page, name: WorkerName): Promise<Worker> {
  await new Explorer(page).openSample()
  return workerNamed(page, name)
}

const DATA_WORKER = 'pairscope-data'
const DUCKDB_WORKER = 'pairscope-duckdb'

/** A journey that does what none may, and must fail for that and nothing else: one that is not caught passes, which is told as a fault. */
function caught(what: string, does: (page: Page) => Promise<unknown>, told: RegExp): void {
  test(`a journey fails for ${what}`, async ({ page, trespasses, violations }) => {
    test.fail()
    try {
      await does(page)
      await expect.poll(() => [...trespasses, ...violations.heard].join('\n')).toMatch(told)
    } catch (error) {
      console.error(error)
      trespasses.length = 0
      violations.heard.length = 0
    }
  })
}

const style = (page: Page): Promise<unknown> =>
  page
    .goto('/')
    .then(() => page.evaluate(() => document.head.append(Object.assign(document.createElement('style'), { textContent: 'p{}' }))))

caught('a style of the page’s own', style, /broke style-src/)
caught(
  'markup written as text',
  (page) => page.goto('/').then(() => page.evaluate(() => Reflect.set(document.body, 'innerHTML', '<b>x</b>')).catch(() => undefined)),
  /broke require-trusted-types-for/,
)
caught(
  'a violation in a worker',
  async (page) => (await workerOf(page, DATA_WORKER)).evaluate(() => fetch('data:,x').catch(() => undefined)),
  /worker-[^/]+\.js broke connect-src/,
)
caught(
  'a violation in a worker’s worker',
  async (page) => (await workerOf(page, DUCKDB_WORKER)).evaluate(() => fetch('data:,x').catch(() => undefined)),
  /worker-[^/]+\.js broke connect-src/,
)
caught(
  'a picture of a host that it does not name',
  (page) => page.goto('/').then(() => page.evaluate(() => void (new Image().src = 'https://elsewhere.test/a.png'))),
  /elsewhere\.test\/a\.png/,
)
caught(
  'a worker’s request to a host that it does not name',
  async (page) => (await workerOf(page, DATA_WORKER)).evaluate(() => fetch('https://elsewhere.test/b').catch(() => undefined)),
  /elsewhere\.test\/b/,
)
caught(
  'a request to such a host by a worker’s worker',
  async (page) => (await workerOf(page, DUCKDB_WORKER)).evaluate(() => fetch('https://elsewhere.test/c').catch(() => undefined)),
  /elsewhere\.test\/c/,
)

test.describe('with a name of its own', () => {
  test.use({ hosts: ['elsewhere.test'] })

  test('a journey may ask it', async ({ page, trespasses }) => {
    await page.goto('/')
    await page.evaluate(() => fetch('https://elsewhere.test/').catch(() => undefined))
    expect(trespasses).toEqual([])
  })
})

test('without headers the page keeps its policy, and its own workers start', async ({ page, complaints }) => {
  const bare = await ShardServer.start({ folder: join(import.meta.dirname, '..', 'dist') })
  const explorer = new Explorer(page)
  await page.goto(`${bare.origin}/`)
  await page.getByRole('button', { name: 'Explore the sample' }).click()
  await expect(explorer.matching).toHaveText(/^[\d,]+ pairs$/)
  expect(complaints).toEqual([])
  const broken = await page.evaluate(async () => {
    const violation = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => resolve(violatedDirective), { once: true })
    })
    document.head.append(Object.assign(document.createElement('style'), { textContent: 'p{}' }))
    return violation
  })
  expect(broken).toBe('style-src-elem')
  await bare.close()
})

test('a worker starts from a file of the app and from nothing else', async ({ page, servers: { data } }) => {
  data.serve('/worker.js', Buffer.from('postMessage(1)'), 'text/javascript')
  await page.goto('/')
  const outcomes = await page.evaluate(
    (addresses) => {
      const start = (address: string): string => {
        try {
          new Worker(address).terminate()
          return 'started'
        } catch (error) {
          return (error as Error).name
        }
      }
      return addresses.map(start)
    },
    [`${DATA}/worker.js`, 'data:text/javascript,1', `blob:${new URL(page.url()).origin}/1`, 'javascript:1'],
  )
  expect(outcomes).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError'])
})

/** The same policy stands in the guide for people who host the app. */
test('the guide to hosting gives the policy as it is', () => {
  const guide = readFileSync(join(import.meta.dirname, '..', 'docs', 'hosting.md'), 'utf8')
  expect(guide.split(HEADER_POLICY)).toHaveLength(5)
})

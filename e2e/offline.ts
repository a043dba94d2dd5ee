import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { HEADER_POLICY } from '../scripts/content-policy'
import { Explorer } from './explorer'
import { ShardServer } from './server/server'
import { expect, test as base } from './test'

export const ROOT = join(import.meta.dirname, '..')
export const DIST = join(ROOT, 'dist')

/** A host of its own for the app, that can be closed; below a path, as on many static hosts. */
export const test = base.extend<{ readonly host: ShardServer; readonly folder: string; readonly home: string }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
  folder: async ({}, provide) => {
    const folder = mkdtempSync(join(tmpdir(), 'pairscope-'))
    cpSync(DIST, join(folder, 'pairs'), { recursive: true })
    await provide(folder)
    rmSync(folder, { recursive: true })
  },
  host: async ({ folder, violations }, provide) => {
    const headers = { 'Content-Security-Policy': violations.policy(HEADER_POLICY) }
    const host = await ShardServer.start({ folder, headers })
    await provide(host)
    await host.close()
  },
  serviceWorkers: 'allow',
  home: async ({ host }, provide) => {
    await provide(`${host.origin}/pairs/`)
  },
})
/** What is kept, by the paths of its addresses. */
export function keptPaths(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const paths: string[] = []
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).host + new URL(url).pathname)
    }
    return paths
  })
}

export async function expectKept(page: Page, ...parts: readonly RegExp[]): Promise<void> {
  await expect
    .poll(async () => {
      const paths = await keptPaths(page)
      return parts.filter((part) => !paths.some((path) => part.test(path))).map(String)
    })
    .toEqual([])
}

export async function openSample(page: Page, home: string): Promise<Explorer> {
  await page.goto(home)
  await page.getByRole('button', { name: 'Explore the sample' }).click()
  const explorer = new Explorer(page)
  await expect(explorer.matching).toHaveText(/^[\d,]+ pairs$/)
  return explorer
}

/** All four shards of the sample, and what opens it. */
export const SAMPLE = [/sample\/manifest\.json$/, ...[0, 1, 2, 3].map((i) => new RegExp(`sample/images-0000${i}\\.parquet$`))]
export const ENGINE = /assets\/duckdb-eh-.*\.wasm$/

/** The rows of “Storage”, by their words. */
export async function storedRows(page: Page): Promise<readonly string[]> {
  const names = await page.getByRole('dialog', { name: 'Storage' }).getByRole('listitem').allInnerTexts()
  return names.map((text) => text.split('\n')[0] ?? '')
}

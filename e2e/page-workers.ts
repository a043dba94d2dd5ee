import type { Page, Worker } from '@playwright/test'
import { expect } from './test'

/** The app's workers, by the names that it gives them. */
export type WorkerName = 'pairscope-data' | 'pairscope-duckdb' | 'pairscope-console-duckdb' | 'pairscope-ranker' | 'pairscope-encoder'

/** The page's worker of a name, as soon as it has begun. */
export async function workerNamed(page: Page, name: WorkerName): Promise<Worker> {
  let found: Worker | undefined
  await expect(async () => {
    for (const worker of page.workers()) if ((await worker.evaluate(() => self.name)) === name) found = worker
    expect(found, `a worker “${name}”`).toBeDefined()
  }).toPass()
  return found as Worker
}

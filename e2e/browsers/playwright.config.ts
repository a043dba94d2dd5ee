import { defineConfig } from '@playwright/test'
import { findOtherBrowsers } from '../../scripts/other-browsers'

// Kept in the environment: the worker processes read this file again and need not search again.
process.env.PAIRSCOPE_OTHER_BROWSERS ??= JSON.stringify(findOtherBrowsers())

/** The journeys that matter, in browsers that Playwright does not drive. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.journey.ts',
  outputDir: '../../test-results/browsers',
  retries: 1,
  forbidOnly: process.env.CI !== undefined,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 60_000 },
  projects: [{ name: 'firefox' }, { name: 'webkit' }],
})

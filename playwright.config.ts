import { defineConfig } from '@playwright/test'
import { JOURNEY_ARGS, WEBGPU_JOURNEY_ARGS } from './e2e/launch'
import { findBrowser } from './scripts/browser'

// Kept in the environment: the worker processes read this file again and need not search again.
process.env.PAIRSCOPE_BROWSER ??= findBrowser()

const BROWSER = { browserName: 'chromium', viewport: { width: 1280, height: 800 } } as const

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './e2e/setup.ts',
  outputDir: 'test-results',
  // A journey that passes only at its second try is a fault to find: the run names it, and fails where there are more (scripts/tally.ts).
  retries: 1,
  forbidOnly: process.env.CI !== undefined,
  // While one waits the other works. Their journeys share nothing: each has a browser and servers of its own.
  workers: 2,
  // Nothing here is timed: a machine that is busy with other work is only slower.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    headless: true,
    // A failure leaves a picture and a log (e2e/failure-log.ts). A trace takes as long as the journey: `--trace on` asks for one.
    screenshot: 'only-on-failure',
    trace: 'off',
  },
  projects: [
    { name: 'chromium', use: { ...BROWSER, launchOptions: { executablePath: process.env.PAIRSCOPE_BROWSER, args: [...JOURNEY_ARGS] } } },
    // What depends on WebGPU is driven once more where there is an adapter.
    {
      name: 'webgpu',
      testMatch: 'backends.spec.ts',
      use: { ...BROWSER, launchOptions: { executablePath: process.env.PAIRSCOPE_BROWSER, args: [...WEBGPU_JOURNEY_ARGS] } },
    },
  ],
})

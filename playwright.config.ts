import { cpus } from 'node:os'
import { defineConfig } from '@playwright/test'
import { LAUNCH_ARGS, WEBGPU_LAUNCH_ARGS } from './e2e/launch'
import { findBrowser } from './scripts/browser'

// Kept in the environment: the worker processes read this file again and need not search again.
process.env.PAIRSCOPE_BROWSER ??= findBrowser()

const BROWSER = { browserName: 'chromium', viewport: { width: 1280, height: 800 } } as const

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './e2e/setup.ts',
  outputDir: 'test-results',
  // A journey that passes only sometimes is a fault to find.
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  workers: cpus().length >= 4 ? 2 : 1,
  // Nothing here is timed: a machine that is busy with other work is only slower.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    headless: true,
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'chromium', use: { ...BROWSER, launchOptions: { executablePath: process.env.PAIRSCOPE_BROWSER, args: [...LAUNCH_ARGS] } } },
    // What depends on WebGPU is driven once more where there is an adapter.
    {
      name: 'webgpu',
      testMatch: 'backends.spec.ts',
      use: { ...BROWSER, launchOptions: { executablePath: process.env.PAIRSCOPE_BROWSER, args: [...WEBGPU_LAUNCH_ARGS] } },
    },
  ],
})

import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { PAGE_POLICY } from './scripts/content-policy.ts'
import { offlineApp } from './scripts/offline-build.ts'
import { supplyChain } from './scripts/supply-chain.ts'

/** The built page alone: the dev server's own scripts are inline. */
const contentPolicy: Plugin = {
  name: 'content-policy',
  apply: 'build',
  transformIndexHtml: () => [
    // Before anything that it is to hold for.
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY }, injectTo: 'head-prepend' },
  ],
}

const madeOf = supplyChain()

export default defineConfig({
  // Relative URLs: the built folder works under any path of any static host.
  base: './',
  plugins: [react(), tailwindcss(), contentPolicy, madeOf.emit, offlineApp()],
  worker: { format: 'es', plugins: () => [madeOf.gather()] },
  // It finds its WASM beside itself, which bundling for the dev server would move.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  build: { target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
  test: {
    include: ['{src,sample,e2e,bench,scripts}/**/*.test.{ts,tsx}'],
    environment: 'node',
    // Property tests on a busy machine; nothing here is timed.
    testTimeout: 30_000,
  },
})

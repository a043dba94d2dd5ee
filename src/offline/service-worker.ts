import { AppCache } from './app-cache'
import type { AppFiles } from './app-files'
import type { FromServiceWorker, ToServiceWorker } from './messages'

/** The part of a service worker's scope that is used here; TypeScript's DOM library does not know it. */
interface Scope {
  readonly registration: ServiceWorkerRegistration
  readonly clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly unknown[]>
    claim(): Promise<void>
  }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: Waiting) => void): void
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void
  addEventListener(type: 'message', listener: (event: Waiting & MessageEvent<ToServiceWorker>) => void): void
}
interface Waiting {
  waitUntil(job: Promise<unknown>): void
}
interface Fetching {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}

/** Put here by the build (scripts/offline-build.ts). */
declare const APP_FILES: AppFiles

const worker = self as unknown as Scope
const app = new AppCache(APP_FILES, { scope: worker.registration.scope, caches, fetch: (request) => fetch(request) })

worker.addEventListener('install', (event) => event.waitUntil(app.install()))
// Pages that were open before anything was kept are served too: their next workers start without a network.
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
worker.addEventListener('fetch', (event) => {
  const asked = app.asked(event.request)
  if (asked) event.respondWith(app.answer(event.request, asked))
})
worker.addEventListener('message', (event) => {
  const { data, source } = event
  switch (data.kind) {
    case 'take-over':
      event.waitUntil(worker.skipWaiting())
      break
    case 'opened':
      event.waitUntil(tidyIfAlone())
      break
    case 'keep':
      event.waitUntil(
        app.keep(data.part).catch((error: unknown) => {
          const full = error instanceof DOMException && error.name === 'QuotaExceededError'
          source?.postMessage({ kind: 'not-kept', part: data.part, full } satisfies FromServiceWorker)
        }),
      )
      break
  }
})

/** Another tab may have been opened with an older version, whose files it still asks for. */
async function tidyIfAlone(): Promise<void> {
  const { installing, waiting } = worker.registration
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (pages.length <= 1 && !installing && !waiting) await app.tidy()
}

import { Store } from '../flow/store'
import type { Part } from './app-files'
import type { FromServiceWorker, ToServiceWorker } from './messages'

/** Of a tab that stays open for days. */
const LOOK_AGAIN_MS = 60 * 60 * 1000

/** A new version is here and waits for the person. */
export const newVersion = new Store(false)
/** What could not be kept; null: nothing failed. */
export const notKept = new Store<{ readonly full: boolean } | null>(null)

let registered: ServiceWorkerRegistration | null = null
let reloading = false
const wanted = new Set<Part>()

/** Whether this browser can keep the app's files here at all: not on plain http, and not in some private windows. */
export function canKeepApp(): boolean {
  return 'serviceWorker' in navigator
}

/** Keeps a part of the app from now on; what is kept already costs nothing. */
export function keepPart(part: Part): void {
  if (wanted.has(part)) return
  wanted.add(part)
  say({ kind: 'keep', part })
}

/**
 * Registers the service worker. Where that fails, for storage that is off or a host with half of a new version, the page works as without.
 * Called once, when the page has nothing better to do.
 */
export async function startOffline(): Promise<void> {
  if (!canKeepApp()) return
  const { serviceWorker } = navigator
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<FromServiceWorker>) => notKept.set({ full: data.full }))
  serviceWorker.addEventListener('controllerchange', () => {
    if (reloading) location.reload()
  })
  try {
    // Read by the browser anew each time: a host that lets it be cached would delay every new version.
    const registration = await serviceWorker.register('./service-worker.js', { scope: './', updateViaCache: 'none' })
    watch(registration)
    registered = await serviceWorker.ready
    say({ kind: 'opened' })
    for (const part of wanted) say({ kind: 'keep', part })
    setInterval(() => void registration.update().catch(() => undefined), LOOK_AGAIN_MS)
  } catch {
    // Nothing is kept, which "Storage" says.
  }
}

/** Reloads this page with the new version. Others keep theirs until they are reloaded. */
export function takeNewVersion(): void {
  reloading = true
  const waiting = registered?.waiting
  if (waiting) waiting.postMessage({ kind: 'take-over' } satisfies ToServiceWorker)
  // Another tab has already taken it.
  else location.reload()
}

function say(message: ToServiceWorker): void {
  registered?.active?.postMessage(message)
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = (): void => newVersion.set(registration.waiting !== null && registration.active !== null)
  const follow = (): void => registration.installing?.addEventListener('statechange', look)
  registration.addEventListener('updatefound', follow)
  follow()
  look()
}

import { cacheNames, type CacheNames } from './cache-names'

/** Of the app's own files, what a person can remove by itself. */
export type AppShare = 'app' | 'engines' | 'sample'

/** Bytes kept of each; null where this browser keeps nothing. */
export async function keptApp(): Promise<Readonly<Record<AppShare, number>> | null> {
  const bytes = { app: 0, engines: 0, sample: 0 }
  try {
    for (const name of await caches.keys()) {
      if (!isOurs(name)) continue
      const cache = await caches.open(name)
      for (const request of await cache.keys()) bytes[shareOf(name, request.url)] += (await (await cache.match(request))?.blob())?.size ?? 0
    }
    return bytes
  } catch {
    return null
  }
}

/** Removes a share. Without the app's own files the page comes from its host again, and keeps them anew. */
export async function forgetApp(share: AppShare): Promise<void> {
  if (share === 'app') await (await navigator.serviceWorker.getRegistration())?.unregister()
  for (const name of await caches.keys()) {
    if (!isOurs(name)) continue
    const cache = await caches.open(name)
    for (const request of await cache.keys()) if (shareOf(name, request.url) === share) await cache.delete(request)
    if (share === 'app' && ownNames().isShell(name)) await caches.delete(name)
  }
}

function ownNames(): CacheNames {
  return cacheNames(new URL('.', document.baseURI).href)
}

function isOurs(name: string): boolean {
  const { isShell, parts } = ownNames()
  return name === parts || isShell(name)
}

function shareOf(cache: string, url: string): AppShare {
  if (cache !== ownNames().parts) return 'app'
  return /\/sample\//.test(new URL(url).pathname) ? 'sample' : 'engines'
}

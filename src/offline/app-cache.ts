import { pathBelow, type AppFiles, type Files, type Part } from './app-files'
import { cacheNames, isShared, type CacheNames } from './cache-names'
import { answerFrom } from './ranges'

/** What a service worker has to work with, replaced in tests. */
export interface Surroundings {
  /** Address of the app's folder, with a '/' at its end. */
  readonly scope: string
  readonly caches: CacheStorage
  fetch(request: Request): Promise<Response>
}

/** A request that may be answered from what is kept. */
export interface Asked {
  readonly path: string
  /** Where it lies; null: only older versions may have it. */
  readonly place: 'shell' | Part | null
}

/**
 * The app's own files, kept in the browser. Nothing else ever goes in: no other host, no address with a query, no file that the build has
 * not listed, and none whose content is not the one that the build has hashed. Whatever is missing or damaged comes from the network.
 */
export class AppCache {
  private readonly names: CacheNames

  constructor(
    private readonly files: AppFiles,
    private readonly around: Surroundings,
  ) {
    this.names = cacheNames(around.scope)
  }

  /** Keeps the shell, all of it or nothing. Rejects where the host has another version, or no room is left. */
  async install(): Promise<void> {
    // Of the same files there may be an older worker, which answers from them: whatever happens here must not touch them.
    if (await this.isWhole()) return
    const cache = await this.around.caches.open(this.shellName)
    try {
      await Promise.all(Object.keys(this.files.shell).map((path) => this.fetchInto(cache, path, this.files.shell)))
    } catch (error) {
      await this.around.caches.delete(this.shellName)
      throw error
    }
  }

  /** Null for a request that is none of the app's: the browser then goes on as if there were no service worker. */
  asked({ method, url, headers }: Pick<Request, 'method' | 'url' | 'headers'>): Asked | null {
    if ((method !== 'GET' && method !== 'HEAD') || headers.has('Authorization')) return null
    const path = pathBelow(this.around.scope, url)
    if (path === null) return null
    if (Object.hasOwn(this.files.shell, path)) return { path, place: 'shell' }
    const part = this.partWith(path)
    if (part) return { path, place: part }
    return path.startsWith('assets/') ? { path, place: null } : null
  }

  async answer(request: Request, { path, place }: Asked): Promise<Response> {
    const kept = await this.find(path, place).catch(() => null)
    // A page comes from the network unless all that it will ask for is here: half a shell of one version and half of another is no app.
    if (!kept || (path === '' && !(await this.isWhole()))) {
      try {
        return await this.around.fetch(request)
      } catch (error) {
        if (!kept) throw error
      }
    }
    return answerFrom(kept, request.method, request.headers.get('Range'))
  }

  /** Keeps a part, file by file. Rejects with what the browser or the network says; what came until then stays. */
  async keep(part: Part): Promise<void> {
    const cache = await this.around.caches.open(this.names.parts)
    const files = this.files.parts[part]
    for (const path of Object.keys(files)) {
      if (!(await cache.match(this.keyOf(path, files)))) await this.fetchInto(cache, path, files)
    }
  }

  /** Removes what older versions have left. Only while no page of an older version is open. */
  async tidy(): Promise<void> {
    const { caches } = this.around
    for (const name of await caches.keys()) {
      if (this.names.isShell(name) && name !== this.shellName) await caches.delete(name)
      if (isShared(name)) await this.leave(name)
    }
    const cache = await caches.open(this.names.parts)
    const current = new Set(Object.values(this.files.parts).flatMap((files) => Object.keys(files).map((path) => this.keyOf(path, files))))
    for (const { url } of await cache.keys()) if (!current.has(url)) await cache.delete(url)
  }

  private get shellName(): string {
    return this.names.shell(this.files.version)
  }

  /** Removes from a shared cache what lies below this folder. */
  private async leave(name: string): Promise<void> {
    const cache = await this.around.caches.open(name)
    const urls = (await cache.keys()).map(({ url }) => url)
    const own = urls.filter((url) => url.startsWith(this.around.scope))
    for (const url of own) await cache.delete(url)
    if (own.length === urls.length) await this.around.caches.delete(name)
  }

  private partWith(path: string): Part | null {
    const parts = Object.entries(this.files.parts) as readonly (readonly [Part, Files])[]
    return parts.find(([, files]) => Object.hasOwn(files, path))?.[0] ?? null
  }

  private async find(path: string, place: Asked['place']): Promise<Response | null> {
    const { caches } = this.around
    if (place === 'shell') return (await (await caches.open(this.shellName)).match(this.urlOf(path))) ?? null
    if (place !== null) return (await (await caches.open(this.names.parts)).match(this.keyOf(path, this.files.parts[place]))) ?? null
    // Names in assets/ hold a hash: what has the name is the file, whatever version it was kept for.
    return (await caches.match(this.urlOf(path), { ignoreSearch: true })) ?? null
  }

  private async isWhole(): Promise<boolean> {
    try {
      const kept = await (await this.around.caches.open(this.shellName)).keys()
      return kept.length >= Object.keys(this.files.shell).length
    } catch {
      return false
    }
  }

  /** The browser itself compares what comes with its hash. */
  private async fetchInto(cache: Cache, path: string, files: Files): Promise<void> {
    const url = this.urlOf(path)
    // Names in assets/ never mean another content; of others a stale copy may lie in the HTTP cache.
    const cacheMode = path.startsWith('assets/') ? 'default' : 'no-cache'
    // What a person looks at meanwhile goes first.
    const request = new Request(url, { integrity: files[path] ?? '', cache: cacheMode, priority: 'low' })
    const response = await this.around.fetch(request)
    if (response.status !== 200 || response.redirected) throw new TypeError(`${url} is not to be had.`)
    await cache.put(files === this.files.shell ? url : this.keyOf(path, files), response)
  }

  private urlOf(path: string): string {
    return new URL(path, this.around.scope).href
  }

  /** Of a part: the same name may have had another content in another version. */
  private keyOf(path: string, files: Files): string {
    return `${this.urlOf(path)}?${encodeURIComponent(files[path] ?? '')}`
  }
}

const CACHE = 'pairscope-models'
/** Of the model that a kept file belongs to. */
const BASE_HEADER = 'x-pairscope-base'

/** A model whose files are kept in this browser. */
export interface KeptModel {
  /** Address of its folder. */
  readonly base: string
  readonly bytes: number
}

/** Model files kept for next time, by address. A browser that keeps nothing is no failure: everything is fetched again. */
export interface KeptFiles {
  get(url: string): Promise<Uint8Array<ArrayBuffer> | null>
  put(url: string, base: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>
}

/** The Cache API is missing on pages without https, and refuses when storage is off or full. */
async function tried<T>(job: (cache: Cache) => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await job(await caches.open(CACHE))
  } catch {
    return otherwise
  }
}

export const keptFiles: KeptFiles = {
  get: (url) =>
    tried(async (cache) => {
      const response = await cache.match(url)
      return response ? new Uint8Array(await response.arrayBuffer()) : null
    }, null),
  put: (url, base, bytes) =>
    tried(
      (cache) => cache.put(url, new Response(bytes, { headers: { 'content-length': String(bytes.length), [BASE_HEADER]: base } })),
      undefined,
    ),
}

/** The models kept in this browser, with what they take. */
export function keptModels(): Promise<readonly KeptModel[]> {
  return tried(async (cache) => {
    const bytes = new Map<string, number>()
    for (const request of await cache.keys()) {
      const headers = (await cache.match(request))?.headers
      const base = headers?.get(BASE_HEADER) ?? ''
      bytes.set(base, (bytes.get(base) ?? 0) + Number(headers?.get('content-length') ?? 0))
    }
    return [...bytes].map(([base, sum]) => ({ base, bytes: sum }))
  }, [])
}

/** Removes a kept model's files. An encoder that runs is not disturbed. */
export function forgetModel(base: string): Promise<void> {
  return tried(async (cache) => {
    for (const request of await cache.keys())
      if ((await cache.match(request))?.headers.get(BASE_HEADER) === base) await cache.delete(request)
  }, undefined)
}

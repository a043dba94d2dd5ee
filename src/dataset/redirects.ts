import { Lru } from '../flow/lru'
import { discard, type Fetch } from './request'

/** Addresses remembered: as many as a large dataset has shards. */
const MOST = 20_000
/** Where an address led to is not asked directly any more after it has failed so often without ever having worked. */
const STRIKES = 2

interface Lead {
  readonly url: string
  /** It has answered when it was asked directly. */
  proven: boolean
}

/**
 * `fetch` that asks where a redirect led directly from then on, until that fails: a chain of redirects, or a signature, is made once a
 * file and not once a range. What fails there is asked for at the first address again, which may have a new signature or another mirror.
 */
export function rememberRedirects(fetch: Fetch): Fetch {
  const leads = new Lru<Lead>(MOST)
  const strikes = new Lru<number>(MOST)

  function forget(url: string, lead: Lead): void {
    leads.delete(url)
    if (!lead.proven) strikes.set(url, (strikes.get(url) ?? 0) + 1)
  }

  /** The answer from where the address led to; null where the first one has to be asked. */
  async function direct(url: string, lead: Lead, init: RequestInit): Promise<Response | null> {
    const response = await fetch(lead.url, init).catch((error: unknown) => {
      forget(url, lead)
      if (init.signal?.aborted) throw error
      return null
    })
    if (!response) return null
    if (response.ok || response.status === 416) {
      lead.proven = true
      return response
    }
    forget(url, lead)
    // A host that is busy, or broken, is not asked twice in a breath.
    if (response.status === 429 || response.status >= 500) return response
    discard(response)
    return null
  }

  return async (url, init) => {
    // What such an answer led to cannot be seen.
    if (init.mode === 'no-cors' || init.redirect === 'manual') return fetch(url, init)
    const lead = leads.get(url)
    const known = lead && (await direct(url, lead, init))
    if (known) return known
    const response = await fetch(url, init)
    // Stores refuse a HEAD of what is signed for GET.
    const ledOn = response.redirected && response.url !== '' && response.url !== url
    if (ledOn && (response.ok || init.method === 'HEAD') && (strikes.get(url) ?? 0) < STRIKES)
      leads.set(url, { url: response.url, proven: false })
    return response
  }
}

import { addressOf } from '../pair/address'
import type { Dataset } from './dataset'
import { fetchWithToken, type HubToken } from './hub-token'
import { ProblemError, type Problem } from './problem'
import { ANONYMOUS, discard, type Fetch } from './request'
import type { ShardRef } from './shard-ref'

/**
 * What may be asked of the person's own network: everything, where the app itself is served from there; else the hosts, with their ports,
 * that the person typed or was asked about. A value that is handed on like a token: whoever has none reaches the open net alone.
 */
export type Reach = 'everything' | ReadonlySet<string>

export const OPEN_NET: Reach = new Set()

/** Who asks the person. Their answers last as long as the page. */
export interface Doorkeeper {
  /** As far as was agreed to by now. */
  reach(): Reach
  /** Rejects with ProblemError (`own-network`) when the person does not want it, or with the signal's reason. */
  ask(hosts: readonly string[], wanted: Wanted, signal: AbortSignal): Promise<void>
}

/** What names the hosts: a link, what was found where it led, or a search whose model lies where this browser's storage says. */
export type Wanted = 'link' | 'dataset' | 'search'

/** The host of an address that is in the person's own network and out of reach; null for every other address. */
function outOfReach(url: string, reach: Reach): string | null {
  if (reach === 'everything') return null
  const address = addressOf(url)
  return address.kind === 'private' && !reach.has(address.host) ? address.host : null
}

/** Each host of the person's own network among whole addresses that is out of reach, once. */
export function hostsOutOfReach(urls: Iterable<string>, reach: Reach): string[] {
  if (reach === 'everything') return []
  const hosts = new Set<string>()
  for (const url of urls) {
    // Each is read as the browser reads it: where a host begins is not told by counting slashes.
    const host = outOfReach(url, reach)
    if (host !== null) hosts.add(host)
  }
  return [...hosts]
}

/** Every address that an open dataset reads from. Links that a person clicks are not among them. */
export function addressesOf({ shards, embeddings }: Dataset): string[] {
  const files = [...shards, ...(embeddings?.image ?? []), ...(embeddings?.text ?? []), ...(embeddings?.keys?.metadata ?? [])]
  const own = embeddings?.model
  return [...files.flatMap(addressesOfRef), ...(own ? [own] : [])]
}

function addressesOfRef(ref: ShardRef | null): string[] {
  if (ref === null) return []
  return [...(ref.kind === 'remote' ? [ref.url] : []), ...addressesOfRef(ref.tar ?? null)]
}

/** `first` the host that was asked, `led` the one it sent the page on to. */
function sentOn(first: string, led: string): Problem {
  return {
    code: 'own-network',
    where: first,
    detail: `${new URL(first).host} sends this page on to ${led}, which is in your own network. What came from there was not used.`,
  }
}

/** What the person was not asked about, or did not want. */
export function notAllowed(where: string, hosts: readonly string[]): Problem {
  const named = hosts.length === 1 ? (hosts[0] ?? '') : `${hosts[0] ?? ''} and ${hosts.length - 1} more`
  return {
    code: 'own-network',
    where,
    detail: `${named} ${hosts.length === 1 ? 'is' : 'are'} in your own network, and nothing was read from there.`,
  }
}

/**
 * The `fetch` that lies under all reading of other people's data: without cookies, without a referrer, and no further than `reach`.
 * Where a redirect leads is seen once it was followed: what comes from out of reach is not used.
 * Rejects with ProblemError (`own-network`) beside what `fetch` rejects with.
 */
export function fetchWithin(reach: Reach, fetch: Fetch = browserFetch): Fetch {
  return async (url, init) => {
    const host = outOfReach(url, reach)
    if (host !== null) throw new ProblemError(notAllowed(url, [host]))
    const response = await fetch(url, { ...init, ...ANONYMOUS })
    const led = response.redirected ? outOfReach(response.url, reach) : null
    if (led === null) return response
    discard(response)
    throw new ProblemError(sentOn(url, led))
  }
}

/** The same with the person's token where it belongs. */
export function fetchFor(token: HubToken | null, reach: Reach): Fetch {
  return fetchWithToken(fetchWithin(reach), token)
}

function browserFetch(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, init)
}

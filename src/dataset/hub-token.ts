import type { Problem } from './problem'
import { rememberRedirects } from './redirects'
import type { Fetch } from './request'

/** A person's own token of the Hub. It lives in memory alone: never in storage, an address, a problem or a ShardRef. */
export interface HubToken {
  readonly secret: string
  /** The only place that ever sees it: the Hub or a mirror of it, without a slash at the end. */
  readonly base: string
}

/** Whether this browser takes the Authorization header away where a redirect leaves its origin: see {@link fetchWithToken}. */
const DROPS_AUTHORIZATION = 'withResolvers' in Promise

/** Reads what a person typed as a token for the Hub at `base`. */
export function readToken(text: string, base: string, dropsAuthorization = DROPS_AUTHORIZATION): HubToken | Problem {
  const refused = (detail: string): Problem => ({ code: 'bad-token', where: '', detail })
  const secret = text.trim()
  if (!/^[\x21-\x7e]{1,500}$/.test(secret))
    return refused(secret === '' ? 'The field is empty.' : 'A token is one word of plain letters and digits: it begins with “hf_”.')
  if (!isPrivate(base))
    return refused('The mirror of the Hub that is set here has no https address: anyone on the way could read the token.')
  if (!dropsAuthorization)
    return refused('This browser is too old to keep a token from the hosts that the Hub sends it on to. Nothing was sent.')
  return { secret, base }
}

/** Whether nobody on the way can listen. */
function isPrivate(base: string): boolean {
  const { protocol, hostname } = new URL(base)
  return protocol === 'https:' || /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)
}

/** The Authorization header for an address, null for every address that is not of a dataset on the token's own Hub. Pure. */
export function authorizationFor(url: string, { secret, base }: HubToken): string | null {
  if (!URL.canParse(url)) return null
  const { href, origin } = new URL(url)
  const ofDatasets = href.startsWith(`${base}/datasets/`) || href.startsWith(`${base}/api/datasets/`)
  return ofDatasets && origin === new URL(base).origin ? `Bearer ${secret}` : null
}

/**
 * `fetch` that asks directly where a redirect led to, with the token for the Hub and without it for everyone else.
 *
 * The Hub answers for a file with a redirect to a signed address on another host. A page cannot see where a redirect leads before it
 * is followed, and following it safely is the browser's part: since the Fetch standard of November 2022 (Chrome 119, Firefox 111,
 * Safari 16.1) Authorization is dropped where a redirect leaves the origin. {@link readToken} takes no token in an older browser,
 * which it knows by `Promise.withResolvers`, as young as the youngest of these. The signed address is then asked directly, until it
 * has run out: the Hub sees the token once a file, and no other host does.
 */
export function fetchWithToken(fetch: Fetch, token: HubToken | null): Fetch {
  return rememberRedirects(token ? authorized(fetch, token) : fetch)
}

function authorized(fetch: Fetch, token: HubToken): Fetch {
  return (url, init) => {
    const authorization = init.mode === 'no-cors' ? null : authorizationFor(url, token)
    return fetch(url, authorization === null ? init : { ...init, headers: withHeader(init.headers, authorization) })
  }
}

function withHeader(init: HeadersInit | undefined, authorization: string): Headers {
  const headers = new Headers(init)
  headers.set('Authorization', authorization)
  return headers
}

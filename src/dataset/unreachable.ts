/** Sends one more request for the address that failed. */
export type Send = (init: RequestInit) => Promise<Response>

/**
 * Why nothing readable comes from an address. Browsers report a missing CORS header, a dead host and a redirect in a circle alike; an
 * opaque request and one that follows no redirect tell them apart. Rejects only with the signal's reason.
 */
export async function whyUnreachable(send: Send, signal?: AbortSignal): Promise<'no-cors' | 'redirects' | 'unreachable'> {
  const answer = async (init: RequestInit): Promise<Response | null> =>
    send(init).catch(() => {
      signal?.throwIfAborted()
      return null
    })
  if (await answer({ method: 'HEAD', mode: 'no-cors' })) return 'no-cors'
  const first = await answer({ method: 'HEAD', redirect: 'manual' })
  return first?.type === 'opaqueredirect' ? 'redirects' : 'unreachable'
}

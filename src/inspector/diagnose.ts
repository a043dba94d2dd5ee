import type { DeadReason } from '../gallery/pictures'
import { MAX_PIXELS } from '../pair/picture-size'

/** What the host of a dead picture says when asked directly. */
export type Diagnosis =
  | { readonly kind: 'status'; readonly status: number; readonly type: string }
  /** It answers, but lets no page read the answer. */
  | { readonly kind: 'opaque' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'unreachable' }

const OPTIONS: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' }
const PATIENCE_MS = 10_000

/**
 * Asks a picture's host why there is no picture: once readably, which few hosts allow, once blindly. Reads no body.
 * Rejects only when aborted. To be asked only for pictures that may be requested.
 */
export async function diagnose(src: string, signal: AbortSignal, ask: typeof fetch = fetch): Promise<Diagnosis> {
  const open = async (mode: RequestMode): Promise<Response> => {
    const head = new AbortController()
    const response = await ask(src, { ...OPTIONS, mode, signal: AbortSignal.any([signal, head.signal, AbortSignal.timeout(PATIENCE_MS)]) })
    // The headers say it all; an opaque body could not be cancelled otherwise.
    head.abort()
    return response
  }
  try {
    const response = await open('cors')
    return { kind: 'status', status: response.status, type: response.headers.get('Content-Type') ?? '' }
  } catch (error) {
    signal.throwIfAborted()
    if (isTimeout(error)) return { kind: 'silent' }
  }
  try {
    await open('no-cors')
    return { kind: 'opaque' }
  } catch (error) {
    signal.throwIfAborted()
    return { kind: isTimeout(error) ? 'silent' : 'unreachable' }
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError'
}

export function diagnosisSentence(diagnosis: Diagnosis): string {
  switch (diagnosis.kind) {
    case 'status': {
      const { status, type } = diagnosis
      if (status === 404 || status === 410) return `The host answers ${status}: the picture is gone.`
      if (status === 401 || status === 403) return `The host answers ${status}: it does not show this picture to other pages.`
      if (status >= 400) return `The host answers ${status}.`
      return type.startsWith('image/')
        ? 'The host answers with a picture that this browser cannot decode.'
        : `The host answers with ${type || 'something'} in place of a picture.`
    }
    case 'opaque':
      return 'The host answers, but not with a picture that the browser can show.'
    case 'silent':
      return 'The host does not answer within 10 seconds.'
    case 'unreachable':
      return 'The host cannot be reached: its name is gone, it is down, or it blocks this request.'
  }
}

/** What is known of a dead picture without asking anyone. */
export function deadSentence(why: DeadReason, inShard: boolean): string {
  switch (why) {
    case 'none':
      return inShard ? 'The row stores no bytes for its picture.' : 'The row stores no address for its picture.'
    case 'scheme':
      return 'The stored address is not of the web: only http and https are asked.'
    case 'malformed':
      return 'What the row stores as the address is none.'
    case 'private':
      return 'The stored address points into your own network, where a dataset has no business.'
    case 'not-picture':
      return 'The row stores bytes, but not of a picture that this browser can show.'
    case 'timeout':
      return 'The host began no answer in time; it may be slow or gone.'
    case 'offline':
      return 'The picture can be asked for once you are online again.'
    case 'insecure':
      return 'The picture is only at an http address, which a page served over https cannot show.'
    case 'pixels':
      return `It has more than ${MAX_PIXELS / 1e6} million pixels. Decoding it could stop this page, so it was not done.`
    case 'parts':
      return 'It is a drawing of so many parts that drawing it could stop this page, so it was not done.'
    case 'failed':
      return inShard ? 'The picture’s bytes could not be read.' : 'The picture could not be loaded from its address.'
  }
}

/** Whether asking again may help: the row itself will not change. */
export function mayRecover(why: DeadReason): boolean {
  return why === 'timeout' || why === 'offline' || why === 'failed' || why === 'insecure'
}

/** Whether the host, asked directly, can say more. */
export function canDiagnose(why: DeadReason, inShard: boolean): boolean {
  return !inShard && (why === 'failed' || why === 'timeout')
}

/** What the host of a dead picture says when asked directly. */
export type Diagnosis =
  | { readonly kind: 'status'; readonly status: number; readonly type: string }
  /** It answers, but lets no page read the answer. */
  | { readonly kind: 'opaque' }
  | { readonly kind: 'unreachable' }

const OPTIONS: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' }

/**
 * Asks a picture's host why there is no picture: once readably, which few hosts allow, once blindly. Reads no body.
 * Rejects only when aborted.
 */
export async function diagnose(src: string, signal: AbortSignal, ask: typeof fetch = fetch): Promise<Diagnosis> {
  try {
    const response = await ask(src, { ...OPTIONS, mode: 'cors', signal })
    void response.body?.cancel()
    return { kind: 'status', status: response.status, type: response.headers.get('Content-Type') ?? '' }
  } catch {
    signal.throwIfAborted()
  }
  try {
    await ask(src, { ...OPTIONS, mode: 'no-cors', signal })
    return { kind: 'opaque' }
  } catch {
    signal.throwIfAborted()
    return { kind: 'unreachable' }
  }
}

export function diagnosisSentence(diagnosis: Diagnosis): string {
  switch (diagnosis.kind) {
    case 'status': {
      const { status, type } = diagnosis
      if (status === 404 || status === 410) return `The host answers ${status}: the picture is gone.`
      if (status === 401 || status === 403) return `The host answers ${status}: it does not show this picture to other pages.`
      if (status >= 400) return `The host answers ${status}.`
      return type.startsWith('image/') ? 'The host answers with a picture that this browser cannot decode.' : `The host answers with ${type || 'something'} in place of a picture.`
    }
    case 'opaque':
      return 'The host answers, but not with a picture that the browser can show.'
    case 'unreachable':
      return 'The host cannot be reached: its name is gone, it is down, or it blocks this request.'
  }
}

import { Silence } from '../flow/patience'
import { brokenOff, noAnswer, stalled, turnedAway } from './interruptions'
import { ProblemError } from './problem'
import { ANONYMOUS, answerWithin, discard, PATIENCE, pieces, retryAfter, type Fetch } from './request'
import { whyUnreachable } from './unreachable'

/** How often a silent host is asked. */
const TRIES = 2

/**
 * Asks for one address, whatever the status of the answer, except that the host is busy. Rejects with ProblemError where nothing comes
 * back, or with the signal's reason. `patience`: milliseconds until an answer has to begin.
 */
export async function ask(url: string, fetch: Fetch, signal: AbortSignal, init: RequestInit = {}, patience = PATIENCE): Promise<Response> {
  const send = (more: RequestInit) => answerWithin(patience, fetch, url, { ...ANONYMOUS, ...init, ...more, signal })
  for (let attempt = 1; ; attempt++) {
    let response: Response
    try {
      response = await send({})
    } catch (error) {
      signal.throwIfAborted()
      // Kept from leaving: asking again changes nothing.
      if (error instanceof ProblemError) throw error
      if (!(error instanceof Silence)) throw new ProblemError({ code: await whyUnreachable(send, signal), where: url })
      if (attempt === TRIES) throw new ProblemError(noAnswer(url, patience))
      continue
    }
    const wait = retryAfter(response)
    if (response.status !== 429 && !(response.status === 503 && wait !== null)) return response
    discard(response)
    throw new ProblemError(turnedAway(url, response.status, wait))
  }
}

/** The problem of an answer that is not a success. */
export function statusProblem(url: string, status: number): ProblemError {
  const code = status === 401 || status === 403 ? 'forbidden' : status === 404 || status === 410 ? 'not-found' : 'http-status'
  return new ProblemError({ code, where: url, detail: String(status) })
}

/** The whole text of an answer. Rejects with ProblemError when the connection is lost or falls silent, or with the signal's reason. */
export async function bodyText(url: string, response: Response, signal: AbortSignal, patience = PATIENCE): Promise<string> {
  let text = ''
  for await (const piece of texts(url, response, signal, patience)) text += piece
  return text
}

/** What tells of a long text what it is. */
export const BEGINNING = 64 * 1024

/**
 * The whole text of an answer, at most `most` characters of it and one piece more, where its beginning is wanted. Else null, and no more
 * is fetched than tells. Rejects with ProblemError when the connection is lost or falls silent, or with the signal's reason.
 */
export async function textIf(
  url: string,
  response: Response,
  signal: AbortSignal,
  most: number,
  wanted: (beginning: string) => boolean,
  patience = PATIENCE,
): Promise<string | null> {
  let text = ''
  let known = false
  for await (const piece of texts(url, response, signal, patience)) {
    text += piece
    if (!known && text.length >= BEGINNING) {
      known = wanted(text.slice(0, BEGINNING))
      if (!known) return null
    }
    if (text.length > most) return text
  }
  return known || wanted(text.slice(0, BEGINNING)) ? text : null
}

/** A body as pieces of text. */
async function* texts(url: string, response: Response, signal: AbortSignal, patience: number): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let came = 0
  try {
    for await (const piece of pieces(response, patience)) {
      came += piece.length
      yield decoder.decode(piece, { stream: true })
    }
  } catch (error) {
    signal.throwIfAborted()
    throw new ProblemError(error instanceof Silence ? stalled(url, came, null, patience) : brokenOff(url, came, null))
  }
  yield decoder.decode()
}

import type { ServerResponse } from 'node:http'
import type { Content } from './content'
import type { Faults } from './faults'
import type { Span } from './ranges'

/** How the bytes of a body leave. */
export interface Wire {
  /** After so many bytes it breaks. */
  readonly stop: number
  readonly breaks: 'close' | NonNullable<Faults['breaks']>
  readonly drip: Faults['drip'] | null
  /** Waits until the link has room for so many bytes. */
  readonly pass: (bytes: number) => Promise<void>
}

/** Small enough that transfers share a throttled link evenly. */
const PIECE = 16 * 1024
/** Milliseconds for what was sent to arrive: a reset throws away what is still on its way. */
const ARRIVAL = 30

/** Sends a part of a body, or as much of it as its faults let through. */
export async function write(response: ServerResponse, content: Content, span: Span, { stop, breaks, drip, pass }: Wire): Promise<void> {
  const piece = drip?.bytes ?? PIECE
  for (let at = span.start; at < span.end; at += piece) {
    if (response.destroyed) return
    if (at - span.start >= stop) return cut(response, breaks)
    if (drip && at > span.start) await pause(drip.everyMs)
    const bytes = await content.read({ start: at, end: Math.min(at + piece, span.end, span.start + stop) })
    await pass(bytes.length)
    if (!response.write(bytes)) await drained(response)
  }
  response.end()
}

async function cut(response: ServerResponse, breaks: Wire['breaks']): Promise<void> {
  response.flushHeaders()
  if (breaks === 'stall') return
  await pause(ARRIVAL)
  if (breaks === 'reset') response.socket?.resetAndDestroy()
  else response.destroy()
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

/** Until the socket takes more, or is gone. */
async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const go = (): void => {
      response.off('drain', go)
      response.off('close', go)
      resolve()
    }
    response.once('drain', go)
    response.once('close', go)
    if (response.destroyed) go()
  })
}

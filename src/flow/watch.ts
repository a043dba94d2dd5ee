/**
 * Whether somebody who works for us still answers: a small question after a while of silence, and the end after a long one. Pure. Silence
 * is counted by ticks and not by the clock: a page that slept, or whose timers are held back, has not listened in the meantime.
 */

/** Between two ticks, in milliseconds. */
export const TICK_MS = 1000
/** Silent for so long, in milliseconds, they are asked. */
const ASK_AFTER_MS = 2000
/** A tick that comes late counts for no more. */
const MOST_MS = 2 * TICK_MS

export interface Watch {
  /** Without a sign of life since there is work, as far as anybody listened. */
  readonly silentMs: number
  /** The question is on its way. */
  readonly asked: boolean
  /** Of the last tick; null when nobody was to listen. */
  readonly tickedAt: number | null
}

export interface Tick {
  /** In milliseconds, of any clock. */
  readonly now: number
  /** There is work whose answer is waited for. */
  readonly working: boolean
  /** Nobody looks at the page: the browser may hold everything back. */
  readonly hidden: boolean
}

export const UNWATCHED: Watch = { silentMs: 0, asked: false, tickedAt: null }

/** After a sign of life. */
export function heard(watch: Watch): Watch {
  return { ...watch, silentMs: 0, asked: false }
}

/** How much of the time between two ticks somebody listened, in milliseconds. */
export function listenedFor(tickedAt: number, now: number): number {
  return Math.min(Math.max(0, now - tickedAt), MOST_MS)
}

/** What a tick leads to: `ask` is for the small question, `dead` once it had no answer for `limitMs`. */
export function tick(
  watch: Watch,
  { now, working, hidden }: Tick,
  limitMs: number,
): { readonly watch: Watch; readonly then: 'wait' | 'ask' | 'dead' } {
  if (!working || hidden) return { watch: UNWATCHED, then: 'wait' }
  const passed = watch.tickedAt === null ? 0 : listenedFor(watch.tickedAt, now)
  const silentMs = watch.silentMs + passed
  if (!watch.asked && silentMs >= ASK_AFTER_MS) return { watch: { silentMs: 0, asked: true, tickedAt: now }, then: 'ask' }
  return { watch: { ...watch, silentMs, tickedAt: now }, then: watch.asked && silentMs >= limitMs ? 'dead' : 'wait' }
}

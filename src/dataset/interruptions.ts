import { formatBytes } from '../pair/format'
import type { Problem } from './problem'
import { hostOf } from './request'

/** What is told of requests that came to nothing half-way, as problems. Pure. */

export function seconds(ms: number): string {
  const whole = Math.max(1, Math.round(ms / 1000))
  return whole === 1 ? '1 second' : `${whole} seconds`
}

export function noAnswer(url: string, ms: number): Problem {
  return {
    code: 'no-answer',
    where: url,
    detail: `Nothing came from ${hostOf(url)} for ${seconds(ms)}, nor when it was asked again.`,
  }
}

/** `whole`: the bytes that should have come; null where nobody knows. */
export function stalled(url: string, came: number, whole: number | null, ms: number): Problem {
  return {
    code: 'stalled',
    where: url,
    detail: `${hostOf(url)} sent ${share(came, whole)} and then nothing for ${seconds(ms)}.`,
  }
}

/** `again`: the connection broke at the same byte before, so that chance cannot be what breaks it. */
export function brokenOff(url: string, came: number, whole: number | null, again = false): Problem {
  const after = came === 0 ? 'before the first byte' : `after ${share(came, whole)}`
  return {
    code: 'broken-off',
    where: url,
    detail: again
      ? `The connection to ${hostOf(url)} broke ${after}, each time: the file is shorter there than the host says, or something on ` +
        'the way cuts it.'
      : `The connection to ${hostOf(url)} broke ${after}.`,
  }
}

function share(came: number, whole: number | null): string {
  return whole === null ? formatBytes(came) : `${formatBytes(came)} of ${formatBytes(whole)}`
}

/** That a host turns requests away: `wait` in milliseconds is what it asks for, null where it does not say. */
export function turnedAway(url: string, status: number, wait: number | null, now = Date.now()): Problem {
  const host = hostOf(url)
  return {
    code: 'turned-away',
    where: url,
    detail:
      wait === null
        ? `${host} turned away every try (${status}) and does not say when to come back.`
        : `${host} asks to come back ${inTime(wait, now)} (${status}).`,
  }
}

function inTime(wait: number, now: number): string {
  if (wait < 120_000) return `in ${seconds(wait)}`
  const minutes = Math.round(wait / 60_000)
  const hours = Math.round(wait / 3_600_000)
  const length = minutes < 120 ? `${minutes} minutes` : hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`
  return hours < 24 ? `in ${length}, at ${new Date(now + wait).toTimeString().slice(0, 5)}` : `in ${length}`
}

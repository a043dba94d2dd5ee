import { describe, expect, it } from 'vitest'
import { pause, Silence, within } from './patience'

describe('patience', () => {
  it('gives what comes in time, and its failure', async () => {
    expect(await within(Promise.resolve(1), 50)).toBe(1)
    await expect(within(Promise.reject(new Error('no')), 50)).rejects.toThrow('no')
  })

  it('ends after the time with a word of its own', async () => {
    await expect(within(new Promise(() => undefined), 5)).rejects.toBeInstanceOf(Silence)
  })

  it('does not take a thread that was busy for a silence', async () => {
    const came = new Promise((resolve) => setTimeout(() => resolve('there'), 1500))
    const answer = within(came, 100)
    const until = performance.now() + 1400
    while (performance.now() < until);
    expect(await answer).toBe('there')
  })
})

describe('a pause', () => {
  it('lasts, or ends with the reason of an abort', async () => {
    await pause(1)
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 1)
    await expect(pause(10_000, controller.signal)).rejects.toThrow('enough')
  })
})

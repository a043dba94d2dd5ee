import { describe, expect, it } from 'vitest'
import { Shared, together, unlessAborted } from './shared'

const later = <T>(value: T, signal?: AbortSignal) =>
  new Promise<T>((resolve, reject) => {
    setTimeout(() => resolve(value), 5)
    signal?.addEventListener('abort', () => reject(signal.reason as Error))
  })

describe('Shared', () => {
  it('does the work of a key once for all who wait, and again for who comes after', async () => {
    const shared = new Shared<number>()
    let runs = 0
    const run = () => shared.run('k', undefined, () => later(++runs))
    expect(await Promise.all([run(), run(), run()])).toEqual([1, 1, 1])
    expect(await run()).toBe(2)
  })

  it('ends the work when the last one leaves, not before', async () => {
    const shared = new Shared<number>()
    const [a, b] = [new AbortController(), new AbortController()]
    let ended = false
    const start = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => (ended = true))
      return later(1, signal)
    }
    const waits = [shared.run('k', a.signal, start), shared.run('k', b.signal, start)].map((wait) =>
      wait.catch((reason: unknown) => reason),
    )
    a.abort('first')
    await Promise.resolve()
    expect(await waits[0]).toBe('first')
    expect(ended).toBe(false)
    b.abort('second')
    expect(await waits[1]).toBe('second')
    expect(ended).toBe(true)
  })
})

describe('together', () => {
  it('aborts the rest on the first failure', async () => {
    const reasons: unknown[] = []
    const slow = (signal: AbortSignal) => later(1, signal).catch((reason: unknown) => reasons.push(reason))
    await expect(together([slow, () => Promise.reject(new Error('broken'))])).rejects.toThrow('broken')
    await later(0)
    expect(reasons).toEqual([new Error('broken')])
  })
})

describe('unless aborted', () => {
  it('settles as the promise does, or with the reason as soon as it is aborted', async () => {
    const { signal } = new AbortController()
    expect(await unlessAborted(Promise.resolve(1), signal)).toBe(1)
    expect(await unlessAborted(Promise.resolve(1), undefined)).toBe(1)
    await expect(unlessAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no')
    const controller = new AbortController()
    const waiting = unlessAborted(new Promise(() => undefined), controller.signal)
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(unlessAborted(Promise.resolve(1), controller.signal)).rejects.toThrow('enough')
  })
})

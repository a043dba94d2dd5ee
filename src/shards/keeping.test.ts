import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batched } from './batch'
import { Limit } from '../flow/limit'
import { Lru } from '../flow/lru'
import { Shared, together } from '../flow/shared'
import { joinPieces, Sparse } from './sparse'
import { SpyFile } from './testing'

const later = <T>(value: T, signal?: AbortSignal) =>
  new Promise<T>((resolve, reject) => {
    setTimeout(() => resolve(value), 5)
    signal?.addEventListener('abort', () => reject(signal.reason as Error))
  })

describe('Sparse', () => {
  it('knows which bytes of a range are here, and puts them together', () => {
    const range = fc.tuple(fc.nat(60), fc.nat(40)).map(([start, size]) => ({ start, end: start + size }))
    const whole = Uint8Array.from({ length: 100 }, (_, i) => i)
    fc.assert(
      fc.property(fc.array(range, { maxLength: 6 }), range, (added, wanted) => {
        const sparse = new Sparse()
        for (const { start, end } of added) sparse.add(start, whole.slice(start, end))
        const known = (at: number) => added.some(({ start, end }) => start <= at && at < end)
        const gaps = sparse.missing(wanted)
        for (let at = wanted.start; at < wanted.end; at++) expect(gaps.some((gap) => gap.start <= at && at < gap.end)).toBe(!known(at))
        const filled = [...sparse.within(wanted), ...gaps.map(({ start, end }) => ({ start, bytes: whole.slice(start, end) }))]
        expect(joinPieces(wanted, filled)).toEqual(whole.slice(wanted.start, wanted.end))
        const run = sparse.from(wanted.start)
        expect(run).toEqual(whole.slice(wanted.start, wanted.start + run.length))
        expect(known(wanted.start + run.length)).toBe(false)
      }),
    )
  })
})

describe('Lru', () => {
  it('lets the longest unused go when over budget, but never the newest', () => {
    const lru = new Lru<string>(10)
    lru.set('a', 'A', 4)
    lru.set('b', 'B', 4)
    lru.get('a')
    lru.set('c', 'C', 4)
    expect([lru.get('a'), lru.get('b'), lru.get('c'), lru.bytes]).toEqual(['A', undefined, 'C', 8])
    lru.set('huge', 'H', 99)
    expect([lru.get('c'), lru.get('huge'), lru.bytes]).toEqual([undefined, 'H', 99])
  })
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

describe('Limit', () => {
  it('passes slots on, past those who gave up waiting', async () => {
    const limit = new Limit(1)
    const giveUp = new AbortController()
    const order: string[] = []
    const task = (name: string) => () => later(order.push(name))
    const all = [limit.run(task('a')), limit.run(task('b'), giveUp.signal), limit.run(task('c'))]
    giveUp.abort(new Error('no longer'))
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(order).toEqual(['a', 'c'])
    await limit.run(task('d'))
    expect(order).toEqual(['a', 'c', 'd'])
  })
})

describe('batched', () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251)

  it('joins near reads of one moment, and leaves far ones apart', async () => {
    const file = new SpyFile(bytes)
    const near = batched(file)
    const ranges = [
      { start: 10, end: 20 },
      { start: 5000, end: 5010 },
      { start: 200_000, end: 200_100 },
    ]
    expect(await Promise.all(ranges.map((range) => near.read(range)))).toEqual(ranges.map(({ start, end }) => bytes.slice(start, end)))
    expect(file.reads.map(({ start, end }) => [start, end])).toEqual([
      [10, 5010],
      [200_000, 200_100],
    ])
  })

  it('aborts a joint read only when all have left', async () => {
    const file = new SpyFile(bytes)
    const near = batched(file)
    const [a, b] = [new AbortController(), new AbortController()]
    const first = near.read({ start: 0, end: 10 }, a.signal).catch((reason: unknown) => reason)
    const second = near.read({ start: 5, end: 15 }, b.signal)
    await new Promise((resolve) => setTimeout(resolve))
    a.abort('left')
    expect(await first).toBe('left')
    expect(await second).toEqual(bytes.slice(5, 15))
    expect(file.aborted).toBe(0)
  })
})

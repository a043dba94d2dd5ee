import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batched } from './batch'
import { joinPieces, Sparse } from './sparse'
import { SpyFile } from './testing'

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

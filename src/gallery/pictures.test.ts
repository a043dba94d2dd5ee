import { describe, expect, it } from 'vitest'
import type { Engine } from '../engine/engine'
import type { NsfwClass, Pair } from '../pair/pair'
import { NO_CONSENT } from '../pair/safety'
import { PictureQueue, Slots, stopWhenGone, whyFailed } from './pictures'

const never = new AbortController().signal

describe('slots', () => {
  it('go to the nearest waiter, so many at a time', async () => {
    const slots = new Slots(1)
    const order: number[] = []
    const first = await slots.take(() => 0, never)
    const rest = [300, 100, 200].map(async (rank) => {
      const release = await slots.take(() => rank, never)
      order.push(rank)
      release()
    })
    expect(order).toEqual([])
    first()
    await Promise.all(rest)
    expect(order).toEqual([100, 200, 300])
  })

  it('are not kept by who leaves, nor given back twice', async () => {
    const slots = new Slots(1)
    const release = await slots.take(() => 0, never)
    const leaving = new AbortController()
    const left = slots.take(() => 0, leaving.signal)
    leaving.abort()
    await expect(left).rejects.toThrow()
    release()
    release()
    await slots.take(() => 0, never)
    let third = false
    void slots.take(() => 0, never).then(() => (third = true))
    await Promise.resolve()
    expect(third).toBe(false)
  })
})

describe('the picture queue', () => {
  const pair = (nsfw: NsfwClass, caption = 'a boat') =>
    ({ key: 1, nsfw, caption, url: 'https://example.com/1.jpg', hasPicture: false }) as Pair

  it('starts no load for a pair that is not known to be safe', () => {
    const queue = new PictureQueue({} as Engine)
    expect(([1, 2, 3] as const).map((nsfw) => queue.load(pair(nsfw), NO_CONSENT, () => 0))).toEqual([null, null, null])
    expect(queue.load(pair(0), NO_CONSENT, () => 0)).not.toBeNull()
    expect(queue.load(pair(3), new Set<NsfwClass>([3]), () => 0)).not.toBeNull()
    expect(queue.load(pair(2, 'two kids'), new Set<NsfwClass>([1, 2, 3]), () => 0)).toBeNull()
  })

  it('tells what can be known of a failure', () => {
    expect(whyFailed('http://a/1.jpg', 'https:', true)).toBe('insecure')
    expect(whyFailed('https://a/1.jpg', 'https:', true)).toBe('failed')
    expect(whyFailed('http://a/1.jpg', 'http:', true)).toBe('failed')
    expect(whyFailed('http://a/1.jpg', 'https:', false)).toBe('offline')
  })
})

describe('an image element taken off the page', () => {
  it('stops loading, and one that was only looked at again goes on', async () => {
    const image = { isConnected: true, src: 'a.png' }
    const gone = stopWhenGone(image as unknown as HTMLImageElement)
    gone()
    await Promise.resolve()
    expect(image.src).toBe('a.png')
    image.isConnected = false
    gone()
    await Promise.resolve()
    expect(image.src).toBe('')
  })
})
